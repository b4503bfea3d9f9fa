"""Originals stay for import.keep_file_days, then a sweep removes them; the page of the import stays (S21)."""

import os
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from apps.accounts.models import User
from apps.core.kept_files import stored_path
from apps.customers import services
from apps.customers.models import ExportLog, ImportBatch
from apps.rulebook.models import PolicyValue
from tests.customers.lists import LI, WANG, checked, taken_in, upload
from tests.house_of_three import House


def test_originals_go_after_their_time_and_pages_stay(
    house: House,
    root: User,
    noon: datetime,
    signed_in: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    done = taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    left = checked(upload([LI]), store=house.store, by=root, now=noon)
    paths = [stored_path(batch.file_path) for batch in (done, left)]
    stray = paths[0].with_name("stray")
    stray.write_bytes(b"left by a crash")
    os.utime(stray, (noon.timestamp() - 90_000,) * 2)
    os.utime(paths[0], (noon.timestamp() - 90_000,) * 2)

    def sweep(days: int) -> dict[str, int]:
        with django_capture_on_commit_callbacks(execute=True):
            return services.remove_old_files(now=noon + timedelta(days=days))

    assert sweep(89) == {"files": 0, "cancelled": 0, "strays": 1}
    assert [path.exists() for path in (*paths, stray)] == [True, True, False]
    assert sweep(91) == {"files": 2, "cancelled": 1, "strays": 0}
    assert not any(path.exists() for path in paths)
    done.refresh_from_db()
    left.refresh_from_db()
    assert (done.state, left.state) == (ImportBatch.State.COMMITTED, ImportBatch.State.CANCELLED)
    assert done.file_removed_at
    text = signed_in(root).get(reverse("customers:import_detail", args=[done.pk])).text
    assert done.file_hash in text
    assert "结算单号" in text


def test_the_original_leaves_through_a_door_that_notes_it(
    house: House, root: User, clerk: User, stranger: User, noon: datetime, signed_in: Any
) -> None:
    batch = taken_in(upload([WANG], name="十一月.csv"), store=house.store, by=root, now=noon)
    door = reverse("customers:import_file", args=[batch.pk])
    answer = signed_in(root).post(door)
    assert b"".join(answer.streaming_content) == upload([WANG]).read()
    assert answer["Content-Disposition"].startswith("attachment")
    assert ExportLog.objects.get().what == "import_file"
    assert signed_in(clerk).post(door).status_code == 403
    assert signed_in(stranger).post(door).status_code == 404
    stored_path(batch.file_path).unlink()
    assert signed_in(root).post(door).status_code == 404


def test_the_time_is_a_rule_of_the_house(house: House, root: User, noon: datetime) -> None:
    batch = taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    assert (services.keep_until(batch, now=noon) - noon).days == 90
    PolicyValue.objects.create(
        store=house.store,
        key="import.keep_file_days",
        value=7,
        effective_from=noon.date(),
        reason="x",
        created_at=noon,
    )
    assert (services.keep_until(batch, now=noon) - noon).days == 7
