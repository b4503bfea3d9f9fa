"""Each role lands on its work; what is shown costs the same however much there is."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.callbacks import services
from apps.core import middleware
from apps.desk.home import queue
from apps.desk.home.queue import next_call, queue_of
from apps.duties.services import mark_missed

HOME = "/"


@pytest.fixture(autouse=True)
def clock(monkeypatch, noon):
    """The web's clock stands at 10:00 in Shanghai until it is set."""

    def set_to(moment):
        monkeypatch.setattr(middleware.timezone, "now", lambda: moment)

    set_to(noon)
    return set_to


ROLES = [
    ("lin", "agent"), ("zhou", "manager"), ("fang", "direction"), ("gao", "direction"), ("han", "department"),
    ("zhang", "department"), ("root", "admin"), ("wu", "others"), ("qian", "others"), ("clerk", "others"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "template"), ROLES)
def test_every_role_has_its_home(signed_in, request, name, template):
    person = request.getfixturevalue(name)
    answer = signed_in(person).get(HOME)
    assert answer.status_code == 200
    assert answer.templates[0].name == f"desk/home/{template}.html"


def test_somebody_without_a_post_is_told(signed_in, house):
    from apps.accounts.models import User

    nobody = User.objects.create_user("nobody", name="无岗", password="secret-phrase-7")
    assert signed_in(nobody).get(HOME).status_code == 403


def groups(user, now):
    return {group.name: [line.pk for line in group.lines] for group in queue_of(user, now=now)}


@pytest.fixture
def busy_day(make_call, lin, at, noon, entry):
    """One call of each group, made on Tuesday 3 November at 10:00."""
    calls = {
        "over": make_call(now=at("2026-10-31 10:00"), day=date(2026, 10, 30)),
        "today": make_call(day=date(2026, 10, 31)),
        "later": make_call(day=date(2026, 11, 2)),
        "late": make_call(day=date(2026, 10, 10)),
        "now": make_call(day=date(2026, 11, 1), now=at("2026-11-02 10:00")),
    }
    when = at("2026-11-02 10:30")
    typed = entry("appointed", calls["now"], started_at=when, appointment_at=at("2026-11-03 10:05"))
    services.record_attempt(calls["now"], typed, now=when, by=lin)
    mark_missed(now=noon)
    return calls


def test_the_queue_stands_in_groups(busy_day, lin, noon):
    assert groups(lin, noon) == {name: [call.pk] for name, call in busy_day.items()}


def test_a_key_narrows_the_queue_to_a_group(busy_day, signed_in, lin):
    client = signed_in(lin)
    for name, call in busy_day.items():
        found = client.get(HOME, {"show": name}).context["groups"]
        assert [(group.name, [line.pk for line in group.lines]) for group in found] == [(name, [call.pk])]
    page = client.get(HOME, {"show": "nonsense"})
    assert len(page.context["groups"]) == len(busy_day)
    assert page.content.decode().count("data-key-label") >= len(busy_day) + 1


def test_one_line_per_customer(make_call, lin, noon):
    call = make_call()
    make_call(kind="repair", customer=call.customer, day=date(2026, 10, 31))
    [group] = queue_of(lin, now=noon)
    [line] = group.lines
    assert (group.name, [other.pk for other in line.others]) == ("today", [call.pk])


def test_the_line_tells_of_the_last_try(make_call, lin, noon, entry):
    call = make_call()
    for minutes, outcome in ((3, "no_answer"), (2, "busy")):
        when = noon - timedelta(minutes=minutes)
        services.record_attempt(call, entry(outcome, call, started_at=when), now=when, by=lin)
    [line] = queue_of(lin, now=noon)[0].lines
    assert (line.call.tries, line.call.last_outcome) == (2, "占线")
    assert line.phone == call.customer.phones.get().number


def test_the_next_call_is_the_promised_one_then_by_due_moment(busy_day, lin, noon, zhou):
    order = []
    for _ in busy_day:
        pk = next_call(lin, now=noon)
        order.append(next(name for name, call in busy_day.items() if call.pk == pk))
        services.cancel(busy_day[order[-1]], code="test", reason="x", now=noon, by=zhou)
    assert order == ["now", "late", "over", "today", "later"]
    assert next_call(lin, now=noon) is None


def test_a_call_in_a_colleagues_hand_is_passed_over(make_call, lin, zhou, noon):
    first, second = make_call(day=date(2026, 11, 1)), make_call()
    services.claim(first, now=noon, by=zhou)
    assert next_call(lin, now=noon) == second.pk
    assert next_call(lin, now=noon, after=second.pk) is None


def test_the_tiles_count_what_their_lists_show(busy_day, signed_in, lin, noon):
    client = signed_in(lin)
    tiles = client.get(HOME).context["tiles"]
    assert [tile["value"] for tile in tiles] == [1, 2, 1, 0]
    for tile in tiles:
        assert len(client.get(tile["url"]).context["lines"]) == tile["value"]


def test_the_agent_sees_own_fines_and_masked_numbers(busy_day, signed_in, lin):
    from apps.penalties.services import propose_for_missed

    propose_for_missed(now=busy_day["over"].duty.due_at + timedelta(hours=1))
    answer = signed_in(lin).get(HOME)
    text = answer.content.decode()
    number = busy_day["over"].customer.phones.get().number
    assert number not in text
    assert f"{number[:3]}****" in text
    assert busy_day["over"].duty.title in text


def test_the_manager_sees_nobodys_calls_first(make_call, signed_in, lin, zhou, noon):
    from apps.accounts.models import Absence

    make_call()
    Absence.objects.create(user=lin, first_day=date(2026, 11, 3), last_day=date(2026, 11, 3), entered_by=zhou)
    make_call()
    people = signed_in(zhou).get(HOME).context["people"]
    assert [row["name"] for row in people] == [None, "林晓彤"]


@pytest.mark.parametrize("name", ["lin", "zhou", "fang", "gao", "han", "root", "wu"])
def test_the_number_of_queries_does_not_grow(signed_in, request, make_call, lin, name):
    client = signed_in(request.getfixturevalue(name))
    make_call()
    client.get(HOME)
    counts = []
    for size in (2, 25):
        for _ in range(size):
            make_call()
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26


def test_the_queue_itself_is_three_queries(make_call, lin, noon, django_assert_num_queries):
    for _ in range(12):
        make_call()
    with django_assert_num_queries(3):
        queue_of(lin, now=noon)


def test_a_promise_far_back_in_the_queue_stands_first(make_call, lin, at, noon, entry, monkeypatch):
    for day in (1, 2):
        make_call(day=date(2026, 11, day))
    call = make_call(day=date(2026, 11, 3))
    typed = entry("appointed", call, started_at=noon, appointment_at=at("2026-11-03 10:05"))
    services.record_attempt(call, typed, now=noon, by=lin)
    monkeypatch.setattr(queue, "MOST", 1)
    assert next(iter(groups(lin, noon))) == "now"


def test_the_queue_is_read_in_the_order_of_its_index(make_call, lin, noon):
    """What lies behind the page shown is not read: fifty thousand open calls make no difference."""
    make_call()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
        cursor.execute(
            "SET LOCAL enable_sort = off"
        )  # one row is sorted in no time: only the order may decide
        plan = queue.open_calls(lin)[: queue.MOST].explain()
    assert "duty_queue" in plan
    assert "Sort" not in plan


def test_the_home_is_the_desk(signed_in, lin):
    assert reverse("desk:home") == HOME
