"""The satisfaction meeting of a month (S39): scores entered, the record written, confirmed by a second person, and the
rewards and fines that follow from what was confirmed."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import Department, Post, Store, User
from apps.core.refusal import Refused
from apps.core.transitions import move, save_version
from apps.core.worktime import Period
from apps.penalties import services as penalties
from apps.penalties.models import Penalty
from apps.reports.intake import ScoreLine
from apps.reports.models import SatisfactionMeeting, SatisfactionResult, SatisfactionScore
from apps.reports.services.notes import day_of
from apps.reports.services.satisfaction_scores import Row, counted_rows, score_targets

State, Indicator = SatisfactionMeeting.State, SatisfactionScore.Indicator
WRITE, CONFIRM = "reports.satisfaction_write", "reports.satisfaction_confirm"
BRAND = (Indicator.CSS, Indicator.CSI)
LONGEST = 8000
WORTHS = ("satisfaction_reward", "satisfaction_fine")


def enter_score(
    store: Store,
    month: date,
    *,
    indicator: str,
    score: Decimal,
    target: Decimal | None = None,
    department: Department | None = None,
    person: User | None = None,
    now: datetime,
    by: User,
) -> SatisfactionScore:
    """Write down a score of the brand (CSS, CSI) for the store, a department or a person; a second time corrects it.

    `month` is a first of a month. Without a `target` the rule value in force on its last day stands beside it (S40).
    Raises Refused: forbidden without the right or about oneself, invalid at the field, closed once the month's meeting
    is confirmed.
    """
    _refuse_strangers(store, by=by, action=WRITE)
    if indicator not in BRAND:
        raise Refused(_("Choose CSS or CSI."), field="indicator", code="invalid")
    if person is not None and person.pk == by.pk:
        raise Refused(_("Somebody else enters your own score."), field="person", code="forbidden")
    if department is not None and department.store_id != store.pk:
        raise Refused(_("Choose a department of this store."), field="department", code="invalid")
    _refuse_absent(store, [person] if person else [], month=month, field="person")
    for name, points in (("score", score), ("target", target)):
        if points is not None and not (points.is_finite() and 0 <= points <= 1000):
            raise Refused(_("A score lies between 0 and 1000."), field=name, code="invalid")
    target = score_targets(store, month)[indicator] if target is None else target
    with transaction.atomic():
        meeting = _open(store, month, now=now)
        row, _new = SatisfactionScore.objects.update_or_create(
            meeting=meeting,
            indicator=indicator,
            department=department,
            person=person,
            sign="",
            defaults={"score": score, "target": target, "by": by, "at": now},
        )
    return row


@transaction.atomic
def enter_list(
    store: Store,
    month: date,
    lines: Iterable[ScoreLine],
    *,
    published_on: date | None,
    now: datetime,
    by: User,
) -> int:
    """Enter the brand's list of a month, all of it or nothing; returns how many scores it held.

    `published_on`: when the brand published it (R34). Raises Refused as `enter_score`, naming the line, and for a day
    of publication before the month, to come or after the meeting.
    """
    found = list(lines)
    for line in found:
        given = {"indicator": line.indicator, "score": line.score, "target": line.target}
        try:
            enter_score(store, month, **given, department=line.department, person=line.person, now=now, by=by)
        except Refused as refusal:
            if refusal.code in ("forbidden", "invalid") and refusal.field:
                message = _("Line %(line)s: %(why)s") % {"line": line.number, "why": refusal}
                raise Refused(message, field="file", code=refusal.code) from refusal
            raise
    if published_on is not None:
        meeting = _open(store, month, now=now)
        _refuse_unlikely(store, month, published_on=published_on, held_on=meeting.held_on, now=now)
        meeting.published_on = published_on
        meeting.save(update_fields=["published_on"])
    return len(found)


def _refuse_unlikely(
    store: Store, month: date, *, published_on: date, held_on: date | None, now: datetime
) -> None:
    """Scores are published in or after their month, and the meeting follows (R34)."""
    if not month <= published_on <= day_of(store, now):
        message = _("Scores are published in or after their month, and not on a day to come.")
        raise Refused(message, field="published_on", code="invalid")
    if held_on is not None and held_on < published_on:
        message = _("The meeting follows the publication of the scores.")
        raise Refused(message, field="published_on", code="invalid")


def write_record(
    store: Store,
    month: date,
    *,
    version: int | None,
    held_on: date,
    chair: User,
    present: Iterable[User],
    minutes: str,
    decisions: str,
    published_on: date | None = None,
    now: datetime,
    by: User,
) -> SatisfactionMeeting:
    """Write the meeting's record: day, chair, who was there, what was said and decided. Stale pages are refused.

    `version` is that of the page, None before anything was written. Raises Refused as `enter_score`, and for a day that
    is still to come, lies before the month or before the scores were published (R34).
    """
    _refuse_strangers(store, by=by, action=WRITE)
    people = {person.pk: person for person in [*present, chair]}
    _refuse_absent(store, people.values(), month=month, field="present", until=held_on)
    if not month <= held_on <= day_of(store, now):
        message = _("The meeting is held in or after its month, and not on a day to come.")
        raise Refused(message, field="held_on", code="invalid")
    for name, text in (("minutes", minutes), ("decisions", decisions)):
        if len(text) > LONGEST:
            message = _("Please keep it under %(count)s characters.") % {"count": LONGEST}
            raise Refused(message, field=name, code="invalid")
    with transaction.atomic():
        meeting = _open(store, month, now=now)
        published_on = published_on or meeting.published_on
        if published_on is not None:
            _refuse_unlikely(store, month, published_on=published_on, held_on=held_on, now=now)
        save_version(
            meeting,
            version=meeting.version if version is None and meeting.written_at is None else version or 0,
            published_on=published_on,
            held_on=held_on,
            chair=chair,
            minutes=minutes.strip(),
            decisions=decisions.strip(),
            written_by=by,
            written_at=now,
        )
        meeting.present.set(people.values())
    return meeting


def confirm_meeting(store: Store, month: date, *, now: datetime, by: User) -> SatisfactionMeeting:
    """A second person confirms record and scores; the callbacks' scores are kept as they stand now.

    Refused for who wrote the record or entered a score, before the month is over, and without day or decisions.
    """
    _refuse_strangers(store, by=by, action=CONFIRM)
    meeting = SatisfactionMeeting.objects.filter(store=store, month=month).first()
    if meeting is None or meeting.held_on is None or not meeting.decisions:
        raise Refused(_("Write the day of the meeting and its decisions first."), code="state")
    if day_of(store, now) <= month_of(month).end:
        raise Refused(_("The month is not over yet."), code="state")
    if by.pk in {meeting.written_by_id, *meeting.scores.values_list("by", flat=True)}:
        message = _("Who wrote the record or entered a score does not confirm it.")
        raise Refused(message, code="forbidden")
    with transaction.atomic():
        move(
            SatisfactionMeeting,
            meeting.pk,
            old=State.DRAFT,
            new=State.CONFIRMED,
            confirmed_by=by,
            confirmed_at=now,
        )
        rows = counted_rows(store, month_of(month))
        SatisfactionScore.objects.bulk_create(
            [_kept(meeting, row, by=by, now=now) for row in rows if row.score is not None]
        )
    meeting.refresh_from_db()
    return meeting


def _kept(meeting: SatisfactionMeeting, row: Row, *, by: User, now: datetime) -> SatisfactionScore:
    return SatisfactionScore(
        meeting=meeting, indicator=Indicator.CALLS, department=row.department, person=row.person, sign=row.sign,
        score=row.score, target=row.target, base=row.base, by=by, at=now,
    )  # fmt: skip


def decide_result(
    store: Store,
    month: date,
    *,
    subject: User,
    what: str,
    amount: Decimal,
    reason: str,
    request_key: UUID,
    now: datetime,
    by: User,
) -> Penalty:
    """A reward or fine that follows from a confirmed month: a slip of kind "satisfaction" dated its last day.

    Limits, suggestions to other departments and the second person are those of every slip (S47, S107).
    """
    meeting = SatisfactionMeeting.objects.filter(store=store, month=month, state=State.CONFIRMED).first()
    if meeting is None:
        raise Refused(_("Rewards and fines follow from a confirmed meeting."), code="state")
    if what not in WORTHS:
        raise Refused(_("Please choose what it is."), field="what", code="invalid")
    with transaction.atomic():
        penalty = penalties.enter_manual(
            subject=subject, store=store, amount=amount, fact_day=month_of(month).end, reason=reason,
            request_key=request_key, now=now, by=by, what=what,
        )  # fmt: skip
        SatisfactionResult.objects.get_or_create(penalty=penalty, defaults={"meeting": meeting})
    return penalty


def month_of(month: date) -> Period:
    return Period.containing("month", month)


def _open(store: Store, month: date, *, now: datetime) -> SatisfactionMeeting:
    """The month's row, held until the transaction ends. Raises Refused for a confirmed month and one to come."""
    if month.day != 1 or month > day_of(store, now):
        raise Refused(_("Choose a month that has begun."), field="month", code="invalid")
    SatisfactionMeeting.objects.get_or_create(store=store, month=month)
    meeting = SatisfactionMeeting.objects.select_for_update().get(store=store, month=month)
    if meeting.state == State.CONFIRMED:
        raise Refused(_("The meeting is confirmed. Its record stays as it is."), code="closed")
    return meeting


def _refuse_strangers(store: Store, *, by: User, action: str) -> None:
    access.refuse_unless(by, action)
    if access.store_of(by).pk != store.pk:
        raise Refused(_("This belongs to another store."), code="forbidden")


def _refuse_absent(
    store: Store, people: Iterable[User], *, month: date, field: str, until: date | None = None
) -> None:
    """Everybody named held a post in the store between the first of the month and its end (or `until`)."""
    last = max(month_of(month).end, until or month)
    held = Post.objects.filter(store=store, from_day__lte=last).exclude(until_day__lt=month)
    if {person.pk for person in people} - set(held.values_list("user_id", flat=True)):
        raise Refused(_("Choose people of this store."), field=field, code="invalid")
