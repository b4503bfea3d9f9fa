"""A take-in that is cancelled or killed at any moment leaves nothing; what it does is seen while it does it (S21)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection

from apps.accounts.models import Role, User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, ImportBatch, ImportRow, Order, Phone, Vehicle
from apps.customers.services import import_taking_in
from apps.customers.tasks import take_in_batch
from apps.jobs.models import Job
from apps.jobs.running import perform
from tests.customers.lists import LI, WANG, checked, upload
from tests.house_of_three import House, build_house

State = ImportBatch.State


class Stopped(Exception):
    pass


def waiting(house: House, root: User, noon: datetime) -> ImportBatch:
    batch = checked(upload([WANG, LI]), store=house.store, by=root, now=noon)
    services.ask_take_in(batch, now=noon, by=root)
    batch.refresh_from_db()
    return batch


def assert_nothing_came_in() -> None:
    assert not any(model.objects.exists() for model in (Customer, Order, Phone, Vehicle))


def test_stopped_after_any_statement_nothing_is_left(house: House, root: User, noon: datetime) -> None:
    batch = waiting(house, root, noon)
    told: list[tuple[int, int | None, str]] = []

    def stop_at(place: int) -> Callable[[int, int | None, str], None]:
        def progress(done: int, total: int | None, phase: str) -> None:
            told.append((done, total, phase))
            if len(told) == place:
                raise Stopped

        return progress

    for place in range(1, 100):
        told.clear()
        try:
            services.take_in(batch, now=noon, by=root, progress=stop_at(place))
        except Stopped:
            batch.refresh_from_db()
            assert batch.state == State.COMMITTING
            assert_nothing_came_in()
        else:
            break
    assert place > 20
    assert Order.objects.count() == 2
    assert {phase for _done, _total, phase in told} == {"write", "compare"}
    assert [done for done, _total, _phase in told] == sorted(done for done, _total, _phase in told)
    assert told[-1][:2] == (2, 2)


def test_a_check_that_is_stopped_keeps_the_rows_of_the_one_before(
    house: House, root: User, noon: datetime
) -> None:
    batch = checked(upload([WANG, LI]), store=house.store, by=root, now=noon)
    rows = list(ImportRow.objects.order_by("pk").values_list("pk", flat=True))

    def progress(done: int, total: int | None, phase: str) -> None:
        if phase == "compare" and done == total:
            raise Stopped

    with pytest.raises(Stopped):
        services.check(batch, now=noon, progress=progress)
    assert list(ImportRow.objects.order_by("pk").values_list("pk", flat=True)) == rows


def test_before_a_worker_has_begun_the_list_is_simply_a_checked_one_again(
    house: House, root: User, noon: datetime
) -> None:
    batch = waiting(house, root, noon)
    services.stop_take_in(batch, now=noon)
    assert batch.state == State.PREVIEWED
    assert Job.objects.get(kind="customers.take_in_batch").state == Job.State.CANCELLED
    with pytest.raises(Refused):
        services.stop_take_in(batch, now=noon)
    again = services.ask_take_in(batch, now=noon, by=root)
    again.refresh_from_db()
    assert again.state == Job.State.ASKED


@pytest.fixture
def elsewhere(committed: None) -> Iterator[Any]:
    """A cursor of somebody else's, with a right to end other people's connections."""
    beside = connection.copy()
    with beside.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield cursor
    beside.close()


def test_cancelled_or_killed_in_the_middle_it_starts_from_nothing(
    elsewhere: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = build_house()
    root = house.person("root", "任杰", Role.SYSTEM_ADMIN)
    batch = waiting(house, root, noon)
    job = Job.objects.get(kind="customers.take_in_batch")
    judge = import_taking_in.judge_staged

    def cancelled_meanwhile(params: dict[str, Any]) -> None:
        elsewhere.execute("SELECT phase, done_units FROM jobs_job WHERE id = %s", [job.pk])
        assert elsewhere.fetchone() == ("compare", 0)
        elsewhere.execute("UPDATE jobs_job SET state = 'cancelled' WHERE id = %s", [job.pk])
        judge(params)

    monkeypatch.setattr(import_taking_in, "judge_staged", cancelled_meanwhile)
    perform(take_in_batch.work, job.pk, atomic=False, now=noon)
    batch.refresh_from_db()
    assert batch.state == State.PREVIEWED
    assert_nothing_came_in()

    def killed_meanwhile(params: dict[str, Any]) -> None:
        elsewhere.execute("SELECT pg_terminate_backend(%s)", [connection.connection.get_backend_pid()])
        judge(params)

    monkeypatch.setattr(import_taking_in, "judge_staged", killed_meanwhile)
    services.ask_take_in(batch, now=noon, by=root)
    batch.refresh_from_db()
    with pytest.raises((OperationalError, InterfaceError)):
        services.take_in(batch, now=noon, by=root)
    connection.close()
    batch.refresh_from_db()
    assert batch.state == State.COMMITTING
    assert_nothing_came_in()

    monkeypatch.setattr(import_taking_in, "judge_staged", judge)
    services.take_in(batch, now=noon, by=root)
    assert (batch.state, Order.objects.count()) == (State.COMMITTED, 2)
