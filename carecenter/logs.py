"""One JSON object a line on standard error; request and user are bound by django-structlog."""

import logging
from typing import Any

import structlog

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def render(logger: logging.Logger, name: str, event: dict[str, Any]) -> str:
    """Render one log line as JSON; Chinese stays readable."""
    structlog.stdlib.ProcessorFormatter.remove_processors_meta(logger, name, event)
    for processor in SHARED:
        event = processor(logger, name, event)
    if event.pop("exc_info", None):
        event = structlog.processors.format_exc_info(logger, name, {**event, "exc_info": True})
    return structlog.processors.JSONRenderer(ensure_ascii=False)(logger, name, event)


def configure() -> None:
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
