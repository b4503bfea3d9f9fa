"""A slip about another department is a suggestion until its head or the general manager accepts it (S47, S95, S39)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.accounts.models import Role
from apps.core.refusal import Refused
from apps.notices.models import Notice
from apps.penalties import services
from apps.penalties.models import Penalty
from tests.penalties.conftest import end_of

DAY = date(2026, 11, 4)
NOW = end_of(DAY) + timedelta(hours=10)


@pytest.fixture
def enter(house, zhang, gao):
    def make(by, *, subject=None, amount="40", what="fault", reason="未着工装"):
        return services.enter_manual(
            subject=subject or zhang, store=house.store, amount=Decimal(amount), fact_day=DAY, reason=reason,
            request_key=uuid4(), now=NOW, by=by, what=what,
        )  # fmt: skip

    return make


def test_the_head_of_that_department_accepts_then_somebody_else_confirms(
    enter, zhou, fang, song, han, gao, wu
):
    slip = enter(fang)
    assert (slip.state, slip.department) == ("suggested", song.posts.get().department)
    assert set(Notice.objects.filter(title__startswith="Suggested").values_list("user", flat=True)) == {
        song.pk,
        gao.pk,
    }
    for by in (han, zhou, wu, fang):
        with pytest.raises(Refused) as refusal:
            services.accept(slip, now=NOW, by=by)
        assert refusal.value.code == "forbidden"
    with pytest.raises(Refused):
        services.confirm(slip, now=NOW, by=zhou)
    assert services.accept(slip, now=NOW, by=song).state == "proposed"
    assert services.confirm(slip, now=NOW, by=zhou).state == "confirmed"
    assert [move.what for move in slip.moves.all()] == ["suggest", "accept", "confirm"]
    with pytest.raises(Refused) as refusal:
        services.accept(slip, now=NOW, by=gao)
    assert refusal.value.code == "stale"


def test_inside_ones_own_department_it_is_a_proposal_and_the_general_managers_are_all(
    enter, song, gao, fang, lin
):
    assert enter(song).state == enter(gao).state == enter(fang, subject=lin).state == "proposed"
    assert enter(song, subject=lin).state == "suggested"


def test_declined_with_a_reason_or_taken_back_by_the_author(enter, fang, gao):
    with pytest.raises(Refused):
        services.decline(enter(fang), reason=" ", now=NOW, by=gao)
    assert services.decline(enter(fang), reason="本部门已处理", now=NOW, by=gao).state == "rejected"
    assert services.decline(enter(fang), reason="写错了人", now=NOW, by=fang).state == "rejected"


def test_nobody_accepts_what_is_about_themselves(enter, fang, song, gao):
    slip = enter(fang, subject=song)
    with pytest.raises(Refused) as refusal:
        services.accept(slip, now=NOW, by=song)
    assert refusal.value.code == "forbidden"
    assert services.accept(slip, now=NOW, by=gao).accepted_by == gao


def test_a_slip_about_the_general_manager_needs_another_one(enter, house, fang, song, zhou, gao):
    """Nobody stands above 高远: refused when written, whoever writes and though a department is named in the post."""
    gao.posts.update(department=house.sales)
    for by, what in ((fang, "fault"), (song, "fault"), (zhou, "reward")):
        with pytest.raises(Refused) as refusal:
            enter(by, subject=gao, what=what)
        assert (refusal.value.field, refusal.value.code) == ("subject", "forbidden")
    assert not Penalty.objects.exists()
    second = house.person("second", "高副", Role.GENERAL_MANAGER)
    slip = enter(fang, subject=gao)
    assert (slip.state, slip.department) == ("suggested", None)
    for by in (gao, song, zhou):
        with pytest.raises(Refused):
            services.accept(slip, now=NOW, by=by)
    assert services.accept(slip, now=NOW, by=second).state == "proposed"
    with pytest.raises(Refused):
        services.confirm(slip, now=NOW, by=fang)
    assert services.confirm(slip, now=NOW, by=zhou).state == "confirmed"


def test_a_suggestion_keeps_the_month_open(enter, house, fang, zhou, at):
    enter(fang)
    month = services.open_month(house.store, month=date(2026, 11, 1))
    with pytest.raises(Refused):
        services.ready_month(month, now=at("2026-12-02 10:00"), by=zhou)


@pytest.mark.parametrize(
    ("who", "limit"), [("song", 50), ("zhou", 100), ("wu", 100), ("fang", 500), ("gao", 1000)]
)
def test_the_limit_of_each_role_holds_for_rewards_too(enter, request, who, limit):
    by = request.getfixturevalue(who)
    assert enter(by, amount=str(limit), what="reward").amount == -limit
    for what in ("fault", "satisfaction_reward"):
        with pytest.raises(Refused) as refusal:
            enter(by, amount=f"{limit}.01", what=what)
        assert refusal.value.field == "amount"


def test_rewards_and_satisfaction_stand_in_the_same_register(enter, house, zhou, song, gao, qian, at):
    rows = [enter(song, what=what) for what in ("reward", "satisfaction_fine", "satisfaction_reward")]
    assert [(row.kind, row.amount, row.rule) for row in rows] == [
        ("reward", -40, "S95"), ("satisfaction", 40, "S39"), ("satisfaction", -40, "S39"),
    ]  # fmt: skip
    for row in rows:
        services.confirm(row, now=NOW, by=zhou)
    assert [bool(row.appeal_until) for row in rows] == [False, True, False]
    month = services.open_month(house.store, month=date(2026, 11, 1))
    (sheet,) = services.month_sheets(month)
    assert (sheet.totals.fines, sheet.totals.rewards, sheet.amount) == (40, -80, -40)
    services.ready_month(month, now=at("2026-12-02 10:00"), by=zhou)
    services.close_month(month, now=at("2026-12-09 10:00"), by=qian)
    line = month.lines.get()
    assert (line.amount, line.rewards, line.points) == (-40, -80, 0)
    counter = services.reverse(rows[0], reason="发重了", now=at("2026-12-10 10:00"), by=gao)
    (later,) = services.month_sheets(services.open_month(house.store, month=date(2026, 12, 1)))
    assert (counter.amount, later.totals.fines, later.totals.rewards) == (40, 0, 40)


def test_pages_of_a_slip_and_the_honour_list(signed_in, enter, song, fang, zhou, lin, zhang):
    fine, reward = enter(fang, reason="未着工装"), enter(song, what="reward", reason="客户来信表扬")
    client = signed_in(song)
    assert [row.pk for row in client.get("/penalties/suggestions/").context["waiting"]] == [fine.pk]
    assert client.get(f"/penalties/{fine.pk}/").context["verbs"] == ("accept", "decline")
    assert client.post(f"/penalties/{fine.pk}/act/", {"verb": "accept"}).status_code == 302
    assert signed_in(lin).get(f"/penalties/{fine.pk}/paper/").status_code == 404
    assert "未着工装" in signed_in(zhang).get(f"/penalties/{fine.pk}/paper/").text
    assert "客户来信表扬" not in signed_in(lin).get("/penalties/honour/?month=2026-11").text
    services.confirm(reward, now=NOW, by=zhou)
    page = signed_in(lin).get("/penalties/honour/?month=2026-11").text
    assert "客户来信表扬" in page and "张磊" in page and "40" not in page.split('<ul class="rows"')[1]
    assert Penalty.objects.get(pk=fine.pk).accepted_by == song
