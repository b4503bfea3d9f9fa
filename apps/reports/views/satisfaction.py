"""The satisfaction of a month: score table, meeting, rewards and fines; on screen, on paper, as a workbook (S39)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.access import STORE, departments_of, may, requires, scope, store_of
from apps.accounts.confirming import confirmed
from apps.accounts.models import Post, Store, User
from apps.core.refusal import Refused
from apps.core.sheets import Sheet, workbook_response
from apps.core.worktime import Period
from apps.customers.services import note_export
from apps.penalties.models import Penalty
from apps.penalties.worth import worth_words
from apps.reports import services
from apps.reports.forms_satisfaction import ListForm, RecordForm, ResultForm, ScoreForm, staff_of
from apps.reports.intake import read_scores
from apps.reports.models import SatisfactionMeeting
from apps.reports.services.notes import day_of
from apps.reports.services.satisfaction_scores import Row
from apps.reports.views.trend import score_charts, trend_table

SEE, WRITE, CONFIRM = "reports.satisfaction", "reports.satisfaction_write", "reports.satisfaction_confirm"


@requires(SEE)
def satisfaction(request: HttpRequest) -> HttpResponse:
    """`?month=2026-10`, else the last month that is over."""
    return _page(request, _month(request, request.GET.get("month", "")))


@require_POST
@requires(WRITE)
def score(request: HttpRequest) -> HttpResponse:
    month = _month(request, request.POST.get("month", ""))
    form = ScoreForm(request.POST, store=store_of(request.user), month=month)
    return _do(request, month, form, "score_form", services.enter_score, _("The score is entered."))


@require_POST
@requires(WRITE)
def score_list(request: HttpRequest) -> HttpResponse:
    """The brand's list as a file."""
    month, store = _month(request, request.POST.get("month", "")), store_of(request.user)

    def verb(*_given: Any, file: Any, **more: Any) -> int:
        departments, people = store.departments.order_by("pk"), staff_of(store, month)
        lines = read_scores(file, departments=departments, people=people)
        return services.enter_list(store, month, lines, **more)

    told = _("The scores of the list are entered.")
    return _do(request, month, ListForm(request.POST, request.FILES), "list_form", verb, told)


@require_POST
@requires(WRITE)
def record(request: HttpRequest) -> HttpResponse:
    month = _month(request, request.POST.get("month", ""))
    form = RecordForm(request.POST, store=store_of(request.user), month=month)
    told = _("The record is saved. Another person confirms it.")
    return _do(request, month, form, "record_form", services.write_record, told)


@require_POST
@requires("penalties.slip")
def result(request: HttpRequest) -> HttpResponse:
    if not may(request.user, SEE):
        raise Http404
    month = _month(request, request.POST.get("month", ""))
    form = ResultForm(request.POST, store=store_of(request.user), month=month)
    told = _("Entered. It goes its way among the penalties.")
    return _do(request, month, form, "result_form", services.decide_result, told)


@require_POST
@requires(CONFIRM)
def confirm(request: HttpRequest) -> HttpResponse:
    month = _month(request, request.POST.get("month", ""))
    try:
        services.confirm_meeting(store_of(request.user), month, now=request.now, by=request.user)
    except Refused as refusal:
        return _page(request, month, status=refusal.status, sentence=str(refusal))
    messages.success(request, _("Confirmed. Rewards and fines can follow from it now."))
    return _back(month)


@requires(SEE)
def paper(request: HttpRequest) -> HttpResponse:
    """The month on A4 with room for signatures."""
    month = _month(request, request.GET.get("month", ""))
    return render(
        request, "reports/satisfaction_paper.html", _facts(request, month) | {"back_url": _url(month)}
    )


@require_POST
@requires(SEE)
@confirmed
def export(request: HttpRequest) -> HttpResponse:
    """Scores, record and results as a workbook; written down."""
    month = _month(request, request.POST.get("month", ""))
    facts = _facts(request, month)
    book = [
        Sheet(_("Scores"), _headings(), [_line(row) for row in facts["rows"]]),
        Sheet(_("Meeting"), [_("Item"), _("Text")], _record_lines(facts["meeting"])),
        Sheet(_("Rewards and fines"), _result_headings(), [_result_line(row) for row in facts["results"]]),
    ]
    note_export(
        "report.satisfaction_meeting",
        store=facts["store"],
        rows=sum(len(sheet.rows) for sheet in book),
        filters={"month": f"{month:%Y-%m}"},
        by=request.user,
        now=request.now,
    )
    name = _("Satisfaction %(month)s") % {"month": f"{month:%Y-%m}"}
    return workbook_response(f"{name}.xlsx", book, request=request)


def _month(request: HttpRequest, text: str) -> date:
    """The first of the month asked for, else of the last one that is over."""
    running = Period.containing("month", day_of(store_of(request.user), request.now))
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return running.previous.start
    return asked if date(2000, 1, 1) <= asked <= running.start else running.previous.start


def _url(month: date) -> str:
    return f"{reverse('reports:satisfaction')}?month={month:%Y-%m}"


def _back(month: date) -> HttpResponseRedirect:
    return redirect(_url(month))


def _do(
    request: HttpRequest, month: date, form: Any, name: str, verb: Callable[..., Any], told: str
) -> HttpResponse:
    """Call the verb with what was typed; a refusal stands at its field and nothing typed is lost."""
    status = 400
    if form.is_valid():
        try:
            verb(store_of(request.user), month, now=request.now, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, told)
            return _back(month)
    return _page(request, month, status=status, **{name: form})


def _facts(request: HttpRequest, month: date) -> dict[str, Any]:
    """What screen, paper and workbook show of a month to this reader."""
    store = store_of(request.user)
    meetings = SatisfactionMeeting.objects.filter(store=store, month=month)
    meeting = meetings.select_related("chair", "written_by", "confirmed_by").first()
    rows = _seen(services.score_table(store, month), request.user, store, month)
    targets = services.score_targets(store, month) | {
        row.indicator: row.target for row in rows if not row.name
    }
    charts = score_charts(services.score_history(store, month), targets=targets)
    return {
        "nav": "reports",
        "now": request.now,
        "store": store,
        "month": month,
        "meeting": meeting,
        "present": list(meeting.present.order_by("name")) if meeting else [],
        "rows": rows,
        "charts": charts,
        "trends": trend_table(charts),
        "results": _results(request.user, meeting),
    }


def _seen(rows: list[Row], user: User, store: Store, month: date) -> list[Row]:
    """A department's head reads the store's lines and those of the own department and its people."""
    if scope(user, SEE) == STORE:
        return rows
    own = set(departments_of(user, SEE))
    posts = Post.objects.filter(
        store=store, department__in=own, from_day__lte=Period.containing("month", month).end
    )
    people = set(posts.exclude(until_day__lt=month).values_list("user_id", flat=True))
    return [
        row
        for row in rows
        if not row.name
        or (row.department is not None and row.department.pk in own)
        or (row.person is not None and row.person.pk in people)
    ]


def _results(user: User, meeting: SatisfactionMeeting | None) -> list[Penalty]:
    """The slips that followed, as far as the reader may open them."""
    if meeting is None:
        return []
    rows = Penalty.objects.readable_by(user).filter(satisfaction_result__meeting=meeting)
    return list(rows.select_related("subject", "department").order_by("pk"))


def _page(
    request: HttpRequest, month: date, *, status: int = 200, sentence: str = "", **forms: Any
) -> HttpResponse:
    context = _facts(request, month)
    meeting, given = context["meeting"], {"store": context["store"], "month": month}
    is_open = meeting is None or meeting.state == SatisfactionMeeting.State.DRAFT
    if may(request.user, WRITE) and is_open:
        context["score_form"], context["list_form"] = ScoreForm(**given), ListForm()
        context["record_form"] = RecordForm(**given, meeting=meeting, present=context["present"])
    if may(request.user, "penalties.slip") and not is_open:
        context["result_form"] = ResultForm(**given)
    context |= {name: form for name, form in forms.items() if name in context}
    running = Period.containing("month", day_of(context["store"], request.now)).start
    context |= {
        "is_open": is_open,
        "may_confirm": is_open and meeting is not None and may(request.user, CONFIRM) and month < running,
        "sentence": sentence,
        "picker_url": reverse("reports:satisfaction"),
    }
    return render(request, "reports/satisfaction.html", context, status=status)


def _headings() -> list[str]:
    return [
        _("Indicator"), _("Department"), _("Person"), _("Score"), _("Answers"), _("Target"), _("Gap"),
        _("Month before"),
    ]  # fmt: skip


def _line(row: Row) -> list[Any]:
    person = row.person.name if row.person else row.name if row.sign else ""
    whose = [row.department.name if row.department else "", person]
    return [row.label, *whose, row.score, row.base, row.target, row.gap, row.before]


def _record_lines(meeting: SatisfactionMeeting | None) -> list[list[Any]]:
    if meeting is None or meeting.held_on is None:
        return []
    return [
        *([[_("Scores published on"), meeting.published_on]] if meeting.published_on else []),
        [_("Held on"), meeting.held_on],
        [_("Chair"), str(meeting.chair)],
        [_("Present"), _(", ").join(str(person) for person in meeting.present.order_by("name"))],
        [_("What was said"), meeting.minutes],
        [_("What was decided"), meeting.decisions],
        [_("Written by"), str(meeting.written_by)],
        [_("Confirmed by"), str(meeting.confirmed_by or "")],
    ]


def _result_headings() -> list[str]:
    return [_("Person"), _("Department"), _("Number"), _("State"), _("Amount")]


def _result_line(row: Penalty) -> list[Any]:
    return [str(row.subject), str(row.department or ""), row.title, row.get_state_display(), worth_words(row)]
