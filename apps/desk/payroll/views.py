"""The month as a workbook for payroll 绩效扣减: people under their departments, and every row behind them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts import access
from apps.accounts.access import requires
from apps.accounts.confirming import confirmed
from apps.core.sheets import Sheet, workbook_response
from apps.customers.services import note_export
from apps.penalties import services
from apps.penalties.services import DepartmentSheet, PersonSheet, Totals
from apps.penalties.views.months import month_of_person
from apps.penalties.worth import worth_words


@requires("penalties.month")
@require_POST
@confirmed
def payroll_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Two sheets; the month's history and the log of exports note who took it. Wages are in it for HR only."""
    month = month_of_person(request, pk)
    sheets = services.month_sheets(month)
    rows = sum(1 + len(sheet.rows) for sheet in sheets)
    note_export(
        "payroll", store=month.store, rows=rows, filters={"month": month.pk}, now=request.now, by=request.user
    )
    services.export_month(month, now=request.now, by=request.user)
    wages = access.may(request.user, "penalties.wages")
    title = _("Performance deductions %(month)s") % {"month": f"{month.month:%Y-%m}"}
    book = [
        Sheet(title, _headings(wages), _people(sheets, wages=wages)),
        Sheet(_("Items"), _item_headings(), _items(sheets)),
    ]
    return workbook_response(f"{title}.xlsx", book, request=request)


def _headings(wages: bool) -> list[str]:
    head = [
        _("Department"),
        _("Person"),
        _("Sign-in name"),
        _("Missed calls"),
        _("Items"),
        _("Fines, CNY"),
        _("Rewards, CNY"),
        _("Deduction, CNY"),
        _("Step-up in percent of the wage"),
        _("Points"),
        _("Only on record"),
    ]
    if wages:
        head += [_("Wage base, CNY"), _("With step-up, CNY"), _("At most withheld, CNY")]
    return [*head, _("Remark")]


def _people(sheets: list[PersonSheet], *, wages: bool) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for group in services.by_department(sheets):
        rows += [_person(sheet, wages=wages) for sheet in group.sheets]
        rows.append(_sum(_("Subtotal"), group, wages=wages))
    total = DepartmentSheet(None, sheets, services.total_of(sheets))
    return [*rows, _sum(_("Total"), total, wages=wages)]


def _person(sheet: PersonSheet, *, wages: bool) -> list[Any]:
    row = [str(sheet.department or ""), sheet.user.name, sheet.user.username, sheet.misses, len(sheet.rows)]
    row += _numbers(sheet.totals)
    if wages:
        cap = sheet.cap
        row += [sheet.wage, cap and cap.total, cap and cap.withheld]
    return [*row, _remark(sheet)]


def _sum(word: str, group: DepartmentSheet, *, wages: bool) -> list[Any]:
    name = str(group.department or "")
    items = sum(len(sheet.rows) for sheet in group.sheets)
    row = [name, word, "", group.totals.misses, items, *_numbers(group.totals)]
    if wages:
        caps = [sheet.cap for sheet in group.sheets if sheet.cap]
        row += [None, sum(cap.total for cap in caps), sum(cap.withheld for cap in caps)]
    return [*row, ""]


def _numbers(totals: Totals) -> list[Any]:
    return [totals.fines, totals.rewards, totals.amount, totals.percent, totals.points, totals.records]


def _remark(sheet: PersonSheet) -> str:
    if sheet.over_cap:
        return _("Beyond the legal cap of %(cap)s %%: HR decides.") % {"cap": sheet.cap_percent}
    return ""


def _item_headings() -> list[str]:
    return [_("Person"), _("Day"), _("Matter"), _("Number"), _("Rule"), _("State"), _("Amount")]


def _items(sheets: list[PersonSheet]) -> list[list[Any]]:
    return [
        [
            sheet.user.name,
            row.fact_day,
            row.get_kind_display(),
            row.title,
            row.rule,
            row.get_state_display(),
            worth_words(row),
        ]
        for sheet in sheets
        for row in sheet.rows
    ]
