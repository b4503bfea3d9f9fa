"""Proposals to decide: the list with one case open beside it, one verb at a time or many at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.accounts import access
from apps.accounts.access import requires
from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.forms import CaseFilter, VerbForm, WordsForm
from apps.penalties.models import Penalty
from apps.penalties.views import case_page

State = Penalty.State
PAGE = 30
TABS: dict[str, tuple[str, ...]] = {
    "suggested": (State.SUGGESTED,),
    "waiting": (State.PROPOSED,),
    "appeals": (State.APPEALED,),
    "decided": (State.CONFIRMED, State.UPHELD),
    "settled": (State.SETTLED, State.REVERSED),
    "dropped": (State.REJECTED, State.WAIVED),
}
MOST_AT_ONCE = 100


def tab_words() -> dict[str, str]:
    return {
        "suggested": _("Suggested"),
        "waiting": _("To decide"),
        "appeals": _("Appeals"),
        "decided": _("Confirmed"),
        "settled": _("Settled"),
        "dropped": _("Dropped"),
    }


@requires("penalties.list")
def case_list(request: HttpRequest) -> HttpResponse:
    """`?state=` chooses the tab; kind, subject and month narrow it; the first case is open."""
    state = tab_of(request.GET.get("state", "waiting"))
    page = picks(request, state)
    first = case_page.load(request.user, page.object_list[0].pk) if page.object_list else None
    return show(request, first, state=state, page=page)


def tab_of(name: str) -> str:
    """The tab of that name, or the one that shows rows in that state."""
    found = [tab for tab, states in TABS.items() if name == tab or name in states]
    if not found:
        raise Http404
    return found[0]


@requires("penalties.mine")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    penalty = case_page.load(request.user, pk)
    if penalty is None:
        raise Http404
    state = tab_of(penalty.state)
    page = picks(request, state) if access.may(request.user, "penalties.list") else None
    return show(request, penalty, state=state, page=page)


def picks(request: HttpRequest, state: str) -> Any:
    """One page of the cases of a tab, oldest fact first where something is to be decided."""
    rows = Penalty.objects.visible_to(request.user).filter(state__in=TABS[state])
    query = request.GET.copy()
    query["state"] = state
    form = CaseFilter(query, store=access.store_of(request.user))
    if form.is_valid():
        wanted = {"kind": form.cleaned_data["kind"], "subject": form.cleaned_data["subject"]}
        wanted["month"] = form.cleaned_data["month"]
        rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    order = ("fact_day", "pk") if state in ("waiting", "appeals") else ("-fact_day", "-pk")
    page = Paginator(rows.select_related("subject").order_by(*order), PAGE).get_page(request.GET.get("page"))
    page.filter_form = form
    return page


def show(
    request: HttpRequest, penalty: Penalty | None, *, state: str, page: Any, status: int = 200, **extra: Any
) -> HttpResponse:
    """The case page; `extra` brings a form that was refused."""
    context: dict[str, Any] = {"nav": "penalties", "state": state, "page": page, "now": request.now}
    if page is not None:
        context |= {"tabs": tabs(request, state), "filter_form": page.filter_form}
        context["bulk_form"] = VerbForm(verbs=("confirm", "reject"), auto_id="bulk_%s")
    if penalty is not None:
        context |= case_page.case_context(penalty, request.user, now=request.now)
        seen = penalty.proposed_at.isoformat()
        if context["verbs"]:
            context["form"] = VerbForm(verbs=context["verbs"], initial={"seen": seen})
        context["words_form"] = WordsForm(auto_id="words_%s")
    return render(request, "penalties/case.html", context | extra, status=status)


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The tabs with the number of what waits."""
    rows = Penalty.objects.visible_to(request.user).filter(state__in=Penalty.WAITING)
    counts = rows.aggregate(
        suggested=Count("pk", filter=Q(state=State.SUGGESTED)),
        waiting=Count("pk", filter=Q(state=State.PROPOSED)),
        appeals=Count("pk", filter=Q(state=State.APPEALED)),
    )
    return [
        {
            "label": label,
            "url": f"?state={tab}",
            "name": tab,
            "count": counts.get(tab),
            "current": tab == current,
        }
        for tab, label in tab_words().items()
    ]


@requires("penalties.mine")
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One verb on one penalty; a refusal shows the page again with the sentence at its field."""
    penalty = case_page.load(request.user, pk)
    if penalty is None:
        raise Http404
    verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "")
    try:
        _refuse_outdated(request, penalty)
        word = perform(verb, penalty, reason=reason, request=request)
    except Refused as refusal:
        return _again(request, pk, refusal)
    messages.success(request, word)
    return redirect("penalties:detail", pk=pk)


def perform(verb: str, penalty: Penalty, *, reason: str, request: HttpRequest) -> str:
    """Carry out a verb of the page; returns the sentence that says so. Raises Refused, also for an unknown verb."""
    who: dict[str, Any] = {"now": request.now, "by": request.user}
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "confirm": (lambda: services.confirm(penalty, reason=reason, **who), _("Confirmed.")),
        "reject": (lambda: services.reject(penalty, reason=reason, **who), _("Rejected.")),
        "waive": (lambda: services.waive(penalty, reason=reason, **who), _("Waived.")),
        "uphold": (
            lambda: services.decide_appeal(penalty, uphold=True, reason=reason, **who),
            _("The penalty stands."),
        ),
        "grant": (lambda: services.decide_appeal(penalty, uphold=False, reason=reason, **who), _("Waived.")),
        "accept": (
            lambda: services.accept(penalty, reason=reason, **who),
            _("Accepted. Somebody still confirms it."),
        ),
        "decline": (lambda: services.decline(penalty, reason=reason, **who), _("Declined.")),
        "reverse": (
            lambda: services.reverse(penalty, reason=reason, **who),
            _("Reversed in the open month."),
        ),
        "acknowledge": (lambda: services.acknowledge(penalty, **who), _("Taken note of.")),
        "explain": (lambda: services.explain(penalty, text=reason, **who), _("Your words are saved.")),
        "appeal": (lambda: services.appeal(penalty, reason=reason, **who), _("Your appeal is lodged.")),
    }
    if verb not in verbs:
        raise Refused(_("The request could not be understood."), code="invalid")
    carry_out, word = verbs[verb]
    carry_out()
    return word


def _refuse_outdated(request: HttpRequest, penalty: Penalty) -> None:
    """The person looked at a proposal that has been written anew since."""
    seen = request.POST.get("seen", "")
    if seen and seen != penalty.proposed_at.isoformat():
        raise Refused(
            _("The evidence has changed since you opened this page. Please look again."), code="stale"
        )


def _again(request: HttpRequest, pk: int, refusal: Refused) -> HttpResponse:
    """The case as it stands now, the typed text kept, the sentence where it belongs."""
    penalty = case_page.load(request.user, pk)
    own = request.POST.get("verb") in ("explain", "appeal", "acknowledge")
    verbs = case_page.verbs_for(penalty, request.user) or ("confirm",)
    form = WordsForm(request.POST, auto_id="words_%s") if own else VerbForm(request.POST, verbs=verbs)
    form.is_valid()
    form.errors.clear()
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    state = tab_of(penalty.state)
    page = picks(request, state) if access.may(request.user, "penalties.list") else None
    name = "words_form" if own else "form"
    return show(
        request, penalty, state=state, page=page, status=refusal.status, sentence=str(refusal), **{name: form}
    )


@requires("penalties.decide")
@require_POST
def decide_many(request: HttpRequest) -> HttpResponse:
    """The same verb on the ticked cases, each by itself: what is refused stays and is named."""
    verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "")
    if verb not in ("confirm", "reject"):
        raise Refused(_("The request could not be understood."), code="invalid")
    sent = request.POST.getlist("pk")
    keys = [int(pk) for pk in sent if pk.isascii() and pk.isdigit() and len(pk) < 19][:MOST_AT_ONCE]
    rows = Penalty.objects.visible_to(request.user, "penalties.decide").filter(pk__in=keys)
    done = 0
    for penalty in rows.select_related("store", "subject"):
        try:
            perform(verb, penalty, reason=reason, request=request)
            done += 1
        except Refused as refusal:
            messages.warning(request, f"{penalty.subject} {penalty.title}: {refusal}")
    if done:
        words = ngettext("%(count)s penalty decided.", "%(count)s penalties decided.", done)
        messages.success(request, words % {"count": done})
    return redirect("penalties:list")
