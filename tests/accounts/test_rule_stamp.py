"""What is configured is read once by a process and kept under the stamp of the rules; a change is in force at once."""

import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from apps.accounts.models import RuleStamp, Store
from apps.accounts.rule_stamp import rules_now
from apps.callbacks.models import Outcome, QuestionSet
from apps.callbacks.services import CallingWindows, all_outcomes, question_set_for, script_for
from apps.complaints.models import Category
from apps.complaints.services import open_categories
from apps.core import remembering as memory
from apps.core.remembering import remembering
from apps.rulebook import calendars
from apps.rulebook.policy import value
from apps.rulebook.services import close_store, set_policy

DAY = date(2026, 11, 3)
KEY = "unreachable.attempts"
REMEMBERED = re.compile(r"@remembered\ndef (\w+)")
WATCHED = (
    "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'stamp_rules'"
)


@pytest.fixture(autouse=True)
def an_empty_memory():
    memory.forget()
    yield
    memory.forget()


def statements(read, store, rules):
    """What is read, and by which statements."""
    asked = []

    def note(execute, sql, *given):
        asked.append(str(sql))
        return execute(sql, *given)

    with connection.execute_wrapper(note), remembering(rules):
        return read(store), asked


def asked(read, store):
    """What a request reads of the rules, and how many statements that took."""
    found, said = statements(read, store, rules_now())
    return found, len(said)


def attempts(store):
    return value(KEY, store=store, on=DAY)


def set_attempts(store, number, *, noon, by):
    since = {"effective_from": DAY, "store": store}
    return set_policy(KEY, number, reason="试", now=noon, by=by, **since)


def closures(store):
    return CallingWindows.of(store).calendar.closures


def names(outcomes):
    return [one.name_zh for one in outcomes]


READS = {
    "rules": attempts,
    "questions": lambda store: question_set_for("delivery", on=DAY),
    "script": lambda store: script_for("delivery", on=DAY),
    "outcomes": lambda store: all_outcomes(),
    "categories": lambda store: open_categories(),
    "windows": CallingWindows.of,
    "calendar": calendars.store_calendar,
    "calendars": lambda store: calendars.store_calendars(),
}


def test_what_is_remembered_stands_in_stamped_tables_and_is_asked_once(house):
    with connection.cursor() as cursor:
        cursor.execute(WATCHED)
        watched = {name for (name,) in cursor.fetchall()}
    for name, read in READS.items():
        memory.forget()
        said = statements(read, house.store, None)[1]
        tables = set(re.findall(r'(?:FROM|JOIN) "?(\w+)', " ".join(said)))
        assert tables, name
        assert tables <= watched, name
        asked(read, house.store)
        assert asked(read, house.store)[1] == 0, name


def test_no_remembered_function_is_left_out_above(house):
    """One that is added has to be read here. A file is no rule: it is only remembered in blocks without a stamp."""
    apps = Path(__file__).parents[2] / "apps"
    written = {name for path in apps.rglob("*.py") for name in REMEMBERED.findall(path.read_text())}
    for read in READS.values():
        asked(read, house.store)
    kept = {function.__name__ for answers in memory._kept.values() for function, *_given in answers}
    assert kept == written - {"read_table"}


def test_every_change_moves_the_stamp(house, as_owner):
    with connection.cursor() as cursor:
        cursor.execute(WATCHED)
        watched = {name for (name,) in cursor.fetchall()}
        seen = [rules_now().stamp]
        for table in sorted(watched):
            cursor.execute(f"DELETE FROM {table} WHERE false")
            seen.append(rules_now().stamp)
        cursor.execute("TRUNCATE rulebook_storeclosure")
        seen.append(rules_now().stamp)
    assert len(set(seen)) == len(watched) + 2


def test_a_transaction_reads_what_it_has_changed_and_nobody_else_does(house, zhou, noon):
    store = house.store
    before = asked(attempts, store)[0]
    rules = rules_now()
    with suppress(ZeroDivisionError), transaction.atomic(), remembering(rules):
        set_attempts(store, before + 1, noon=noon, by=zhou)
        assert attempts(store) == before + 1
        assert asked(attempts, store)[0] == before + 1
        raise ZeroDivisionError
    assert asked(attempts, store) == (before, 0)
    with transaction.atomic():
        set_attempts(store, before + 2, noon=noon, by=zhou)
    assert asked(attempts, store)[0] == before + 2


def test_what_a_block_does_to_an_answer_stays_in_it(house):
    with remembering(rules_now()):
        question_set_for("delivery", on=DAY).frozen_at = "changed"
    with remembering(rules_now()):
        assert question_set_for("delivery", on=DAY).frozen_at is None
        question_set_for("delivery", on=DAY).frozen_at = "changed"
    assert asked(READS["questions"], house.store)[0].frozen_at is None


def elsewhere(work):
    """Another process: a thread with a connection and a commit of its own."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(30)


def test_a_change_of_another_process_is_in_force_with_the_next_request(committed, noon):
    store = Store.objects.create(code=uuid4().hex[:8], name="店")
    assert asked(closures, store)[0] == ()
    assert asked(closures, store) == ((), 0)
    begun = rules_now()
    tomorrow = DAY + timedelta(days=1)
    elsewhere(lambda: close_store(store, first_day=DAY, last_day=tomorrow, reason="盘点", by=None, now=noon))
    with remembering(begun):  # a request that began before: what it reads now is not kept for its stamp
        assert attempts(store)
    assert [closure.last for closure in asked(closures, store)[0]] == [tomorrow]
    elsewhere(lambda: Outcome.objects.filter(code="busy").update(name_zh="占着线"))
    assert "占着线" in names(asked(READS["outcomes"], store)[0])
    elsewhere(lambda: Category.objects.update(retired_on=DAY))
    assert asked(READS["categories"], store)[0] == ()


def test_without_the_trigger_it_would_not_be_noticed(committed):
    """Negative control."""
    asked(READS["outcomes"], None)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; ALTER TABLE callbacks_outcome DISABLE TRIGGER stamp_rules")
        try:
            elsewhere(lambda: Outcome.objects.filter(code="busy").update(name_zh="占着线"))
            assert "占着线" not in names(asked(READS["outcomes"], None)[0])
        finally:
            cursor.execute("ALTER TABLE callbacks_outcome ENABLE ALWAYS TRIGGER stamp_rules")


def test_a_house_without_a_stamp_asks_each_time(house):
    RuleStamp.objects.all().delete()
    assert asked(attempts, house.store)[1] == asked(attempts, house.store)[1] == 1


def test_the_memory_holds_two_stamps_and_so_many_answers(house, monkeypatch):
    monkeypatch.setattr(memory, "ANSWERS", 1)
    for _ in range(4):
        QuestionSet.objects.filter(pk=None).update(name_en="")
        asked(attempts, house.store)
        asked(READS["outcomes"], house.store)
    assert [len(kept) for kept in memory._kept.values()] == [1, 1]


def test_a_full_memory_still_learns(house, monkeypatch):
    """Days are among the questions: those of last month make room for today's."""
    monkeypatch.setattr(memory, "ANSWERS", 1)
    asked(attempts, house.store)
    asked(READS["outcomes"], house.store)
    assert asked(READS["outcomes"], house.store)[1] == 0


def test_a_change_is_heard_where_the_database_is_told_to_keep_quiet(house, zhou, noon):
    store = house.store
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL client_min_messages = warning")
    with remembering(rules_now()):
        before = attempts(store)
        set_attempts(store, before + 1, noon=noon, by=zhou)
        assert attempts(store) == before + 1
