"""Outages: what fell due in one is excused, named so, and its proposal falls (domain.md 4.0)."""

from datetime import date, timedelta

import pytest

from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.models import Penalty
from tests.penalties.conftest import end_of

DAY = date(2026, 11, 4)
HOUR = timedelta(hours=1)


@pytest.fixture
def down(house, root):
    """`down(before, after)`: an outage that many hours around 24:00 of the day."""

    def make(before=3, after=1, *, by=None, now=None):
        return services.enter_outage(
            store=house.store, starts_at=end_of(DAY) - before * HOUR, ends_at=end_of(DAY) + after * HOUR,
            reason="机房停电", now=now or end_of(DAY) + 2 * HOUR, by=by or root,
        )  # fmt: skip

    return make


def test_what_falls_due_in_it_is_never_proposed(missed, down, lin):
    down()
    duty, other = missed(lin, DAY), missed(lin, DAY + timedelta(days=1))
    services.propose_for_missed(now=end_of(DAY) + 30 * HOUR)
    duty.refresh_from_db()
    assert (duty.state, duty.cause) == ("excused", "outage")
    assert [row.duty for row in Penalty.objects.all()] == [other]


@pytest.mark.parametrize(
    ("before", "after", "excused"), [(3, -1, False), (3, 0, True), (0, 3, True), (-1, 3, False)]
)
def test_the_due_moment_decides(missed, down, lin, before, after, excused):
    down(before, after)
    duty = missed(lin, DAY)
    services.propose_for_missed(now=end_of(DAY) + HOUR)
    duty.refresh_from_db()
    assert (duty.state == "excused") is excused
    assert Penalty.objects.count() == (not excused)


def test_entered_later_it_lets_fall_what_was_confirmed_but_not_what_is_settled(
    confirmed, down, house, lin, zhou, qian, at
):
    penalty = confirmed(lin, DAY)
    down(now=end_of(DAY) + 12 * HOUR)
    penalty.refresh_from_db()
    assert (penalty.state, penalty.moves.last().code) == ("rejected", "excused")
    ground = {one.label: one for one in services.grounds_of(penalty)}
    excusing = [one for one in ground.values() if one.excuses]
    assert len(excusing) == 1 and "机房停电" in excusing[0].found


def test_settled_stays_settled(confirmed, down, house, lin, zhou, qian, at):
    penalty = confirmed(lin, DAY)
    month = services.open_month(house.store, month=date(2026, 11, 1))
    services.ready_month(month, now=at("2026-12-02 10:00"), by=zhou)
    services.close_month(month, now=at("2026-12-09 10:00"), by=qian)
    down()
    assert services.excuse_outages(now=at("2026-12-10 10:00")) == 0
    penalty.refresh_from_db()
    assert (penalty.state, penalty.duty.state) == ("settled", "missed")


def test_nobody_excuses_their_own_duty_with_an_outage(missed, down, zhou):
    duty = missed(zhou, DAY)
    down(by=zhou)
    assert services.excuse_outages(now=end_of(DAY) + 3 * HOUR) == 0
    duty.refresh_from_db()
    assert duty.state == "missed"


def test_taken_back_it_excuses_nothing_more(missed, down, zhou, lin):
    outage = down()
    services.withdraw_outage(outage, now=end_of(DAY) + 2 * HOUR, by=zhou)
    missed(lin, DAY)
    assert services.excuse_outages(now=end_of(DAY) + 3 * HOUR) == 0
    with pytest.raises(Refused) as refusal:
        services.withdraw_outage(outage, now=end_of(DAY) + 3 * HOUR, by=zhou)
    assert refusal.value.code == "stale"


def test_who_may_and_what_not(down, house, lin, wu, zhou):
    for by in (lin, wu):
        with pytest.raises(Refused) as refusal:
            down(by=by)
        assert refusal.value.code == "forbidden"
    for before, after, field in ((1, -2, "ends_at"), (900, 1, "ends_at")):
        with pytest.raises(Refused) as refusal:
            down(before, after)
        assert refusal.value.field == field


def test_the_pages(signed_in, missed, down, zhou, lin):
    down()
    missed(lin, DAY)
    services.propose_for_missed(now=end_of(DAY) + HOUR)
    client = signed_in(zhou)
    assert "机房停电" in client.get("/penalties/outages/").text
    listed = client.get("/penalties/unanswered/?month=2026-11&cause=outage")
    assert [duty.cause for duty in listed.context["page"]] == ["outage"]
    data = {"starts_at": "2026-11-05T10:00", "ends_at": "2026-11-05T09:00", "reason": "升级"}
    assert client.post("/penalties/outages/", data).status_code == 400
    data["ends_at"] = "2026-11-05T11:00"
    assert client.post("/penalties/outages/", data).status_code == 302
    assert signed_in(lin).get("/penalties/outages/").status_code == 403
