"""Every kind of report lives its whole life: counted, signed, frozen, read on page and paper, and as a workbook."""

from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from apps.accounts.models import User
from apps.reports import services
from apps.reports.figures import KINDS
from apps.reports.models import Issue
from tests.house_of_three import House
from tests.reports.standing_work import month_worked, open_page

__all__ = ["month_worked"]


@pytest.fixture
def house(db: None, month_worked: House) -> House:
    return deepcopy(month_worked)


@pytest.mark.long
def test_every_kind_is_submitted_and_reads_the_same_afterwards(
    house: House, signed_in: Any, lin: User, zhou: User, han: User, song: User, at: Any
) -> None:
    kinds = [kind.code.value for kind in KINDS]
    now = at("2026-10-28 09:00")
    services.choose_kinds(kinds, store=house.store, reason="全部", now=now, by=zhou)
    services.open_report_duties(now=now, store=house.store)
    issues = list(Issue.objects.order_by("pk"))
    assert {issue.kind for issue in issues} == set(kinds)
    client = signed_in(zhou)
    for issue in issues:
        services.build(issue, now=at("2026-11-02 00:31"))
        draft = open_page(client, "detail", issue.pk)
        services.prepare(issue, now=at("2026-11-02 10:00"), by=lin)
        services.review(issue, now=at("2026-11-02 11:00"), by=zhou)
        services.submit(issue, now=at("2026-11-02 12:00"), by=lin)
        frozen = open_page(client, "print", issue.pk)
        assert (draft.status_code, frozen.status_code) == (200, 200)
        for name in ("headlines", "all_figures"):
            told = [
                [cell.value.text for cell in getattr(page.context["sheet"], name)] for page in (draft, frozen)
            ]
            assert told[0] == told[1], (issue.kind, name)
        assert frozen.context["seal_state"] == "intact"
        book = load_workbook(BytesIO(client.post(reverse("reports:export", args=[issue.pk])).content))
        assert len(book.sheetnames) == len(set(book.sheetnames)) >= 3
