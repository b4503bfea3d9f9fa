"""The pages of complaints: what each person sees, the steps they may take, constant queries."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.complaints import services
from apps.complaints.models import Complaint
from apps.complaints.views.steps import STEPS
from apps.customers.models import ExportLog, Reveal
from tests.complaints.stages import ANSWER, customer_of, some_cause

HTMX = {"HX-Request": "true"}


def url(name, complaint=None, *args):
    return reverse(f"complaints:{name}", args=[complaint.pk, *args] if complaint else [])


@pytest.fixture
def now():
    return timezone.now() - timedelta(minutes=10)


@pytest.fixture
def full(team, now):
    """One complaint in every state."""
    made = [
        team.registered(now), team.issued(now), team.signed(now), team.handling(now), team.returned(now),
        team.verifying(now), team.closed(now),
    ]  # fmt: skip
    dead = team.registered(now)
    services.invalidate(dead, reason="测试", now=now, by=team.zhou)
    return [*made, dead]


def test_board_shows_every_open_state_and_what_closed_today(signed_in, team, full):
    page = signed_in(team.zhou).get(url("board"))
    assert page.status_code == 200
    lane = page.context["lanes"][0]
    assert [len(column.cards) for column in lane.columns] == [1, 1, 1, 1, 1, 1, 1]
    assert page.context["totals"]["open"] == 6
    assert full[0].number in page.content.decode()


def test_closed_yesterday_has_left_the_board(signed_in, team, now):
    team.closed(now - timedelta(days=2))
    page = signed_in(team.zhou).get(url("board"))
    assert all(not column.cards for column in page.context["lanes"][0].columns)


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


def test_ageing_adds_up_to_the_open_ones(signed_in, team, now):
    for days in (0, 1, 2, 3, 7):
        team.issued(now - timedelta(days=days))
    page = signed_in(team.zhou).get(url("board"))
    assert [part["count"] for part in page.context["ageing"]] == [1, 1, 1, 1, 1]


def test_table_holds_all_states(signed_in, team, full):
    page = signed_in(team.zhou).get(url("board") + "?view=table&sort=-due")
    assert len(page.context["cards"]) == 8
    page = signed_in(team.zhou).get(url("board") + "?view=table&state=unseen")
    assert [card.complaint.state for card in page.context["cards"]] == ["closed"]


def test_heads_see_their_department_and_staff_their_own(signed_in, team, han, house, full):
    elsewhere = team.registered(timezone.now(), category="delivery")
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


@pytest.mark.parametrize("who", ["lin", "fang", "song", "zhang"])
def test_detail_and_papers_open_in_every_state(signed_in, team, full, who):
    person = getattr(team, who)
    client = signed_in(person)
    visible = set(Complaint.objects.visible_to(person).values_list("pk", flat=True))
    for complaint in full:
        expected = 200 if complaint.pk in visible else 404
        assert client.get(url("detail", complaint)).status_code == expected
        assert client.get(url("slip", complaint)).status_code == expected
        assert client.get(url("slip", complaint) + "?sheet=receipt").status_code == expected


def test_every_offered_step_opens_as_dialog_and_page(signed_in, team, full):
    opened = set()
    for person in (team.fang, team.song, team.zhang):
        client = signed_in(person)
        for complaint in Complaint.objects.visible_to(person):
            for step in client.get(url("detail", complaint)).context["steps"]:
                if step.name in opened:
                    continue
                opened.add(step.name)
                address = url("step", complaint, step.name)
                assert client.get(address).status_code == 200
                assert "<dialog" in client.get(address, headers=HTMX).content.decode()
    assert opened == set(STEPS) - {"again", "close", "give_up", "verdict"}


def test_steps_are_those_the_role_has(signed_in, team, full):
    def names(person, complaint):
        page = signed_in(person).get(url("detail", complaint))
        return {step.name for step in page.context["steps"] if not step.aside}

    registered, issued, signed, handling, _, verifying, closed, dead = full
    assert names(team.lin, registered) == set()
    assert "issue" in names(team.zhou, registered)
    assert names(team.song, issued) == {"sign"}
    assert "sign" not in names(team.zhou, issued)
    assert names(team.zhang, signed) == {"contact"}
    assert names(team.zhang, handling) == {"propose"}
    assert names(team.song, handling) == {"return", "propose"}
    assert "extend" in names(team.fang, handling) and "extend" not in names(team.zhou, handling)
    assert names(team.song, verifying) == set()
    assert names(team.fang, closed) == {"seen", "reopen", "case"}
    assert names(team.zhou, dead) == set()


def test_a_step_goes_back_to_the_board(signed_in, team, now):
    complaint = team.registered(now)
    answer = signed_in(team.zhou).post(
        url("step", complaint, "issue"),
        {"version": complaint.version, "department": team.aftersales.pk, "next": "/complaints/?level=normal"},
    )
    assert (answer.status_code, answer.url) == (302, "/complaints/?level=normal")
    complaint.refresh_from_db()
    assert complaint.state == "issued"


def test_no_step_leads_to_another_host(signed_in, team, now):
    complaint = team.registered(now)
    answer = signed_in(team.zhou).post(
        url("step", complaint, "issue"),
        {"version": complaint.version, "department": team.aftersales.pk, "next": "https://evil.example/"},
    )
    assert answer.url == url("detail", complaint)


def test_a_stale_answer_keeps_the_text_and_can_be_sent_again(signed_in, team, now):
    complaint = team.handling(now)
    old = complaint.version
    services.propose_answer(complaint, cause="甲", measure="", result="", now=now, by=team.zhang)
    client = signed_in(team.song)
    given = {**ANSWER, "liable": "us", "cause_kind": some_cause().pk, "version": old}
    answer = client.post(url("step", complaint, "return"), given)
    assert answer.status_code == 409
    assert ANSWER["cause"] in answer.content.decode()
    complaint.refresh_from_db()
    assert complaint.state == "handling"
    again = client.post(
        url("step", complaint, "return"), given | {"version": answer.context["form"]["version"].value()}
    )
    assert again.status_code == 302


def test_a_missing_part_is_a_fault_at_its_field(signed_in, team, now):
    complaint = team.handling(now)
    answer = signed_in(team.song).post(
        url("step", complaint, "return"),
        {
            **ANSWER,
            "result": " ",
            "liable": "us",
            "cause_kind": some_cause().pk,
            "version": complaint.version,
        },
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors["result"]
    assert ANSWER["measure"] in answer.content.decode()


def test_a_step_that_is_not_open_is_refused(signed_in, team, full):
    assert signed_in(team.zhou).get(url("step", full[0], "sign")).status_code == 409
    assert signed_in(team.zhou).get(url("step", full[0], "fly")).status_code == 409
    answer = signed_in(team.zhou).post(url("step", full[1], "sign"), {"version": 1, "handler": team.zhang.pk})
    assert answer.status_code == 403


def test_the_number_is_shown_for_a_recorded_reason(signed_in, team, now):
    complaint = team.signed(now)
    answer = signed_in(team.song).post(url("reveal", complaint))
    assert "tel:13912345608" in answer.content.decode()
    reveal = Reveal.objects.get()
    assert (reveal.by, reveal.code, reveal.object_id) == (team.song, "complaint", complaint.pk)
    assert "13912345608" not in signed_in(team.song).get(url("detail", complaint)).content.decode()


def test_the_department_sees_no_number_after_closing(signed_in, team, now):
    complaint = team.closed(now)
    assert signed_in(team.song).post(url("reveal", complaint)).status_code == 403


def test_export_is_logged_and_carries_no_number(signed_in, team, full):
    answer = signed_in(team.zhou).get(url("export") + "?state=open")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet.max_row == 7
    assert "13912345608" not in str([[cell.value for cell in row] for row in sheet.rows])
    log = ExportLog.objects.get()
    assert (log.what, log.rows, log.by, log.filters) == ("complaints", 6, team.zhou, {"state": "open"})
    assert signed_in(team.lin).get(url("export")).status_code == 403


@pytest.mark.parametrize(
    ("who", "address"), [("zhou", ""), ("zhou", "?view=table"), ("zhou", "?lane=department"), ("song", "")]
)
def test_queries_do_not_grow_with_the_board(signed_in, team, now, who, address):
    client = signed_in(getattr(team, who))

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("board") + address).status_code == 200
        return len(found)

    for _ in range(2):
        team.handling(now, customer=customer_of(team.aftersales.store, now=now))
    queries()
    few = queries()
    for _ in range(4):
        team.handling(now, customer=customer_of(team.aftersales.store, now=now))
        team.returned(now, customer=customer_of(team.aftersales.store, now=now))
    assert queries() == few <= 25


def test_queries_do_not_grow_with_the_story(signed_in, team, now):
    complaint = team.verifying(now)
    client = signed_in(team.zhou)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("detail", complaint)).status_code == 200
        return len(found)

    queries()
    few = queries()
    for _ in range(3):
        complaint = team.verified(complaint, "3", now=now)
        team.hand_back(complaint, now=now)
    assert queries() == few <= 30


def test_the_log_of_exports_keeps_no_typed_words(signed_in, team, noon):
    team.handling(noon)
    query = {"state": "open", "q": "李秀兰", "department": team.aftersales.pk}
    signed_in(team.zhou).get(reverse("complaints:export"), query)
    kept = {"state": "open", "department": team.aftersales.pk, "searched": True}
    assert ExportLog.objects.get().filters == kept
