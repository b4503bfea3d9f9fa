"""Import and export of reference tables in the admin are no second door around the rules (S21)."""

import csv
import io
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from import_export.admin import ImportExportMixin

from apps.accounts.models import User
from apps.callbacks.models import Outcome
from apps.complaints.models import Category
from apps.customers.models import ExportLog
from tests.house_of_three import House

CSV_FORMAT = "0"


@pytest.fixture
def boss(house: House, root: User, client: Any) -> Any:
    """A superuser's client."""
    User.objects.filter(pk=root.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=root.pk))
    return client


def exported(client: Any, path: str) -> str:
    page = client.get(f"{path}export/")
    fields = {
        name: "on"
        for name in page.context["form"].fields
        if name not in ("format", "resource", "export_items")
    }
    answer = client.post(f"{path}export/", {"format": CSV_FORMAT, **fields})
    assert answer.status_code == 200
    return answer.content.decode()


def bring(client: Any, path: str, rows: list[dict[str, Any]]) -> Any:
    """The dry run of an import; its page says what would happen."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("rows.csv", text.getvalue().encode())
    return client.post(f"{path}import/", {"import_file": file, "format": CSV_FORMAT, "resource": ""})


def test_no_table_with_personal_data_leaves_through_the_admin() -> None:
    doors = {
        model._meta.label
        for model, page in admin.site._registry.items()
        if isinstance(page, ImportExportMixin)
    }
    assert doors <= {"callbacks.Outcome", "callbacks.QuestionSet", "complaints.Category"}
    assert not [model for model in admin.site._registry if model._meta.app_label in ("customers", "accounts")]


def test_formulas_leave_as_text_and_the_export_is_noted(boss: Any, root: User) -> None:
    Category.objects.filter(pk=Category.objects.first().pk).update(name_zh="=cmd()", name_en="＋1")
    path = "/admin/complaints/category/"
    text = exported(boss, path)
    assert "'=cmd()" in text
    assert "'＋1" in text
    log = ExportLog.objects.get()
    assert (log.what, log.rows, log.by) == ("admin:complaints.category", Category.objects.count(), root)

    rows = list(csv.DictReader(io.StringIO(text)))
    result = bring(boss, path, rows).context["result"]
    assert not result.has_errors()
    assert result.totals["update"] == 0


def test_a_file_changes_nothing_the_page_does_not(boss: Any) -> None:
    path, reached = "/admin/callbacks/outcome/", Outcome.objects.filter(reached=True, effect="complete").get()
    (row,) = [one for one in csv.DictReader(io.StringIO(exported(boss, path))) if one["code"] == reached.code]
    renamed = bring(boss, path, [row | {"name_en": "Talked to"}]).context["result"]
    assert (renamed.has_errors(), renamed.has_validation_errors(), renamed.totals["update"]) == (
        False,
        False,
        1,
    )
    for change in ({"reached": "0"}, {"effect": "retry"}, {"code": "other"}, {"effect": "no such"}):
        result = bring(boss, path, [row | change]).context["result"]
        assert result.has_errors() or result.has_validation_errors(), change
    reached.refresh_from_db()
    assert (reached.reached, reached.effect) == (True, "complete")
