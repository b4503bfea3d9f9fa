"""A complaint grows: level and escalation (R14), a case at the manufacturer (S11); both may prove R12."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Complaint, LevelChange, ManufacturerCase
from apps.complaints.rules.clocks import Clocks
from apps.complaints.rules.delay import DelayFacts, delay_facts
from apps.complaints.services.entry import LONGEST_AGO
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed
from apps.complaints.services.register import tell_of_major
from apps.core.refusal import Refused
from apps.penalties import services as penalties

Level, Escalation = Complaint.Level, Complaint.Escalation
LEVELS, ESCALATIONS = Level.values, Escalation.values
CASE = "case"


@transaction.atomic
def raise_level(
    complaint: Complaint,
    *,
    level: str,
    ground: str,
    now: datetime,
    by: User,
    escalation: str | None = None,
    version: int | None = None,
) -> Complaint:
    """R14: a higher level, or a further escalation; major is told to the general manager. Then R12 is judged.

    Raises Refused for a level that is not higher (and no further escalation) and a ground the rules do not name.
    """
    refuse_unless_allowed(by, "complaints.raise", complaint)
    escalation = escalation or complaint.escalation
    on = Clocks(complaint.store).day(now)
    _check_raise(complaint, level=level, escalation=escalation)
    if ground not in Clocks(complaint.store).book.value("major.grounds", on=on):
        raise Refused(_("Choose one of the grounds."), field="ground", code="invalid")
    became_major = level == Level.MAJOR and complaint.level != Level.MAJOR
    _write_change(
        complaint, level=level, escalation=escalation, ground=ground, now=now, by=by, version=version
    )
    if became_major:
        tell_of_major(complaint, on=on, now=now)
    judge_delay(complaint, now=now)
    return complaint


def _check_raise(complaint: Complaint, *, level: str, escalation: str) -> None:
    if level not in LEVELS or escalation not in ESCALATIONS:
        raise Refused(_("Choose one of the values offered."), field="level", code="invalid")
    lower = LEVELS.index(level) < LEVELS.index(complaint.level)
    nearer = ESCALATIONS.index(escalation) < ESCALATIONS.index(complaint.escalation)
    same = (level, escalation) == (complaint.level, complaint.escalation)
    if lower or nearer or same:
        raise Refused(_("A complaint can only be raised."), field="level", code="invalid")


def _write_change(
    complaint: Complaint,
    *,
    level: str,
    escalation: str,
    ground: str,
    now: datetime,
    by: User,
    version: int | None = None,
    old: tuple[str, ...] = Complaint.OPEN,
) -> None:
    before = (complaint.level, complaint.escalation)
    move(
        complaint, "level", old=old, new=None, now=now, by=by, version=version, code=ground,
        columns={"level": level, "escalation": escalation},
    )  # fmt: skip
    LevelChange.objects.create(
        complaint=complaint,
        old_level=before[0],
        new_level=level,
        old_escalation=before[1],
        new_escalation=escalation,
        ground=ground,
        at=now,
        by=by,
    )


@transaction.atomic
def register_manufacturer_case(
    complaint: Complaint,
    *,
    number: str,
    received_at: datetime,
    now: datetime,
    by: User,
    version: int | None = None,
) -> ManufacturerCase:
    """S11: the manufacturer's case number and when they received it, typed from their letter; then R12 is judged.

    Also after closing. Raises Refused for a moment in the future or more than a year ago and for a number already
    registered.
    """
    refuse_unless_allowed(by, "complaints.raise", complaint)
    number = needed(number, field="number", message=_("Enter the manufacturer's case number."))
    if received_at > now:
        raise Refused(_("It cannot have been received in the future."), field="received_at", code="invalid")
    if now - received_at > LONGEST_AGO:
        raise Refused(_("That is more than a year ago."), field="received_at", code="invalid")
    states = (*Complaint.OPEN, State.CLOSED)
    move(complaint, "case", old=states, new=None, now=now, by=by, version=version)
    case, created = ManufacturerCase.objects.get_or_create(
        complaint=complaint,
        number=number,
        defaults={"received_at": received_at, "registered_at": now, "registered_by": by},
    )
    if not created:
        raise Refused(_("This case is already registered."), field="number", code="duplicate")
    if ESCALATIONS.index(complaint.escalation) < ESCALATIONS.index(Escalation.MANUFACTURER):
        _write_change(
            complaint, level=complaint.level, escalation=Escalation.MANUFACTURER, ground=CASE, now=now, by=by,
            old=states,
        )  # fmt: skip
    judge_delay(complaint, now=now)
    return case


def judge_delay(complaint: Complaint, *, now: datetime) -> DelayFacts:
    """R12: when its three facts hold, a fine is proposed against the one who recorded late; one per form."""
    facts = delay_facts(complaint)
    if facts.all_hold:
        _propose_fine(complaint, facts, now=now)
    return facts


def _propose_fine(complaint: Complaint, facts: DelayFacts, *, now: datetime) -> None:
    clocks, key = Clocks(complaint.store), "penalty.complaint_delay"
    fact_day = clocks.day(facts.due_at)
    amount, row_id = clocks.book.chosen(key, on=fact_day)
    penalties.propose(
        "complaint_delay",
        key=fine_key(complaint),
        subject=complaint.recorded_by,
        store=complaint.store,
        rule="R12",
        policy_values={key: [amount, row_id], **complaint.report_duty.policy_values},
        amount=amount,
        fact_day=fact_day,
        evidence={
            "complaint": complaint.pk,
            "learned_at": facts.learned_at.isoformat(),
            "due_at": facts.due_at.isoformat(),
            "recorded_at": facts.recorded_at.isoformat(),
            "consequence": facts.consequence,
            "consequence_at": facts.consequence_at.isoformat(),
        },
        title=complaint.number,
        url_name="complaints:detail",
        object_id=complaint.pk,
        now=now,
        duty=complaint.report_duty,
    )


def withdraw_fine(complaint: Complaint, *, now: datetime) -> None:
    """The form behind a fine is none any more: the fine goes back to be decided (4.5)."""
    penalties.evidence_changed(fine_key(complaint), code="voided", now=now)


def fine_key(complaint: Complaint) -> str:
    return f"complaint_delay:{complaint.pk}"
