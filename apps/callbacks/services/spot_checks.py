"""Spot checks 抽查 (S07): a repeatable sample, a verdict for each item, and what it means for the proposed fine."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import access
from apps.accounts.models import Store, User
from apps.callbacks.models import Answer, Callback, SpotCheck, SpotCheckItem
from apps.callbacks.services.hand_over import ENDED, put_back
from apps.callbacks.services.opted_out import cancel_opted_out
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.customers import services as customers
from apps.customers.models import OptOut
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.penalties import services as penalties
from apps.penalties.models import Penalty

RULES = {
    "random": gettext_lazy("At random"),
    "overdue": gettext_lazy("All overdue"),
    "score": gettext_lazy("With a bad answer"),
}
LARGEST = 200
LONGEST_PERIOD = 92
Verdict = SpotCheckItem.Verdict
AT_FAULT = (Verdict.NOT_CALLED, Verdict.LATE, Verdict.FALSE)
ACTION = "callbacks.spot_check"


def draw_spot_check(
    store: Store,
    *,
    first_day: date,
    last_day: date,
    rule: str,
    size: int,
    seed: int,
    now: datetime,
    by: User,
    agent: User | None = None,
) -> SpotCheck:
    """Draw calls due in a period; the same seed on the same calls draws the same sample.

    By rule "overdue" all missed ones are taken, up to 200; "score" draws among calls with a bad answer.

    Raises Refused for an unfit period, size or rule, and when no call lies in the period.
    """
    access.refuse_unless(by, ACTION)
    _refuse_unfit(first_day, last_day, rule=rule, size=size)
    ids = _drawable(store, first_day, last_day, rule=rule, agent=agent)
    if not ids:
        raise Refused(_("No call was due in this period."), field="first_day", code="invalid")
    drawn = sample(ids, size=LARGEST if rule == "overdue" else size, seed=seed)
    with transaction.atomic():
        sheet = SpotCheck.objects.create(
            store=store,
            drawn_by=by,
            drawn_at=now,
            first_day=first_day,
            last_day=last_day,
            agent=agent,
            rule=rule,
            size=size,
            seed=seed,
        )
        items = [SpotCheckItem(check_sheet=sheet, callback_id=pk) for pk in sorted(drawn)]
        SpotCheckItem.objects.bulk_create(items)
    return sheet


def sample(ids: Iterable[int], *, size: int, seed: int) -> list[int]:
    """`size` of these ids in an order that only the seed decides: the draw can be repeated by anybody."""
    return sorted(ids, key=lambda pk: sha256(f"{seed}:{pk}".encode()).hexdigest())[:size]


def judge_item(item: SpotCheckItem, *, verdict: str, remark: str, now: datetime, by: User) -> None:
    """Say what was found; may be changed until the sheet is concluded. Nobody judges their own calls."""
    access.refuse_unless(by, ACTION)
    sheet = item.check_sheet
    if sheet.state not in SpotCheck.OPEN:
        raise Refused(_("This check has been concluded."), code="closed")
    if verdict not in Verdict.values or not verdict:
        raise Refused(_("Please choose a verdict."), field="verdict", code="invalid")
    if verdict != Verdict.FINE and not remark.strip():
        raise Refused(_("Please say what was found."), field="remark", code="invalid")
    duty = item.callback.duty
    called = item.callback.attempts.filter(agent=by).exists()
    if called or by.pk in (duty.owner_id, duty.responsible_id):
        raise Refused(_("Nobody judges their own calls."), code="forbidden")
    rows = SpotCheckItem.objects.filter(pk=item.pk, check_sheet__state__in=SpotCheck.OPEN)
    if rows.update(verdict=verdict, remark=remark.strip()[:300], judged_by=by, judged_at=now) != 1:
        raise Refused(_("This check has been concluded."), code="closed")
    drawn = SpotCheck.objects.filter(pk=sheet.pk, state=SpotCheck.State.DRAWN)
    drawn.update(state=SpotCheck.State.JUDGING)
    item.refresh_from_db()


def conclude_spot_check(sheet: SpotCheck, *, now: datetime, by: User) -> None:
    """Close the sheet: proposals of calls at fault are confirmed, of good ones rejected; false records wait again.

    4.1 names completed calls; a refusal, an unreachable customer or a wrong number that was made up was not a call
    either, and no excuse: any ended call found false is to be made again, its duty open or missed by its due moment.
    Raises Refused while an item is not judged, and where a decision is refused (own fine, own rule).
    """
    access.refuse_unless(by, ACTION)
    with transaction.atomic():
        move(SpotCheck, sheet.pk, old=SpotCheck.OPEN, new=SpotCheck.State.CONCLUDED, concluded_at=now)
        items = sheet.items.select_related(
            "callback__duty", "callback__store", "callback__customer"
        ).order_by("pk")
        if any(not item.verdict for item in items):
            raise Refused(_("Every call of the sample needs a verdict first."), code="state")
        for item in items:
            _conclude(item, now=now, by=by)
    sheet.refresh_from_db()


def _conclude(item: SpotCheckItem, *, now: datetime, by: User) -> None:
    reason = _("Spot check %(sheet)s: %(verdict)s. %(remark)s") % {
        "sheet": item.check_sheet_id,
        "verdict": item.get_verdict_display(),
        "remark": item.remark,
    }
    proposal = Penalty.objects.filter(duty=item.callback.duty, state=Penalty.State.PROPOSED).first()
    if proposal is not None and item.verdict in AT_FAULT:
        penalties.confirm(proposal, now=now, by=by, reason=reason.strip())
    elif proposal is not None and item.verdict == Verdict.FINE:
        penalties.reject(proposal, now=now, by=by, reason=reason.strip())
    if item.verdict == Verdict.FALSE and item.callback.state in ENDED:
        put_back(item.callback, code="spot_check", reason=reason.strip(), now=now, by=by)
        duties.reopen(item.callback.duty, now=now, by=by, reason=reason.strip())
        _take_back_wishes(item.callback, reason=reason.strip(), now=now, by=by)
        cancel_opted_out(customer=item.callback.customer, now=now, by=by)


def _take_back_wishes(callback: Callback, *, reason: str, now: datetime, by: User) -> None:
    """What a false record says the customer wished is as false; a wish noted on another occasion stands."""
    writer = Q(agent=OuterRef("recorded_by")) | Q(entered_by=OuterRef("recorded_by"))
    records = callback.attempts.filter(writer, saved_at=OuterRef("recorded_at"))
    for wish in OptOut.objects.in_force().filter(Exists(records), customer=callback.customer_id):
        customers.withdraw_opt_out(wish, reason=reason, now=now, by=by)


def _refuse_unfit(first_day: date, last_day: date, *, rule: str, size: int) -> None:
    if last_day < first_day or (last_day - first_day).days > LONGEST_PERIOD:
        message = _("The period has to run forward and last three months at most.")
        raise Refused(message, field="last_day", code="invalid")
    if rule not in RULES:
        raise Refused(_("Please choose how the sample is drawn."), field="rule", code="invalid")
    if not 1 <= size <= LARGEST:
        message = _("A sample has between 1 and %(count)s calls.") % {"count": LARGEST}
        raise Refused(message, field="size", code="invalid")


def _drawable(store: Store, first_day: date, last_day: date, *, rule: str, agent: User | None) -> list[int]:
    rows = Callback.objects.filter(
        store=store, duty__due_day__range=(first_day, last_day), kind__in=("delivery", "repair", "manual")
    ).exclude(state=Callback.State.CANCELLED)
    if rule == "overdue":
        rows = rows.filter(duty__state=Duty.State.MISSED)
    if rule == "score":
        bad = Answer.objects.filter(attempt__callback=OuterRef("pk"), is_bad=True)
        rows = rows.filter(Exists(bad))
    if agent is not None:
        rows = rows.filter(Q(duty__owner=agent) | Q(duty__responsible=agent))
    return list(rows.values_list("pk", flat=True))
