"""What the case page shows about one penalty: evidence summary, rule, month of the person, what may be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.accounts import access
from apps.accounts.models import User
from apps.duties.labels import kind_label
from apps.penalties import services
from apps.penalties.models import Penalty, PenaltyMove
from apps.penalties.rules import STEP_UP_KEYS, first_of, needed_for_step
from apps.rulebook.models import PolicyValue
from apps.rulebook.policy import KEYS, PolicyBook

State = Penalty.State
VERBS: dict[str, tuple[str, tuple[str, ...]]] = {
    State.SUGGESTED: ("penalties.slip", ("accept", "decline")),
    State.PROPOSED: ("penalties.decide", ("confirm", "reject")),
    State.CONFIRMED: ("penalties.decide", ("waive",)),
    State.APPEALED: ("penalties.decide_appeal", ("uphold", "grant")),
    State.SETTLED: ("penalties.reverse", ("reverse",)),
}


def load(user: User, pk: int) -> Penalty | None:
    """The penalty with everything the page reads beside it, if the person may read it."""
    return (
        Penalty.objects.readable_by(user)
        .select_related(
            "store",
            "subject",
            "department",
            "duty__owner",
            "accepted_by",
            "confirmed_by",
            "author",
            "reverses",
        )
        .filter(pk=pk)
        .first()
    )


def verbs_for(penalty: Penalty, user: User) -> tuple[str, ...]:
    """What the person may do with the penalty as it stands; the verbs themselves check again."""
    action, verbs = VERBS.get(penalty.state, ("", ()))
    if not verbs or not access.may(user, action) or access.store_of(user).pk != penalty.store_id:
        return ()
    if penalty.state == State.SUGGESTED:
        return _answers(penalty, user)
    apart = {penalty.subject_id}
    if penalty.state != State.PROPOSED:
        apart |= {penalty.author_id}
    if penalty.state in (State.APPEALED, State.SETTLED):
        apart |= {penalty.confirmed_by_id}
    if user.pk in apart or penalty.kind == Penalty.Kind.REVERSAL:
        return ()
    unfit = penalty.evidence.get("changed") or penalty.author_id == user.pk
    return tuple(verb for verb in verbs if not (verb == "confirm" and unfit))


def _answers(penalty: Penalty, user: User) -> tuple[str, ...]:
    """S47: the department's owner accepts or declines; the author may only take it back."""
    if penalty.author_id == user.pk:
        return ("decline",)
    answers = Penalty.objects.answered_by(user).filter(pk=penalty.pk).exists()
    return ("accept", "decline") if answers else ()


def case_context(penalty: Penalty, user: User, *, now: datetime) -> dict[str, Any]:
    """Everything about one penalty, in a fixed number of queries."""
    verbs = verbs_for(penalty, user)
    is_own = penalty.subject_id == user.pk
    moves = list(penalty.moves.select_related("by", "words"))
    return {
        "penalty": penalty,
        "verbs": verbs,
        "is_own": is_own,
        "duty": penalty.duty,
        "duty_label": kind_label(penalty.duty.kind) if penalty.duty else "",
        "hands": hands_of(penalty),
        "grounds": services.grounds_of(penalty),
        "moves": moves,
        "explanations": [move for move in moves if move.what in ("explain", "appeal")],
        "rules": rule_texts(penalty),
        "month": month_standing(penalty),
        "beyond_cap": beyond_cap(penalty) if verbs and penalty.state in Penalty.WAITING else None,
        "paper": penalty.author_id is not None or penalty.state not in (State.PROPOSED, State.REJECTED),
        "own_rule": "confirm" in verbs and services.own_rule_today(penalty, by=user, now=now),
        "appeal_day": services.last_day_of_appeal(penalty),
        "may_appeal": is_own and penalty.state == State.CONFIRMED and in_term(penalty, now=now),
        "may_explain": is_own and penalty.state == State.PROPOSED,
        "may_note": is_own
        and penalty.acknowledged_at is None
        and penalty.state not in (State.PROPOSED, State.REJECTED),
        "term": services.last_day_of_appeal(
            Penalty(store=penalty.store, appeal_until=services.term_of_appeal(penalty, noticed_at=now))
        )
        if "confirm" in verbs
        else None,
    }


def in_term(penalty: Penalty, *, now: datetime) -> bool:
    return penalty.appeal_until is not None and now < penalty.appeal_until


def hands_of(penalty: Penalty) -> list[Any]:
    """Who had the duty and when: its opening and every hand-over."""
    if penalty.duty is None:
        return []
    events = penalty.duty.events.filter(what__in=["open", "reassign"])
    return list(events.select_related("new_owner"))


def beyond_cap(penalty: Penalty) -> int | None:
    """R05: the cap in percent, if the person's month would pass it with this row; the wage itself is not shown."""
    sheet = services.person_sheet(penalty.store, user=penalty.subject, month=penalty.month, with_row=penalty)
    return sheet.cap_percent if sheet.over_cap else None


@dataclass(frozen=True)
class RuleText:
    """A rule value behind a penalty: the catalogue's words and the version that was in force."""

    entry: Any
    value: Any
    since: str | None
    version: PolicyValue | None


def rule_texts(penalty: Penalty) -> list[RuleText]:
    """The rules with quoted source sentence, value and version used."""
    used = {key: found for key, found in penalty.policy_values.items() if key in KEYS}
    ids = [row for _value, row in map(_value_and_row, used.values()) if row]
    versions = PolicyValue.objects.select_related("author").in_bulk(ids) if ids else {}
    return [_rule_text(key, found, versions) for key, found in used.items()]


def _rule_text(key: str, found: Any, versions: dict[int, PolicyValue]) -> RuleText:
    value, row = _value_and_row(found)
    version = versions.get(row)
    since = version.effective_from.isoformat() if version else None
    return RuleText(KEYS[key], value, since, version)


def _value_and_row(found: Any) -> tuple[Any, int | None]:
    """A stored rule value is [value, policy row id] or says both by name; a bare value has no row."""
    if isinstance(found, dict):
        return found.get("value"), found.get("row")
    if isinstance(found, list) and len(found) == 2:
        return found[0], found[1]
    return found, None


def month_standing(penalty: Penalty) -> dict[str, Any] | None:
    """The subject's missed calls of the month against the step-up (R03), for a missed call only."""
    if penalty.kind not in (Penalty.Kind.CALLBACK_MISS, Penalty.Kind.STEP_UP):
        return None
    month = first_of(penalty.fact_day)
    book = PolicyBook(penalty.store, keys=(*STEP_UP_KEYS, "payroll.cap_percent"))
    needed = needed_for_step(
        threshold=book.value("escalation.count", on=month),
        comparator=book.value("escalation.comparator", on=month),
    )
    count = services.count_misses(store=penalty.store, subject=penalty.subject, month=month)
    pending = penalty.state == State.PROPOSED and penalty.kind == Penalty.Kind.CALLBACK_MISS
    return {
        "month": month,
        "count": count,
        "number": count + 1 if pending else count,
        "pending": pending,
        "needed": needed,
        "percent": book.value("escalation.percent", on=month),
        "cap": book.value("payroll.cap_percent", on=month),
        "marks": [_mark(no, count, pending) for no in range(1, max(needed, min(count, 12)) + 1)],
        "confirmed": count * penalty.amount,
        "with_this": (count + 1) * penalty.amount if pending else None,
    }


def _mark(no: int, count: int, pending: bool) -> str:
    if no <= count:
        return "on"
    return "now" if pending and no == count + 1 else ""


def last_words(moves: list[PenaltyMove], *whats: str) -> PenaltyMove | None:
    """The newest move of these kinds."""
    return next((move for move in reversed(moves) if move.what in whats), None)
