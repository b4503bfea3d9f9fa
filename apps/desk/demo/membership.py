"""Members who joined yesterday are entered by noon, mostly (S23, R24)."""

from datetime import datetime, timedelta

from apps.customers import services as customers
from apps.customers.models import MemberDay, Order
from apps.desk.demo.chance import chance
from apps.desk.demo.scene import Scene

LATE_SHARE = 0.05
JOIN_SHARE = 0.6
LATELY = timedelta(days=4)
LEVELS = ("金卡", "银卡", "普卡")


def plan_entry(scene: Scene, at: datetime) -> None:
    """Every day that is still to be handed in gets its hour of the morning; now and then one comes after lunch."""
    customers.open_member_entry_duties(now=at)
    day = scene.day_of(at)
    for one in (
        MemberDay.objects.filter(handed_in_at__isnull=True).select_related("duty").order_by("joined_on")
    ):
        draw = chance(scene.today, "members", one.joined_on)
        late = draw.random() < LATE_SHARE
        clock = f"13:{draw.randint(10, 50)}" if late else f"{draw.randint(9, 10):02d}:{draw.randint(35, 59)}"
        scene.agenda.at(scene.at(day, clock), lambda moment, pk=one.pk: enter(scene, pk, moment))


def enter(scene: Scene, pk: int, at: datetime) -> None:
    """The manager says how many joined, the agent enters them and hands the day in."""
    day = MemberDay.objects.select_related("duty", "store").get(pk=pk)
    agent = scene.cast.by_id(day.duty.owner_id) or scene.cast["zhou"]
    new = _joined(scene, day)
    if day.handed_in_at is not None:
        return
    customers.expect_members(day, expected=len(new), now=at, by=scene.cast["zhou"])
    for place, order in enumerate(new):
        draw = chance(scene.today, "member", order.number)
        customers.enter_member(
            number=f"HY{day.joined_on:%y%m%d}{place + 1:02d}",
            customer=order.customer,
            joined_on=day.joined_on,
            level=draw.choice(LEVELS),
            document=order.number,
            store=scene.store,
            now=at,
            by=agent,
        )
    customers.hand_in_member_day(day, now=at + timedelta(minutes=8), by=agent)


def _joined(scene: Scene, day: MemberDay) -> list[Order]:
    """Most of those who took delivery in the days before and are no members yet."""
    days = (day.joined_on - LATELY, day.joined_on)
    rows = Order.objects.filter(
        kind=Order.Kind.DELIVERY, document_day__range=days, customer__memberships__isnull=True
    )
    return [
        row
        for row in rows.select_related("customer").order_by("number")
        if chance(scene.today, "joins", row.number).random() < JOIN_SHARE
    ]
