"""The rules of fines in whole sentences, with the values in force: for the wall and the command line (S13, S27)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Store
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
    book = PolicyBook(store, keys=tuple(key for _rule, keys, _say in RULES for key in keys))
    return [_words(book, rule, keys, say, on=on) for rule, keys, say in RULES]


def _words(
    book: PolicyBook, rule: str, keys: tuple[str, ...], say: Callable[..., str], *, on: date
) -> RuleWords:
    found = [book.in_force(key, on=on) for key in keys]
    since = max((one.since for one in found if one.since is not None), default=None)
    entry = policy_key(keys[0])
    return RuleWords(rule, say(*(one.value for one in found)), entry.phrase, entry.source, since)


def _callback(amount: int) -> str:
    return _(
        "A customer who is not called back as required costs %(amount)s CNY for each missed call. A spot check or a"
        " manager decides; calling at another hour of the day alone costs nothing."
    ) % {"amount": amount}


def _step_up(count: int, comparator: str, percent: int) -> str:
    least = count if comparator == "ge" else count + 1
    return _(
        "From the %(least)s. confirmed fine for missed calls of one calendar month on, the wage of that month falls by"
        " %(percent)s %% once; the fines stay."
    ) % {"least": least, "percent": percent}


def _complaint(amount: int, minutes: int) -> str:
    return _(
        "A complaint recorded later than %(minutes)s minutes after it became known costs %(amount)s CNY if it then"
        " reached the manufacturer or became a major one; once for each complaint."
    ) % {"amount": amount, "minutes": minutes}


def _report(amount: int) -> str:
    return _("A weekly, ten-day or monthly report not submitted in time costs %(amount)s CNY, once.") % {
        "amount": amount
    }


def _member(amount: int, until: str) -> str:
    return _(
        "Members entered later than %(until)s of the next open day cost %(amount)s CNY for the day's batch; wrong data"
        " cost %(amount)s CNY for each record, unless corrected by oneself before it is found."
    ) % {"amount": amount, "until": until}


def _slip(manager: int, director: int) -> str:
    return _(
        "A slip by hand may be written up to %(manager)s CNY, by the customer director up to %(director)s CNY; somebody"
        " else confirms it."
    ) % {"manager": manager, "director": director}


def _cap(percent: int) -> str:
    return _("Deductions above %(percent)s %% of the month's wage are marked; human resources decide.") % {
        "percent": percent
    }


def _appeal(days: int) -> str:
    return ngettext(
        "Whoever is fined may appeal within %(days)s working day of the notice; somebody else than who confirmed the"
        " fine decides.",
        "Whoever is fined may appeal within %(days)s working days of the notice; somebody else than who confirmed the"
        " fine decides.",
        days,
    ) % {"days": days}


RULES: tuple[tuple[str, tuple[str, ...], Callable[..., str]], ...] = (
    ("R02", ("penalty.callback_miss",), _callback),
    ("R03", ("escalation.count", "escalation.comparator", "escalation.percent"), _step_up),
    ("R12", ("penalty.complaint_delay", "complaint.report_minutes"), _complaint),
    ("R23", ("penalty.report_late",), _report),
    ("R25", ("penalty.member", "member_entry.until"), _member),
    ("S107", ("slip.limit", "slip.limit_director"), _slip),
    ("R05", ("payroll.cap_percent",), _cap),
    ("4.5", ("appeal.working_days",), _appeal),
)
