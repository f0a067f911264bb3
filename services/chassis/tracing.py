"""W3C trace context, in through HTTP or the bus and out through both.

Spans leave by OTLP over HTTP where OpenTelemetry's own variables name a collector. They hold names
of routes, messages and tasks and never a value: no path, no id of a person, no word of an error.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
LAST_WORDS = 5.0
"""Seconds for the last spans of a process that ends."""

_propagator = TraceContextTextMapPropagator()
_sending: dict[str, TracerProvider] = {}
"""By service, as several may share a process; empty without a collector."""


def start(service: str) -> None:
    """Give this process a tracer; without a collector's address spans only carry their ids."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider(shutdown_on_exit=False))
    if any(os.environ.get(name) for name in ENDPOINTS):
        _sending[service] = _sender(service)


def stop(service: str) -> None:
    """Send what is left of the service's spans, or give it up after `LAST_WORDS`."""
    if provider := _sending.pop(service, None):
        # A collector that is away would hold the process for half a minute.
        ending = threading.Thread(target=provider.shutdown, daemon=True)
        ending.start()
        ending.join(LAST_WORDS)


def _sender(service: str) -> TracerProvider:
    # Loaded here: where nothing is sent, nothing of it costs memory.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    # One line for spans that were lost is enough; each try would write one.
    logging.getLogger("opentelemetry.exporter").setLevel(logging.ERROR)
    named = Resource.create({"service.name": service, "service.namespace": "shirong"})
    provider = TracerProvider(resource=named, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def traceparent() -> str | None:
    """The present span as a `traceparent` header, for what is sent on."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent")


def trace_id() -> str:
    """The present trace's id in hex; empty outside a trace."""
    span = trace.get_current_span().get_span_context()
    return format(span.trace_id, "032x") if span.is_valid else ""


@contextmanager
def span(
    name: str, *, service: str | None, kind: SpanKind = SpanKind.CONSUMER, parent: str | None
) -> Iterator[Span]:
    """Work of a service under a new span that continues `parent`, a `traceparent` header, if there
    is one; with no service it is sent nowhere. An error that ends it is told by its class alone."""
    carrier = {"traceparent": parent} if parent else {}
    incoming = _propagator.extract(carrier, context.Context())
    tracer = trace.get_tracer("shirong", tracer_provider=_sending.get(service or ""))
    with tracer.start_as_current_span(
        name, context=incoming, kind=kind, record_exception=False, set_status_on_exception=False
    ) as present:
        try:
            yield present
        except Exception as error:
            present.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
