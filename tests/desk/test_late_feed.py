"""Documents that come after their call was due are the feed's fault: shown by day and source (R01)."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.callbacks.services import open_due_follow_ups
from apps.core import middleware
from apps.duties.models import Duty
from apps.duties.services import mark_missed
from apps.penalties.models import Penalty
from apps.penalties.services import propose_for_missed
from tests.customers.lists import LI, WANG, taken_in, upload
from tests.house_of_three import House

PAGE = "/imports/late/"


def test_late_documents_are_counted_by_day_and_source_and_blame_nobody(
    house: House, root: User, lin: User, zhou: User, at: Any, signed_in: Any, settings: Any, tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr(middleware.timezone, "now", lambda: at("2026-11-12 09:00"))
    now: datetime = at("2026-11-10 09:00")
    late = [(*WANG[:4], f"JS-{day}", f"2026-11-0{day}", *WANG[6:]) for day in (1, 2)]
    batch = taken_in(
        upload([*late, (*LI[:4], "JS-9", "2026-11-09", *LI[6:])]),
        store=house.store,
        by=root,
        now=now,
        source="DMS 夜",
    )
    assert open_due_follow_ups(now=now) == 3
    mark_missed(now=at("2026-11-12 00:01"))
    propose_for_missed(now=at("2026-11-12 00:02"))
    assert Duty.objects.filter(cause="late_import", state="excused").count() == 2
    assert not Penalty.objects.exists()

    client = signed_in(zhou)
    page = reverse("desk:late_feed")
    text = client.get(page).text
    assert "DMS 夜" in text
    cells = [part.split("<")[0] for part in text.split('<td class="num')[1:]]
    assert [cell.split(">")[-1] for cell in cells] == ["2", "3", "6", "2"]
    listed = client.get(page, {"day": "2026-11-10", "source": "DMS 夜"}).text
    assert "JS-1" in listed
    assert "JS-9" not in listed
    assert batch.file_name in listed
    assert client.get(page, {"day": "x", "source": ""}).status_code == 200
    assert signed_in(lin).get(page).status_code == 403
