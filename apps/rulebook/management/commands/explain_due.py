"""`manage.py explain_due --jsonl`: one question a line in, one answer a line out, flushed."""

import json
import math
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Store
from apps.rulebook import reference
from apps.rulebook.calendars import store_calendar
from apps.rulebook.explain import House, explain
from apps.rulebook.policy import PolicyBook

LONGEST_LINE = 1_000_000


class Command(BaseCommand):
    help = "Explain due moments: one JSON object a line from standard input, one answer a line."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", action="store_true", help="JSON lines in and out (the only form)")
        parser.add_argument("--store", help="code of the store to answer for; default: the first one")
        parser.add_argument("--language", help="language of the sentences, such as zh-hans or en")

    def handle(self, *args: Any, **options: Any) -> None:
        house = load_house(options["store"])
        with translation.override(options["language"] or translation.get_language()):
            answer_lines(sys.stdin.buffer, sys.stdout.buffer, house=house)


def load_house(code: str | None = None) -> House:
    """The store's calendar and rules; on an empty or not yet migrated database what is shipped."""
    try:
        house = _stored_house(code)
    except DatabaseError:
        house = None
    return house or House(reference.shipped_calendar(), PolicyBook.shipped())


def answer_lines(source: BinaryIO, sink: BinaryIO, *, house: House) -> None:
    """Answers each line as soon as it is there; stops quietly when nobody listens any more."""
    try:
        for answer in _answers(source, house=house):
            sink.write(encoded(answer))
            sink.flush()
    except (BrokenPipeError, KeyboardInterrupt):
        sys.stdout = None


def _answers(source: Iterable[bytes], *, house: House) -> Iterator[dict[str, Any]]:
    for line in source:
        try:
            question = decoded(line)
        except (ValueError, RecursionError):
            yield {"error": _("This line is not valid JSON.")}
        else:
            yield explain(question, house)


def decoded(line: bytes) -> Any:
    """One line as JSON; raises ValueError for anything else, NaN and overlong lines included."""
    if len(line) > LONGEST_LINE:
        raise ValueError("overlong")
    return json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite)


def encoded(answer: dict[str, Any]) -> bytes:
    """One line of UTF-8; an echoed id that no encoding can carry is escaped, a bottomless one left out."""
    try:
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(answer).encode() + b"\n"
    except RecursionError:
        return encoded({"error": _("This line is not valid JSON.")})


def _stored_house(code: str | None) -> House | None:
    store = _store(code)
    calendar = store_calendar(store)
    if not calendar.official_years and not calendar.days:
        shipped = reference.shipped_calendar(calendar.tz)
        calendar = shipped.with_closures(calendar.closures)
    return House(calendar, PolicyBook(store))


def _store(code: str | None) -> Store | None:
    stores = Store.objects.order_by("pk")
    if code is None:
        return stores.first()
    store = stores.filter(code=code).first()
    if store is None:
        raise CommandError(_("There is no store with the code %(code)s.") % {"code": code})
    return store


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _finite(text: str) -> float:
    """1e400 is no number any answer could echo."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
