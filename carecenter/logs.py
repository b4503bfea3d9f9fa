"""One JSON object a line on standard error: moment, level, request or job id, and nobody's personal data (H8)."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]
# What PostgreSQL quotes of a row it refuses, and the part of an address people type into.
QUOTED = re.compile(r"(?m)^.*\b(?:DETAIL|CONTEXT):.*$\n?")
TYPED = re.compile(r"\?\S*")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
TEXTS = ("event", "exception", "error", "request")


def without_people(_logger: Any, _method: str, event: Event) -> Event:
    """Processor: no search words, no quoted rows, no telephone numbers, whoever wrote the line."""
    for name in TEXTS:
        text = event.get(name)
        if text is None:
            continue
        text = QUOTED.sub("", str(text))
        if name == "request":
            text = TYPED.sub("?…", text)
        event[name] = PHONE.sub("1**********", text)
    return event


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """The formatter LOGGING names: lines of other libraries get the same keys as ours; Chinese stays readable."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_people,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )


def configure() -> None:
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
