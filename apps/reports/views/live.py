"""The running period, counted now by the same figures as its report will be."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import requires, store_of, stores_within
from apps.accounts.models import Store, User
from apps.core.worktime import Period
from apps.reports import services
from apps.reports.figures import BY_CODE, Frame, Scope
from apps.reports.models import Issue
from apps.reports.services.lens import Lens
from apps.reports.services.notes import day_of
from apps.reports.services.voices import voices_of
from apps.reports.views.sheet import Sheet
from apps.reports.views.side_by_side import side_by_side
from apps.reports.views.trend import charts_of, trend_table


def running_period(kind: str, store: Store, *, now: object) -> Period:
    """The period of this kind of report in which today lies in the store's zone. Raises Http404 for an unknown one."""
    if kind not in BY_CODE:
        raise Http404
    return Period.containing(BY_CODE[kind].span, day_of(store, now))


@requires("reports.read")
def live(request: HttpRequest, kind: str) -> HttpResponse:
    """The running period of a kind, through the reader's lens; who reads every store chooses one."""
    stores = stores_of(request.user)
    store = chosen_store(request, stores)
    period = running_period(kind, store, now=request.now)
    lens = Lens.of(request.user, store=store)
    rows = services.figure_rows(BY_CODE[kind], period, store, at=request.now)
    drill = ("reports:live_drill", (kind,))
    begun = (Frame(period, Scope(store, at=request.now)).last_day - period.start).days + 1
    sheet = Sheet(rows, kind=BY_CODE[kind], period=period, store=store, lens=lens, drill=drill, days=begun)
    charts = charts_of(sheet)
    context = {
        "nav": "reports",
        "now": request.now,
        "sheet": sheet,
        "period": period,
        "heading": kind_words().get(kind) or BY_CODE[kind].label,
        "lens": lens,
        "charts": charts,
        "trends": trend_table(charts),
        "voices": voices_of(period, store, lens=lens),
        "tabs": _tabs(kind, request),
        "stores": _store_tabs(stores, store),
        "all_stores": side_by_side(BY_CODE[kind], stores, chosen=store, now=request.now),
        "issue": Issue.objects.visible_to(request.user)
        .filter(store=store, kind=kind, start=period.start)
        .select_related("duty")
        .first(),
    }
    return render(request, "reports/live.html", context)


def stores_of(user: User) -> list[Store]:
    """The stores whose figures the person reads, the own one first."""
    own = store_of(user)
    others = Store.objects.filter(pk__in=stores_within(user, "reports.read")).exclude(pk=own.pk)
    return [own, *others.order_by("pk")]


def chosen_store(request: HttpRequest, stores: list[Store]) -> Store:
    """The one of `?store=`, else the own. Raises Http404 for a store the person does not read."""
    code = request.GET.get("store")
    found = [store for store in stores if store.code == code] if code else stores
    if not found:
        raise Http404
    return found[0]


def kind_words() -> dict[str, str]:
    return {"week": _("This week"), "xun": _("These ten days"), "month": _("This month")}


def _tabs(kind: str, request: HttpRequest) -> list[dict[str, object]]:
    code = request.GET.get("store")
    query = f"?{urlencode({'store': code})}" if code else ""
    return [
        {"label": label, "url": reverse("reports:live", args=[one]) + query, "current": one == kind}
        for one, label in kind_words().items()
    ]


def _store_tabs(stores: list[Store], chosen: Store) -> list[dict[str, object]]:
    """Nothing to choose in a house of one store."""
    if len(stores) < 2:
        return []
    return [
        {"label": store.name, "url": f"?{urlencode({'store': store.code})}", "current": store == chosen}
        for store in stores
    ]
