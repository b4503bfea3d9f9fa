"""The rules of fines in whole sentences, with the values in force: for the wall and the command line (S13, S27)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Store
from apps.penalties.rules import MODE
from apps.penalties.worth import amount_words
from apps.rulebook.policy import PolicyBook, policy_key


@dataclass(frozen=True)
class RuleWords:
    """One rule: what follows from what, the house's own sentence it comes from, and since when its values hold.

    `since` None: the values the program came with.
    """

    rule: str
    text: str
    phrase: str
    source: str
    since: date | None


def rules_in_words(store: Store, *, on: date) -> list[RuleWords]:
    """Every rule that leads to a fine or limits one, as it stands on a day of the store; one query."""
    book = PolicyBook(store, keys=(MODE, *(key for _rule, keys, _say in RULES for key in keys)))
    return [_words(book, rule, keys, say, on=on) for rule, keys, say in RULES]


def _words(
    book: PolicyBook, rule: str, keys: tuple[str, ...], say: Callable[..., str], *, on: date
) -> RuleWords:
    found = [book.in_force(key, on=on) for key in keys]
    since = max((one.since for one in found if one.since is not None), default=None)
    entry = policy_key(keys[0])
    values = [_cost(key, one.value, book.value(MODE, on=on)) for key, one in zip(keys, found, strict=True)]
    return RuleWords(rule, say(*values), entry.phrase, entry.source, since)


def _cost(key: str, value: Any, mode: str) -> Any:
    """What a fine takes in this store; other values as they are."""
    if not key.startswith("penalty.") or key == MODE:
        return value
    return amount_words(value, mode)


def _callback(cost: str) -> str:
    return _(
        "A customer who is not called back as required costs %(cost)s for each missed call. A spot check or a"
        " manager decides; calling at another hour of the day alone costs nothing."
    ) % {"cost": cost}


def _step_up(count: int, comparator: str, percent: int) -> str:
    least = count if comparator == "ge" else count + 1
    return _(
        "From the %(least)s. confirmed fine for missed calls of one calendar month on, the wage of that month falls by"
        " %(percent)s %% once; the fines stay."
    ) % {"least": least, "percent": percent}


def _complaint(cost: str, minutes: int) -> str:
    return _(
        "A complaint recorded later than %(minutes)s minutes after it became known costs %(cost)s if it then"
        " reached the manufacturer or became a major one; once for each complaint."
    ) % {"cost": cost, "minutes": minutes}


def _report(cost: str) -> str:
    return _("A weekly, ten-day or monthly report not submitted in time costs %(cost)s, once.") % {
        "cost": cost
    }


def _member(cost: str, until: str) -> str:
    return _(
        "Members entered later than %(until)s of the next open day cost %(cost)s for the day's batch; wrong data"
        " cost %(cost)s for each record, unless corrected by oneself before it is found."
    ) % {"cost": cost, "until": until}


def _slip(manager: int, head: int, director: int, gm: int) -> str:
    return _(
        "A slip of fault or reward may be written up to %(manager)s by a manager, %(head)s by a department head,"
        " %(director)s by the customer director and %(gm)s by the general manager; somebody else confirms it. About"
        " another department it is a suggestion until its head or the general manager accepts it."
    ) % {"manager": manager, "head": head, "director": director, "gm": gm}


def _mode(mode: str) -> str:
    return {
        "money": _("Fines are deductions of performance pay in CNY."),
        "points": _("Fines are points; no money is withheld."),
        "record": _("Fines are only put on record; nothing is withheld."),
    }[mode]


def _cap(percent: int, minimum: int) -> str:
    return _(
        "Deductions above %(percent)s %% of the month's wage, or that leave less than the minimum wage of %(minimum)s"
        " CNY, are marked; human resources decide."
    ) % {"percent": percent, "minimum": minimum}


def _appeal(days: int) -> str:
    return ngettext(
        "Whoever is fined may appeal within %(days)s working day of the notice; somebody else than who confirmed the"
        " fine decides.",
        "Whoever is fined may appeal within %(days)s working days of the notice; somebody else than who confirmed the"
        " fine decides.",
        days,
    ) % {"days": days}


RULES: tuple[tuple[str, tuple[str, ...], Callable[..., str]], ...] = (
    ("R05", ("penalty.mode",), _mode),
    ("R02", ("penalty.callback_miss",), _callback),
    ("R03", ("escalation.count", "escalation.comparator", "escalation.percent"), _step_up),
    ("R12", ("penalty.complaint_delay", "complaint.report_minutes"), _complaint),
    ("R23", ("penalty.report_late",), _report),
    ("R25", ("penalty.member", "member_entry.until"), _member),
    ("S107", ("slip.limit", "slip.limit_head", "slip.limit_director", "slip.limit_gm"), _slip),
    ("R05", ("payroll.cap_percent", "payroll.minimum_wage"), _cap),
    ("4.5", ("appeal.working_days",), _appeal),
)
