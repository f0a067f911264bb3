"""A collector of traces: takes spans by OTLP over HTTP, and keeps what it was told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Told:
    """One span as it came over the wire; the trace's id in hex."""

    service: str
    trace_id: str
    name: str
    attributes: frozenset[str]
    status: str


@dataclass
class Collector:
    """A listening one. `url` is its base address, as OTEL_EXPORTER_OTLP_ENDPOINT wants it."""

    url: str = ""
    spans: list[Told] = field(default_factory=list)
    bodies: bytes = b""

    def take(self, body: bytes) -> None:
        self.bodies += body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {each.key: each.value.string_value for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += [
                    Told(
                        named["service.name"],
                        span.trace_id.hex(),
                        span.name,
                        frozenset(each.key for each in span.attributes),
                        span.status.message,
                    )
                    for span in scope.spans
                ]

    def services(self, trace_id: str) -> set[str]:
        """Whose spans the trace has."""
        return {span.service for span in self.spans if span.trace_id == trace_id}


@contextmanager
def collector() -> Iterator[Collector]:
    """One that listens on a port of its own until the end."""
    kept = Collector()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known = self.path == "/v1/traces"
            if known:
                kept.take(body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}"
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        try:
            yield kept
        finally:
            server.shutdown()
            serving.join()
