"""Filters of the list of calls; their values live in the URL."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store
from apps.callbacks.models import Answer, Attempt, Callback
from apps.callbacks.services import PROMISE_AHEAD, ListChoices
from apps.core.flat_select import FixedChoices, FlatDay, FlatSelect, FlatText
from apps.core.lean_filters import CharFilter, ChoiceFilter, DateFilter, LeanFilterSet
from apps.duties.models import Duty

OPEN, ALL, DONE_TODAY, NOBODY = "open", "all", "done_today", "none"
STATES = [
    (OPEN, _("Open calls")),
    *Callback.State.choices,
    (DONE_TODAY, _("Done today")),
    (ALL, _("All")),
]
DUE = [
    ("over", _("Overdue")),
    ("today", _("Due today")),
    ("week", _("Due within 7 days")),
    ("promised", _("Promised now")),
]
SCORES = [("bad", _("With a bad answer")), ("good", _("Without a bad answer"))]
LIVE = (Duty.State.OPEN, Duty.State.MISSED)
WAITING = (OPEN, *Callback.OPEN)
TYPED = ("number",)


def choice(label: Any, method: str, choices: Any = (), **options: Any) -> ChoiceFilter:
    """A filter whose choices may come with the request."""
    options = {"empty_label": _("All")} | options
    return ChoiceFilter(
        label=label, method=method, choices=FixedChoices(choices), widget=FlatSelect, **options
    )


def day(label: Any, method: str) -> DateFilter:
    return DateFilter(label=label, method=method, widget=FlatDay())


class CallbackFilter(LeanFilterSet):
    """`now` and `store` say what today is; without a state only open calls are shown."""

    state = choice(_("State"), "by_state", STATES, empty_label=None)
    kind = choice(_("Kind"), "by_kind", Callback.Kind.choices)
    owner = choice(_("Agent"), "by_owner")
    due = choice(_("Call by"), "by_due", DUE)
    due_from = day(_("Due from"), "by_due_from")
    due_to = day(_("Due to"), "by_due_to")
    outcome = choice(_("Outcome of the call"), "by_outcome")
    score = choice(_("Answers"), "by_score", SCORES)
    department = choice(_("Department"), "by_department")
    number = CharFilter(
        label=_("Document"), field_name="duty__title", lookup_expr="istartswith", widget=FlatText
    )

    class Meta:
        model = Callback
        fields: list[str] = []

    def __init__(
        self,
        data: Any,
        queryset: QuerySet[Callback],
        *,
        now: datetime,
        store: Store,
        choices: ListChoices,
    ) -> None:
        super().__init__(data, queryset)
        self.now = now
        self.offered = (choices.agents, choices.outcomes, choices.departments)
        self.store_id = store.pk
        local = now.astimezone(ZoneInfo(store.tz))
        self.today = local.date()
        self.began = local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        self.filters["owner"].extra["choices"] = FixedChoices(((NOBODY, _("Nobody")), *choices.agents))
        self.filters["outcome"].extra["choices"] = FixedChoices(choices.outcomes)
        self.filters["department"].extra["choices"] = FixedChoices(choices.departments)

    @property
    def drawn_from(self) -> str:
        """All that makes the form look as it does, beside the language."""
        return repr((self.data.urlencode(), self.offered))

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What was chosen and makes sense, without what was left empty."""
        values = self.form.cleaned_data if self.form.is_valid() else {}
        return {name: value for name, value in values.items() if value}

    @property
    def state_shown(self) -> str:
        return self.chosen.get("state") or OPEN

    @property
    def shows_open(self) -> bool:
        """Open work is listed by due moment, everything else by age."""
        return self.state_shown in WAITING

    @property
    def qs(self) -> QuerySet[Callback]:
        rows = super().qs
        return rows if self.data.get("state") else rows.waiting()

    def by_state(self, rows: Any, _name: str, value: str) -> Any:
        if value == DONE_TODAY:
            ended = rows.exclude(state=Callback.State.CANCELLED)
            return ended.filter(duty__store=self.store_id, duty__settled_at__gte=self.began)
        if value in WAITING:
            return rows.waiting() if value == OPEN else rows.waiting().filter(state=value)
        return rows if value == ALL else rows.filter(state=value)

    def by_kind(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(kind=value)

    def by_owner(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(duty__owner__isnull=True) if value == NOBODY else rows.filter(duty__owner=value)

    def by_department(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(duty__department=value)

    def by_due(self, rows: Any, _name: str, value: str) -> Any:
        """Open work only: what is over, due today or within seven days, or promised for now."""
        if value == "promised":
            soon = self.now + PROMISE_AHEAD
            return rows.filter(state=Callback.State.APPOINTED, appointment_at__lte=soon)
        live = rows.filter(duty__state__in=LIVE, duty__settled_at__isnull=True)
        if value == "over":
            return live.filter(duty__due_at__lte=self.now)
        last = self.today if value == "today" else self.today + timedelta(days=7)
        return live.filter(duty__due_at__gt=self.now, duty__due_day__lte=last)

    def by_due_from(self, rows: Any, _name: str, value: Any) -> Any:
        return rows.filter(duty__due_day__gte=value)

    def by_due_to(self, rows: Any, _name: str, value: Any) -> Any:
        return rows.filter(duty__due_day__lte=value)

    def by_outcome(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(Exists(Attempt.objects.filter(callback=OuterRef("pk"), outcome=value)))

    def by_score(self, rows: Any, _name: str, value: str) -> Any:
        answers = Answer.objects.filter(attempt__callback=OuterRef("pk"))
        rows = rows.filter(Exists(answers))
        bad = Exists(answers.filter(is_bad=True))
        return rows.filter(bad if value == "bad" else ~bad)
