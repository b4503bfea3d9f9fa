"""The list of calls: filters, pages, lists kept, bulk verbs, export."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Role
from apps.callbacks import services
from apps.callbacks.models import Callback, SavedList
from apps.callbacks.views import lists, paging
from apps.core import middleware
from apps.customers.models import ExportLog
from apps.duties.services import mark_missed

LIST = "/callbacks/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def clock(monkeypatch, noon):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)


@pytest.fixture
def boss(signed_in, zhou):
    return signed_in(zhou)


def shown(client, **query):
    return [row.pk for row in client.get(LIST, query).context["lines"]]


def test_the_list_shows_open_calls_by_due_moment(boss, make_call, lin, zhou, noon):
    late, soon = make_call(day=date(2026, 11, 2)), make_call(day=date(2026, 11, 1))
    gone = make_call()
    services.cancel(gone, code="test", reason="x", now=noon, by=zhou)
    assert shown(boss) == [soon.pk, late.pk]
    assert shown(boss, state="cancelled") == [gone.pk]
    assert shown(boss, state="all") == [gone.pk, soon.pk, late.pk]


def test_filters_narrow_the_list(boss, make_call, lin, du, zhou, at, noon, entry):
    over = make_call(day=date(2026, 10, 30), now=at("2026-10-31 09:00"))
    today = make_call(day=date(2026, 10, 31), kind="repair")
    mark_missed(now=noon)
    services.record_attempt(today, entry("busy", today), now=noon, by=today.duty.owner)
    assert shown(boss, due="over") == [over.pk]
    assert shown(boss, due="today") == [today.pk]
    assert shown(boss, kind="repair") == [today.pk]
    assert shown(boss, owner=today.duty.owner_id) == [today.pk]
    assert shown(boss, owner="none") == []
    assert shown(boss, number=over.duty.title.lower()) == [over.pk]
    busy = today.attempts.get().outcome_id
    assert shown(boss, outcome=busy) == [today.pk]


@pytest.mark.parametrize(
    "query",
    [{"kind": "x"}, {"owner": "999999"}, {"due": "x"}, {"after": "x_y"}, {"after": "2026_1"}, {"state": "x"}],
)
def test_senseless_filters_do_no_harm(boss, make_call, lin, query):
    make_call()
    assert boss.get(LIST, query).status_code == 200


def test_pages_follow_the_last_row_seen(boss, make_call, lin, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 2)
    calls = [make_call(day=date(2026, 11, 1 + n // 2)).pk for n in range(5)]
    for query in ({}, {"state": "all"}):
        found, following = [], ""
        for _ in range(4):
            context = boss.get(LIST, query | ({"after": following} if following else {})).context
            found += [row.pk for row in context["lines"]]
            following = context["following"]
            if not following:
                break
        assert sorted(found) == sorted(calls)
        assert len(found) == 5


def test_promises_and_ages_are_orders_that_page_too(boss, make_call, lin, noon, entry, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 1)
    calls = [make_call() for _ in range(3)]
    for hours, call in zip((3, 1, 2), calls, strict=True):
        when = noon + timedelta(hours=hours)
        services.record_attempt(
            call, entry("appointed", call, appointment_at=when), now=noon, by=call.duty.owner
        )

    def pages(**query):
        found, following = [], ""
        while True:
            context = boss.get(LIST, query | ({"after": following} if following else {})).context
            found += [line.pk for line in context["lines"]]
            following = context["following"]
            if not following:
                return found

    first, second, third = (call.pk for call in calls)
    assert pages(state="appointed", sort="promised") == [second, third, first]
    assert pages(state="appointed", sort="-promised") == [first, third, second]
    assert pages(sort="-entered") == pages(state="all") == [third, second, first]
    assert pages(sort="-due") == pages()[::-1]


def test_the_count_is_that_of_the_list(boss, make_call, lin, monkeypatch):
    for _ in range(3):
        make_call()
    assert boss.get(LIST).context["count"] == 3
    monkeypatch.setattr(paging, "SIZE", 2)
    answer = boss.get(LIST)
    assert answer.context["count"] is None
    assert "part=count" in answer.content.decode()
    assert "3" in boss.get(LIST, {"part": "count"}).content.decode()
    monkeypatch.setattr(lists, "COUNTED", 2)
    assert boss.get(LIST, {"part": "count"}).context["count"] == 3


def test_lists_are_put_by_under_a_name_and_opened_again(boss, signed_in, make_call, lin, zhou):
    make_call()
    data = {"name": "逾期", "query": "due=over&cols=due&after=1_2&part=count"}
    answer = boss.post(reverse("callbacks:save_list"), data)
    assert answer.url == f"{LIST}?due=over&cols=due"
    saved = SavedList.objects.get()
    assert (saved.user, saved.query) == (zhou, "due=over&cols=due")
    opened = reverse("callbacks:saved_list", args=[saved.pk])
    assert boss.get(opened).url == answer.url
    page = boss.get(answer.url)
    assert "逾期" in page.content.decode()
    assert [column.key for column in page.context["columns"]] == ["due", "customer"]
    boss.post(reverse("callbacks:save_list"), data | {"query": "due=today"})
    assert SavedList.objects.get().query == "due=today"
    assert boss.post(reverse("callbacks:save_list"), {"name": " ", "query": ""}).status_code == 400
    stranger = signed_in(lin)
    assert stranger.get(opened).status_code == 404
    stranger.post(reverse("callbacks:save_list"), {"drop": saved.pk})
    assert SavedList.objects.exists()
    signed_in(zhou).post(reverse("callbacks:save_list"), {"drop": saved.pk})
    assert not SavedList.objects.exists()


def test_open_work_is_found_through_the_queue_of_its_duties(boss, make_call, lin):
    """The plan walks the queue's index and sorts nothing: what was ever done and what is further back costs nothing."""
    make_call()
    rows = Callback.objects.visible_to(boss.get(LIST).wsgi_request.user, "callbacks.list").waiting()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off")
        plan = rows.order_by("duty__due_at", "duty_id")[:51].explain()
    assert "duty_store_queue" in plan
    assert "Sort" not in plan


def test_exports_have_a_daily_quota(boss, make_call, settings):
    settings.EXPORTED_ROWS_A_DAY = 1
    make_call()
    assert boss.get(reverse("callbacks:export")).status_code == 200
    assert boss.get(reverse("callbacks:export")).status_code == 429


def test_an_agent_sees_own_calls_and_no_bulk(signed_in, make_call, lin, du):
    make_call()
    make_call()
    client = signed_in(lin)
    lines = client.get(LIST).context["lines"]
    assert {line.owner for line in lines} == {str(lin)}
    assert "data-select-row" not in client.get(LIST).content.decode()
    assert client.post(reverse("callbacks:reassign")).status_code == 403


def test_another_stores_manager_sees_nothing(signed_in, make_call, lin, stranger):
    make_call()
    assert shown(signed_in(stranger)) == []


def test_kept_parts_follow_what_they_are_made_from(boss, signed_in, make_call, house, lin, zhou, noon):
    """Bar, menus, heads and dialogs are kept between requests: each person, query and colleague shows at once."""
    make_call()
    services.save_list("我的逾期", query="due=over", now=noon, by=zhou)
    first = boss.get(LIST, {"due": "over", "cols": ["due", "agent"]}).content.decode()
    assert "我的逾期" in first and '<option value="over" selected>' in first
    assert (
        'name="due" value="over"' in first and "?due=over&amp;cols=due&amp;cols=agent&amp;sort=due" in first
    )
    plain = boss.get(LIST).content.decode()
    assert '<option value="over" selected>' not in plain and 'name="due" value="over"' not in plain
    hers = signed_in(lin).get(LIST).content.decode()
    assert "我的逾期" not in hers and "/callbacks/export/" not in hers and "data-select-all" not in hers
    nina = house.person("nina", "倪娜", Role.AGENT, house.care)
    last = signed_in(zhou).get(LIST).content.decode()
    assert last.count(f'<option value="{nina.pk}">') == 2
    assert "@@" not in last


def test_the_filtered_part_alone_for_htmx(boss, make_call, lin):
    make_call()
    text = boss.get(LIST, **HTMX).content.decode()
    assert "<html" not in text
    assert "data-nav-row" in text


def test_the_number_of_queries_does_not_grow(boss, make_call, lin):
    counts = []
    for size in (3, 30):
        for _ in range(size):
            make_call()
        boss.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            boss.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_ticked_calls_change_hands(boss, make_call, lin, du):
    calls = [make_call() for _ in range(2)]
    data = {"ids": [call.pk for call in calls], "to": du.pk, "reason": "均衡"}
    assert boss.post(reverse("callbacks:reassign"), data).status_code == 302
    assert {call.duty.owner for call in Callback.objects.all()} == {du}


@pytest.mark.parametrize("broken", [{"to": ""}, {"reason": ""}, {"ids": []}, {"ids": ["x"]}])
def test_a_refused_bulk_keeps_what_was_typed(boss, make_call, lin, du, broken):
    call = make_call()
    data = {"ids": [call.pk], "to": du.pk, "reason": "均衡工作量"} | broken
    answer = boss.post(reverse("callbacks:reassign"), data)
    assert answer.status_code == 400
    assert "reason" in broken or "均衡工作量" in answer.content.decode()


def test_ticked_calls_are_cancelled(boss, make_call, lin):
    calls = [make_call() for _ in range(2)]
    data = {"ids": [call.pk for call in calls], "code": "test", "reason": "试录"}
    assert boss.post(reverse("callbacks:cancel"), data).status_code == 302
    assert {call.state for call in Callback.objects.all()} == {"cancelled"}
    again = boss.post(reverse("callbacks:cancel"), data)
    assert again.status_code == 409


def test_the_list_leaves_as_a_workbook_and_is_written_down(boss, signed_in, make_call, lin, zhou):
    from io import BytesIO

    from openpyxl import load_workbook

    from apps.customers.models import ExportLog

    call, other = make_call(), make_call(kind="repair")
    call.customer.name = "=1+1"
    call.customer.save()
    answer = boss.get(reverse("callbacks:export"), {"kind": "delivery"})
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [call.duty.title]
    assert rows[1][2] == "=1+1" and other.duty.title not in str(rows)
    assert call.customer.phones.get().number not in str(rows)
    log = ExportLog.objects.get()
    assert (log.what, log.rows, log.by, log.filters) == ("callbacks", 1, zhou, {"kind": "delivery"})
    assert signed_in(lin).get(reverse("callbacks:export")).status_code == 403


def test_the_log_of_exports_keeps_no_typed_words(signed_in, zhou, make_call):
    make_call()
    signed_in(zhou).get(
        reverse("callbacks:export"), {"state": "open", "number": "李秀兰", "anything": "13800138000"}
    )
    assert ExportLog.objects.get().filters == {"state": "open", "searched": True}
