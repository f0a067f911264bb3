"""Structured JSON logs: lower-case facts with fields, the trace id on every line."""

import logging
import sys
from typing import Any

import structlog

from services.chassis import tracing


def start(service: str, level: str = "info") -> None:
    """Write one JSON object a line to standard error, the standard library's records too."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _add_trace,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("uvicorn.access", "aio_pika", "aiormq", "httpx", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(process=service)


def _add_trace(logger: Any, method: str, fields: dict[str, Any]) -> dict[str, Any]:
    if trace := tracing.trace_id():
        fields.setdefault("trace_id", trace)
    return fields


def get(**fields: Any) -> structlog.stdlib.BoundLogger:
    """A logger with these fields on every line."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(**fields)
    return logger
