"""How calls may end is configuration (S04): outcomes are added, renamed and retired; what a used one means stays."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Attempt, Outcome
from apps.core.refusal import Refused

ACTION = "settings.questionnaires"
TAKEN_KEYS = set("ubtyp")  # undo, both calls, text of the complaint, copy, phone


@dataclass(frozen=True)
class OutcomeEntry:
    """What is typed. `effect` decides whether the customer was reached and whether the call ends."""

    name_zh: str
    name_en: str
    effect: str
    wait: str = ""
    asks: str = ""
    shortcut: str = ""


def add_outcome(entry: OutcomeEntry, *, now: datetime, by: User) -> Outcome:
    """One more way a call may end. Raises Refused naming the field."""
    access.refuse_unless(by, ACTION)
    with transaction.atomic():
        last = Outcome.objects.select_for_update().order_by("-pk").first()
        columns = _columns(entry, outcome=None)
        position = (Outcome.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        return Outcome.objects.create(code=f"own_{last.pk + 1 if last else 1}", position=position, **columns)


def change_outcome(outcome: Outcome, entry: OutcomeEntry, *, now: datetime, by: User) -> None:
    """Names, key, wait and what is asked for; the effect only while no call has ended this way."""
    access.refuse_unless(by, ACTION)
    with transaction.atomic():
        outcome = Outcome.objects.select_for_update().get(pk=outcome.pk)
        if entry.effect != outcome.effect and is_used(outcome):
            message = _("Calls have ended this way: what it means stays. Retire it and add another.")
            raise Refused(message, field="effect", code="state")
        Outcome.objects.filter(pk=outcome.pk).update(**_columns(entry, outcome=outcome))


def retire_outcome(outcome: Outcome, *, today: date, now: datetime, by: User) -> None:
    """No call ends this way from today on; past calls keep it. Raises Refused for the last way to complete a call."""
    access.refuse_unless(by, ACTION)
    with transaction.atomic():
        active = list(_active(today).select_for_update())
        same = [one for one in active if one.effect == outcome.effect and one.pk != outcome.pk]
        if not same:
            message = _("Calls could not end with this effect any more: it is the last outcome that has it.")
            raise Refused(message, code="state")
        Outcome.objects.filter(pk=outcome.pk, retired_on__isnull=True).update(retired_on=today)


def restore_outcome(outcome: Outcome, *, now: datetime, by: User) -> None:
    """Calls may end this way again."""
    access.refuse_unless(by, ACTION)
    with transaction.atomic():
        _refuse_taken_key(outcome.shortcut, outcome=outcome)
        Outcome.objects.filter(pk=outcome.pk).update(retired_on=None)


def delete_outcome(outcome: Outcome, *, now: datetime, by: User) -> None:
    """Only what no call has ever ended with goes for good. Raises Refused for a used or shipped outcome."""
    access.refuse_unless(by, ACTION)
    with transaction.atomic():
        row = Outcome.objects.select_for_update().get(pk=outcome.pk)
        if is_used(row) or not row.code.startswith("own_"):
            raise Refused(_("This outcome is in use: retire it instead."), code="state")
        row.delete()


def is_used(outcome: Outcome) -> bool:
    return Attempt.objects.filter(outcome=outcome).exists()


def _active(today: date) -> QuerySet[Outcome]:
    return Outcome.objects.exclude(retired_on__lte=today)


def _columns(entry: OutcomeEntry, *, outcome: Outcome | None) -> dict[str, object]:
    columns = {name: value.strip() for name, value in asdict(entry).items()}
    for name, choices in (("effect", Outcome.Effect), ("wait", Outcome.Wait), ("asks", Outcome.Asks)):
        if columns[name] not in choices.values:
            raise Refused(_("Choose one of the values offered."), field=name, code="invalid")
    if not columns["name_zh"]:
        raise Refused(_("An outcome needs a name."), field="name_zh", code="invalid")
    columns["name_en"] = columns["name_en"] or columns["name_zh"]
    if columns["effect"] != Outcome.Effect.RETRY:
        columns["wait"] = ""
    columns["shortcut"] = columns["shortcut"].lower()
    _refuse_taken_key(columns["shortcut"], outcome=outcome)
    return columns | {"reached": columns["effect"] in Outcome.REACHING}


def _refuse_taken_key(key: str, *, outcome: Outcome | None) -> None:
    if not key:
        return
    if key in TAKEN_KEYS or not ("a" <= key <= "z"):
        raise Refused(_("Choose a letter that has no other meaning."), field="shortcut", code="invalid")
    others = Outcome.objects.filter(shortcut=key, retired_on__isnull=True)
    other = others.exclude(pk=outcome.pk if outcome else None).first()
    if other is not None:
        message = _("%(name)s has this key.") % {"name": other}
        raise Refused(message, field="shortcut", code="duplicate")
