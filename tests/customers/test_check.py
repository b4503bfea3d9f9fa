"""The dry run: counts add up, nothing of customers is written (S21)."""

from datetime import datetime
from typing import Any

import pytest
from django.db.models import Count

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, ImportBatch, Order, Phone, Vehicle
from apps.customers.services import import_checking
from apps.customers.tasks import check_batch
from apps.jobs import running
from tests.customers.lists import LI, WANG, checked, received, sample, upload
from tests.house_of_three import House


def test_it_writes_nothing_of_customers(house: House, root: User, noon: datetime) -> None:
    batch = checked(upload([WANG, LI]), store=house.store, by=root, now=noon)
    assert batch.state == ImportBatch.State.PREVIEWED
    assert batch.rows.count() == 2
    for model in (Customer, Order, Phone, Vehicle):
        assert not model.objects.exists()


@pytest.mark.parametrize("name", ["settlements.xlsx", "deliveries.xls", "members.csv"])
def test_every_row_is_counted_once(house: House, root: User, at: Any, name: str) -> None:
    batch = checked(sample(name), store=house.store, by=root, now=at("2026-11-20 10:00"))
    counts = dict(batch.rows.values_list("verdict").annotate(n=Count("pk")))
    assert counts.get("new", 0) == batch.new_count
    assert counts.get("changed", 0) == batch.changed_count
    assert counts.get("same", 0) == batch.same_count
    assert counts.get("refused", 0) == batch.refused_count
    assert sum(counts.values()) == batch.read_count
    assert len(set(batch.rows.values_list("row_no", flat=True))) == batch.read_count


def test_it_may_be_run_again(house: House, root: User, noon: datetime) -> None:
    batch = checked(upload([WANG, LI]), store=house.store, by=root, now=noon)
    services.check(batch, now=noon)
    assert (batch.read_count, batch.new_count, batch.rows.count()) == (2, 2, 2)


def test_lines_of_one_document_follow_it(house: House, root: User, noon: datetime) -> None:
    batch = checked(upload([WANG, (*WANG[:8], "20"), LI]), store=house.store, by=root, now=noon)
    assert batch.read_count == 3
    assert batch.new_count + batch.refused_count == 3


def test_a_cancelled_import_is_not_checked(house: House, root: User, noon: datetime) -> None:
    batch = received(upload([WANG]), store=house.store, by=root, now=noon)
    services.parse(batch)
    services.set_mapping(batch, batch.mapping, kind=batch.kind, now=noon)
    services.cancel_import(batch, now=noon, by=root)
    with pytest.raises(Refused):
        services.check(batch, now=noon)
    with pytest.raises(Refused):
        services.ask_check(batch, now=noon, by=root)


def test_raw_cells_hold_nothing_a_database_refuses(house: House, root: User, noon: datetime) -> None:
    odd = (
        "王\x00小明",
        "13800138001",
        "豫A12345",
        "",
        "JS\x0b1",
        "2026-11-01",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "",
        "",
    )
    batch = checked(upload([odd]), store=house.store, by=root, now=noon)
    assert batch.read_count == 1


def test_raw_cells_stay_as_they_were_shown(house: House, root: User, noon: datetime) -> None:
    """Signs that JSON or COPY write otherwise, and the sequence that parts two texts in JSON."""
    for text in ('说"好"', "C:\\temp", 'a","b', "全　角", "𠮷野", "王\u200b小明"):
        batch = checked(upload([(*WANG[:7], text, *WANG[8:])]), store=house.store, by=root, now=noon)
        assert text in batch.rows.get().raw


@pytest.mark.parametrize("meanwhile", ["taken in", "cancelled", "matched anew"])
def test_a_late_check_leaves_the_rows_of_others_alone(
    house: House, root: User, noon: datetime, meanwhile: str
) -> None:
    """The worker read the batch before; what it judged belongs to columns or a state that are no more."""
    batch = checked(upload([WANG, LI]), store=house.store, by=root, now=noon)
    late = ImportBatch.objects.get(pk=batch.pk)
    if meanwhile == "taken in":
        services.ask_take_in(batch, now=noon, by=root)
    elif meanwhile == "cancelled":
        services.cancel_import(batch, now=noon, by=root)
    else:
        fewer = {name: index for name, index in batch.mapping.items() if name != "plate_no"}
        services.set_mapping(batch, fewer, kind=batch.kind, now=noon)
    late.file_path = late.file_path or batch.file_path
    rows = list(batch.rows.order_by("row_no").values_list("pk", flat=True))
    with pytest.raises(Refused):
        services.check(late, now=noon)
    assert list(batch.rows.order_by("row_no").values_list("pk", flat=True)) == rows


def test_a_late_job_does_not_end_an_import_that_went_on(
    house: House, root: User, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(upload([WANG, LI]), store=house.store, by=root, now=noon)
    job = services.ask_check(batch, now=noon, by=root)
    judged = import_checking.check_rows

    def meanwhile_taken_in(*given: Any, **more: Any) -> Any:
        services.ask_take_in(batch, now=noon, by=root)
        return judged(*given, **more)

    monkeypatch.setattr(import_checking, "check_rows", meanwhile_taken_in)
    running.perform(check_batch.work, job.pk, atomic=False)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMMITTING
    assert batch.file_path
