"""The board and the table with one complaint in every state: who sees what, filters, export."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from apps.complaints.models import Complaint
from apps.customers.models import ExportLog
from tests.complaints.every_state import every_state, full, house, made, now, team
from tests.complaints.stages import url

__all__ = ["every_state", "full", "house", "made", "now", "team"]
HTMX = {"HX-Request": "true"}


def test_board_shows_every_open_state_and_what_closed_today(signed_in, team, full):
    page = signed_in(team.zhou).get(url("board"))
    assert page.status_code == 200
    lane = page.context["lanes"][0]
    assert [len(column.cards) for column in lane.columns] == [1, 1, 1, 1, 1, 1, 1]
    assert page.context["totals"]["open"] == 6
    assert full[0].number in page.content.decode()


def test_polling_gets_the_part_from_the_same_address(signed_in, team, full):
    answer = signed_in(team.zhou).get(url("board") + "?level=major", headers=HTMX)
    text = answer.content.decode()
    assert "<html" not in text
    assert 'hx-get="/complaints/?level=major"' in text
    assert "every 15s" in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("level=major", 1),
        ("level=normal", 5),
        ("source=visit", 1),
        ("q=BY-", 6),
        ("q=没有这个", 0),
        ("age=0", 6),
    ],
)
def test_filters_live_in_the_url(signed_in, team, full, query, count):
    Complaint.objects.filter(pk=full[0].pk).update(level="major", source="visit")
    Complaint.objects.exclude(pk=full[0].pk).update(level="normal")
    page = signed_in(team.zhou).get(f"{url('board')}?{query}")
    shown = [
        card
        for lane in page.context["lanes"]
        for column in lane.columns
        for card in column.cards
        if card.complaint.is_open
    ]
    assert len(shown) == count


@pytest.mark.parametrize(
    "query", ["department=999", "level=x&age=99", "view=board&lane=zzz", "handler=abc", "sort=pk;"]
)
def test_odd_filters_are_ignored(signed_in, team, full, query):
    assert signed_in(team.zhou).get(f"{url('board')}?{query}").status_code == 200
    assert signed_in(team.zhou).get(f"{url('board')}?view=table&{query}").status_code == 200


def test_lanes_split_the_same_cards(signed_in, team, full):
    for by in ("department", "level"):
        page = signed_in(team.zhou).get(f"{url('board')}?lane={by}")
        assert sum(lane.count for lane in page.context["lanes"]) == 7


def test_table_holds_all_states(signed_in, team, full):
    page = signed_in(team.zhou).get(url("board") + "?view=table&sort=-due")
    assert len(page.context["cards"]) == 8
    page = signed_in(team.zhou).get(url("board") + "?view=table&state=unseen")
    assert [card.complaint.state for card in page.context["cards"]] == ["closed"]


def test_heads_see_their_department_and_staff_their_own(signed_in, team, han, house, full, now):
    elsewhere = team.registered(now, category="delivery")
    head = signed_in(team.song).get(url("board")).content.decode()
    assert full[1].number in head and elsewhere.number not in head
    assert full[3].number not in signed_in(han).get(url("board")).content.decode()
    assert signed_in(han).get(url("detail", full[3])).status_code == 404
    assert signed_in(han).get(url("slip", full[3])).status_code == 404
    assert signed_in(han).post(url("step", full[1], "sign"), {"version": 1}).status_code == 404
    own = signed_in(team.zhang).get(url("board")).content.decode()
    assert full[3].number in own and full[1].number not in own


def test_another_store_and_other_roles_see_nothing(signed_in, team, stranger, qian, full):
    assert signed_in(stranger).get(url("detail", full[0])).status_code == 404
    assert signed_in(qian).get(url("board")).status_code == 403


def test_export_is_logged_and_carries_no_number(signed_in, team, full):
    answer = signed_in(team.zhou).get(url("export") + "?state=open")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet.max_row == 7
    assert "13912345608" not in str([[cell.value for cell in row] for row in sheet.rows])
    log = ExportLog.objects.get()
    assert (log.what, log.rows, log.by, log.filters) == ("complaints", 6, team.zhou, {"state": "open"})
    assert signed_in(team.lin).get(url("export")).status_code == 403


def test_the_log_of_exports_keeps_no_typed_words(signed_in, team, noon):
    team.handling(noon)
    query = {"state": "open", "q": "李秀兰", "department": team.aftersales.pk}
    signed_in(team.zhou).get(reverse("complaints:export"), query)
    kept = {"state": "open", "department": team.aftersales.pk, "searched": True}
    assert ExportLog.objects.get().filters == kept
