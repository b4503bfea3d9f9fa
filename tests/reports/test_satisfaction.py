"""The satisfaction meeting (S39): scores, the record, the second person, rewards and fines that follow."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from openpyxl import Workbook, load_workbook

from apps.callbacks.services import record_attempt
from apps.core import middleware
from apps.core.refusal import Refused
from apps.customers.models import ExportLog, Order
from apps.penalties import services as penalties
from apps.reports import services
from apps.reports.intake import read_scores
from apps.reports.models import SatisfactionMeeting, SatisfactionScore
from tests.calls import all_answers, entry, make_call, make_order

__all__ = ["all_answers", "entry", "make_call", "make_order"]
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def answered(make_call, entry, lin, zhang, all_answers, at):
    """Two repair calls of 张磊: one customer satisfied with everything, one with nothing."""

    def answer(value, *, day="2026-11-05 10:00", name="张磊"):
        call = make_call(now=at(day), kind="repair")
        Order.objects.filter(pk=call.order_id).update(served_by_name=name)
        typed = entry("completed", call, started_at=at(day), answers=all_answers(call, value=value))
        record_attempt(call, typed, now=at(day), by=lin)

    return answer


def write(house, by, at, **more):
    told = {
        "version": None, "held_on": date(2026, 12, 2), "chair": by, "present": [by], "minutes": "逐项讨论",
        "decisions": "张磊奖励 50 元", "now": at("2026-12-02 15:00"), "by": by,
    } | more  # fmt: skip
    return services.write_record(house.store, NOVEMBER, **told)


def test_the_table_of_a_month_and_what_is_kept(house, answered, lin, zhou, gao, zhang, at):
    for value in ("5", "5", "1"):
        answered(value)
    answered("5", name="外请师傅")
    given = {"now": at("2026-12-01 10:00"), "by": zhou}
    for score in ("88", "91.5"):
        services.enter_score(
            house.store, NOVEMBER, indicator="csi", score=Decimal(score), target=Decimal(93),
            department=house.aftersales, **given,
        )  # fmt: skip
    rows = services.score_table(house.store, NOVEMBER)
    lines = {(row.indicator, row.name): (row.score, row.gap) for row in rows}
    assert lines["calls", ""][0] == Decimal("75.0") and lines["calls", "张磊"][0] == Decimal("66.7")
    assert lines["calls", "外请师傅"][0] == 100 and lines["csi", "售后部"] == (
        Decimal("91.5"),
        Decimal("-1.5"),
    )
    person = next(row for row in rows if row.person)
    assert (person.person, person.base % 3, person.target is not None) == (zhang, 0, True)
    write(house, zhou, at)
    services.confirm_meeting(house.store, NOVEMBER, now=at("2026-12-03 10:00"), by=gao)
    before = [(row.key, row.score) for row in services.score_table(house.store, NOVEMBER)]
    answered("1", day="2026-11-06 10:00")
    assert [(row.key, row.score) for row in services.score_table(house.store, NOVEMBER)] == before
    later = {row.name: row.before for row in services.score_table(house.store, date(2026, 12, 1))}
    assert later == {}
    with pytest.raises(Refused) as refusal:
        services.enter_score(house.store, NOVEMBER, indicator="css", score=Decimal(1), **given)
    assert refusal.value.code == "closed"


def test_who_may_write_and_who_confirms(house, zhou, fang, gao, lin, han, stranger, at):
    given = {"indicator": "css", "score": Decimal(90), "now": at("2026-12-01 10:00")}
    for by in (lin, han, gao, stranger):
        with pytest.raises(Refused) as refusal:
            services.enter_score(house.store, NOVEMBER, by=by, **given)
        assert refusal.value.code == "forbidden"
    with pytest.raises(Refused) as refusal:
        services.enter_score(house.store, NOVEMBER, by=zhou, person=zhou, **given)
    assert refusal.value.field == "person"
    confirm = {"now": at("2026-12-03 10:00")}
    with pytest.raises(Refused):
        services.confirm_meeting(house.store, NOVEMBER, by=gao, **confirm)
    meeting = write(house, zhou, at, present=[zhou, han])
    assert set(meeting.present.all()) == {zhou, han}
    with pytest.raises(Refused) as refusal:
        write(house, fang, at, version=0)
    assert refusal.value.code == "stale"
    write(house, fang, at, version=meeting.version)
    with pytest.raises(Refused):
        services.confirm_meeting(house.store, NOVEMBER, by=fang, **confirm)
    with pytest.raises(Refused):
        services.confirm_meeting(house.store, NOVEMBER, by=gao, now=at("2026-11-30 23:59"))
    with pytest.raises(IntegrityError), transaction.atomic():
        SatisfactionMeeting.objects.update(confirmed_by=fang)
    done = services.confirm_meeting(house.store, NOVEMBER, by=gao, **confirm)
    assert (done.state, done.confirmed_by) == ("confirmed", gao)
    with pytest.raises(Refused):
        services.confirm_meeting(house.store, NOVEMBER, by=gao, **confirm)


def test_rewards_and_fines_follow_from_what_was_confirmed(house, zhou, fang, gao, song, zhang, lin, at):
    given = {
        "now": at("2026-12-04 10:00"),
        "reason": "CSI 高于目标",
        "amount": Decimal(50),
        "request_key": uuid4(),
    }
    reward = given | {"subject": zhang, "what": "satisfaction_reward"}
    with pytest.raises(Refused) as refusal:
        services.decide_result(house.store, NOVEMBER, by=zhou, **reward)
    assert refusal.value.code == "state"
    write(house, zhou, at)
    services.confirm_meeting(house.store, NOVEMBER, now=at("2026-12-03 10:00"), by=gao)
    slips = [services.decide_result(house.store, NOVEMBER, by=zhou, **reward) for _ in range(2)]
    assert slips[0] == slips[1] and (slips[0].kind, slips[0].rule, slips[0].amount) == (
        "satisfaction",
        "S39",
        -50,
    )
    assert (slips[0].state, slips[0].fact_day, slips[0].month) == ("suggested", date(2026, 11, 30), NOVEMBER)
    penalties.accept(slips[0], now=at("2026-12-04 11:00"), by=song)
    assert penalties.confirm(slips[0], now=at("2026-12-04 12:00"), by=fang).state == "confirmed"
    fine = given | {"subject": lin, "what": "satisfaction_fine", "request_key": uuid4()}
    assert services.decide_result(house.store, NOVEMBER, by=fang, **fine).state == "proposed"
    with pytest.raises(Refused):
        services.decide_result(house.store, NOVEMBER, by=fang, **fine | {"what": "fault"})


def test_on_screen_on_paper_and_as_a_workbook(
    house, signed_in, answered, zhou, gao, song, han, lin, zhang, at, monkeypatch
):
    monkeypatch.setattr(middleware.timezone, "now", lambda: at("2026-12-04 10:00"))
    answered("5")
    boss, url = signed_in(zhou), "/reports/satisfaction/"
    month = {"month": "2026-11"}
    assert boss.post(f"{url}score/", month | {"indicator": "csi", "score": "9999"}).status_code == 400
    assert boss.post(f"{url}score/", month | {"indicator": "csi", "score": "91"}).status_code == 302
    record = month | {
        "held_on": "2026-12-02",
        "chair": zhou.pk,
        "present": [zhou.pk, song.pk],
        "minutes": "逐项讨论",
    }
    refused = boss.post(f"{url}record/", record)
    assert refused.status_code == 400 and "逐项讨论" in refused.text
    assert boss.post(f"{url}record/", record | {"decisions": "张磊奖励"}).status_code == 302
    assert boss.post(f"{url}confirm/", month).status_code == 403
    chief = signed_in(gao)
    assert chief.post(f"{url}confirm/", month).status_code == 302
    slip = {
        "what": "satisfaction_reward",
        "subject": zhang.pk,
        "amount": "30",
        "reason": "好",
        "request_key": uuid4(),
    }
    assert chief.post(f"{url}result/", month | slip).status_code == 302
    page = chief.get(url).text
    assert "张磊" in page and "宋丹" in page and "91.0" in page
    assert "张磊奖励" in chief.get(f"{url}paper/?month=2026-11").text
    book = load_workbook(BytesIO(chief.post(f"{url}export/", month).content))
    assert [len(list(sheet.rows)) for sheet in book][:3] == [5, 8, 2]
    assert ExportLog.objects.get().what == "report.satisfaction_meeting"
    assert [row.name for row in signed_in(song).get(url).context["rows"]] == ["", "售后部", "张磊", ""]
    assert [row.name for row in signed_in(han).get(url).context["rows"]] == ["", ""]
    assert signed_in(lin).get(url).status_code == 403


def book_of(*lines):
    book, buffer = Workbook(), BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(buffer)
    buffer.seek(0)
    return buffer


HEAD = ("指标", "部门", "人员", "得分", "目标")


def test_the_brands_list_is_entered_as_a_whole(house, answered, zhou, zhang, han, at):
    """S39, S40: title lines and our own callbacks are passed over; without a target the rule value stands beside."""
    given = {"store": house.store, "reason": "年度考核方案", "now": at("2026-11-02 10:00"), "by": zhou}
    services.set_target("target.csi", 93, effective_from=date(2026, 11, 2), **given)
    answered("5")
    people = {"departments": house.store.departments.all(), "people": [zhang, han]}
    file = book_of(
        ("11 月品牌满意度",), HEAD, ("回访满意度", None, None, 88.0, 98), ("CSS（销售）", None, None, "91.5分", 92),
        ("售后满意度 CSI", "售后部", "张磊", 94.25, None), ("CSI", "售后部", None, "–", None),
    )  # fmt: skip
    lines = read_scores(file, **people)
    enter = {"now": at("2026-12-02 10:00"), "by": zhou}
    with pytest.raises(Refused) as refusal:
        services.enter_list(house.store, NOVEMBER, lines, published_on=date(2026, 10, 31), **enter)
    assert refusal.value.field == "published_on" and not SatisfactionScore.objects.exists()
    assert services.enter_list(house.store, NOVEMBER, lines, published_on=date(2026, 12, 2), **enter) == 2
    rows = {
        (row.indicator, row.name): (row.score, row.target)
        for row in services.score_table(house.store, NOVEMBER)
    }
    assert rows["css", ""] == (Decimal("91.5"), 92) and rows["csi", "张磊"] == (Decimal("94.2"), 93)
    history = services.score_history(house.store, NOVEMBER)
    assert [len(points) for points in history.values()] == [13, 13, 13]
    assert (history["css"][-1][1], history["css"][-2][1], history["calls"][-1][1]) == (
        Decimal("91.5"),
        None,
        100,
    )
    with pytest.raises(Refused) as refusal:
        write(house, zhou, at, held_on=date(2026, 12, 1))
    assert refusal.value.field == "published_on"
    assert write(house, zhou, at).published_on == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("指标", "部门")], "指标"),
        ([HEAD, ("CSS", None, None, None, None)], ""),
        ([HEAD, ("NPS", None, None, 80, None)], "NPS"),
        ([HEAD, ("CSS", "售后二部", None, 80, None), ("CSI", None, "无此人", "好", None)], "售后二部"),
        ([HEAD, ("CSI", None, None, "好", None)], "好"),
    ],
)
def test_a_list_nobody_understands_is_refused(house, lines, said):
    with pytest.raises(Refused) as refusal:
        read_scores(book_of(*lines), departments=house.store.departments.all(), people=[])
    assert refusal.value.field == "file" and said in str(refusal.value)


def test_the_list_on_its_page(house, signed_in, answered, zhou, at, monkeypatch):
    """What our own workbook says can be brought back in."""
    monkeypatch.setattr(middleware.timezone, "now", lambda: at("2026-12-04 10:00"))
    answered("5")
    boss, url, month = signed_in(zhou), "/reports/satisfaction/", {"month": "2026-11"}
    boss.post(f"{url}score/", month | {"indicator": "csi", "score": "91", "target": "93"})
    exported = SimpleUploadedFile("s.xlsx", boss.post(f"{url}export/", month).content)
    SatisfactionScore.objects.all().delete()
    sent = month | {"file": exported, "published_on": "2026-12-03"}
    page = boss.post(f"{url}list/", sent, follow=True)
    assert "2026-12-03" in page.text and [chart.target for chart in page.context["charts"]] == [98, 93]
    assert SatisfactionScore.objects.get().score == 91
    assert boss.post(f"{url}list/", month | {"file": SimpleUploadedFile("s.xlsx", b"no")}).status_code == 400
