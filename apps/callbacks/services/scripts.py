"""What is said on the phone (S67): places for the customer's data, filled safely; each change is a new version."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Callback, Script
from apps.core.refusal import Refused
from apps.core.remembering import remembered

ACTION = "settings.questionnaires"
LONGEST = 2000
PARTS = ("greeting", "body", "closing")
TEXTS = tuple(f"{part}_{language}" for part in PARTS for language in ("zh", "en"))
NEEDED = ("greeting_zh", "closing_zh")
# place -> (the same place in Chinese, what it becomes)
PLACES = {
    "customer": ("客户", gettext_lazy("the customer as addressed")),
    "agent": ("专员", gettext_lazy("who calls")),
    "store": ("门店", gettext_lazy("the store")),
    "car": ("车辆", gettext_lazy("the car")),
    "plate": ("车牌", gettext_lazy("the plate")),
    "day": ("日期", gettext_lazy("the day of the document")),
    "document": ("单号", gettext_lazy("the number of the document")),
    "advisor": ("顾问", gettext_lazy("who served the customer")),
}
CANONICAL = {chinese: place for place, (chinese, _label) in PLACES.items()} | {
    place: place for place in PLACES
}
PLACE = re.compile(r"\{([^{}]*)\}")
UNKNOWN = "…"


@dataclass(frozen=True)
class Piece:
    """A stretch of a script: as written, or filled in."""

    text: str
    filled: bool = False


@dataclass(frozen=True)
class ScriptEntry:
    """A version as typed; English may be left out."""

    greeting_zh: str
    closing_zh: str
    body_zh: str = ""
    greeting_en: str = ""
    body_en: str = ""
    closing_en: str = ""


def script_for(kind: str, *, on: date) -> Script | None:
    """The version in force on a day: the one with the newest first day, of several the highest."""
    return next((one for one in _newest_first(kind) if one.effective_from <= on), None)


@remembered
def _newest_first(kind: str) -> tuple[Script, ...]:
    """Of all days: every day finds what was read for the day before."""
    return tuple(Script.objects.filter(kind=kind).order_by("-effective_from", "-version"))


def write_script(
    kind: str, entry: ScriptEntry, *, effective_from: date, today: date, now: datetime, by: User
) -> Script:
    """Add a version that is in force from a day on, today at the earliest (the store's date).

    Raises Refused naming the field: nothing written, an unknown place, a lone brace, a day that has passed.
    """
    access.refuse_unless(by, ACTION)
    if kind not in Callback.Kind.values:
        raise Refused(_("There is no such kind of call."), field="kind", code="invalid")
    check_entry(entry)
    if effective_from < today:
        message = _("A version begins today or later: calls already made keep theirs.")
        raise Refused(message, field="effective_from", code="invalid")
    last = Script.objects.filter(kind=kind).aggregate(last=Max("version"))["last"] or 0
    texts = {name: getattr(entry, name).strip() for name in TEXTS}
    try:
        with transaction.atomic():
            return Script.objects.create(
                kind=kind, version=last + 1, effective_from=effective_from, written_at=now, written_by=by, **texts
            )  # fmt: skip
    except IntegrityError:
        message = _("Somebody else has just written a version. Please look at it again.")
        raise Refused(message, code="stale") from None


def check_entry(entry: ScriptEntry) -> None:
    """Raises Refused naming the first text that cannot be said."""
    for name in TEXTS:
        text = getattr(entry, name)
        if name in NEEDED and not text.strip():
            raise Refused(_("A script has a greeting and a closing."), field=name, code="invalid")
        if len(text) > LONGEST:
            message = _("Please keep it under %(count)s characters.") % {"count": LONGEST}
            raise Refused(message, field=name, code="invalid")
        _check_places(text, field=name)


def _check_places(text: str, *, field: str) -> None:
    for found in PLACE.findall(text):
        if found.strip() not in CANONICAL:
            message = _("{%(place)s} is not known. Known are: %(known)s.") % {
                "place": found,
                "known": " ".join(f"{{{chinese}}}" for chinese, _label in PLACES.values()),
            }
            raise Refused(message, field=field, code="invalid")
    if set("{}") & set(PLACE.sub("", text)):
        message = _("A brace stands alone: places are written like {客户}.")
        raise Refused(message, field=field, code="invalid")


def fill(text: str, values: Mapping[str, str]) -> list[Piece]:
    """The text in pieces, places replaced by `values`; nothing else of it is ever interpreted."""
    pieces, place = [], 0
    for match in PLACE.finditer(text):
        pieces.append(Piece(text[place : match.start()]))
        name = CANONICAL.get(match.group(1).strip())
        pieces.append(Piece((values.get(name, "") if name else match.group(0)) or UNKNOWN, filled=True))
        place = match.end()
    pieces.append(Piece(text[place:]))
    return [piece for piece in pieces if piece.text]
