"""What the person at the terminal sees, and the language it is said in."""

import json
import os
import sys
from contextlib import suppress

from django.utils import translation

QUIET_LEVELS = {"debug", "info"}


def speak_the_terminals_language() -> None:
    """Chinese or English by the terminal's locale, else the house's own language."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    for prefix, language in (("zh", "zh-hans"), ("en", "en")):
        if locale.lower().startswith(prefix):
            translation.activate(language)


def forgive_narrow_terminals() -> None:
    """A terminal without Chinese letters shows question marks instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")


def say(text: str) -> None:
    """Write a line; a closed terminal (hang-up, `| head`) is no reason to stop."""
    with suppress(OSError, ValueError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def is_noteworthy(line: str) -> bool:
    """Whether a log line belongs on the terminal: JSON lines below warning only go to the log file."""
    if not line.startswith("{"):
        return bool(line.strip())
    try:
        return json.loads(line).get("level") not in QUIET_LEVELS
    except ValueError:
        return True
