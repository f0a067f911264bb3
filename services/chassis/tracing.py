"""W3C trace context, in through HTTP or the bus and out through both."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_propagator = TraceContextTextMapPropagator()


def start() -> None:
    """Give this process a tracer; without an exporter spans only carry their ids."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider(shutdown_on_exit=False))


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
def span(name: str, *, parent: str | None) -> Iterator[None]:
    """Work under a new span that continues `parent`, a `traceparent` header, if there is one."""
    carrier = {"traceparent": parent} if parent else {}
    incoming = _propagator.extract(carrier, context.Context())
    tracer = trace.get_tracer("shirong")
    with tracer.start_as_current_span(name, context=incoming, record_exception=False):
        yield
