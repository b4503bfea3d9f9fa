"""Filters of the list of calls; their values live in the URL."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store, User
from apps.callbacks.models import Attempt, Callback, Outcome
from apps.duties.models import Duty

OPEN, ALL, DONE_TODAY, NOBODY = "open", "all", "done_today", "none"
STATES = [
    (OPEN, _("Open calls")),
    *Callback.State.choices,
    (DONE_TODAY, _("Done today")),
    (ALL, _("All")),
]
DUE = [("over", _("Overdue")), ("today", _("Due today")), ("week", _("Due within 7 days"))]
LIVE = (Duty.State.OPEN, Duty.State.MISSED)


class CallbackFilter(django_filters.FilterSet):
    """`now` and `store` say what today is; without a state only open calls are shown."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state", empty_label=None)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Callback.Kind.choices, empty_label=_("All"))
    owner = django_filters.ChoiceFilter(label=_("Agent"), method="by_owner", empty_label=_("All"))
    due = django_filters.ChoiceFilter(label=_("Call by"), choices=DUE, method="by_due", empty_label=_("All"))
    outcome = django_filters.ModelChoiceFilter(
        label=_("Outcome of the call"),
        queryset=Outcome.objects.all(),
        method="by_outcome",
        empty_label=_("All"),
    )
    number = django_filters.CharFilter(
        label=_("Document"), field_name="duty__title", lookup_expr="istartswith"
    )

    class Meta:
        model = Callback
        fields: list[str] = []

    def __init__(
        self, data: Any, queryset: QuerySet[Callback], *, now: datetime, store: Store, agents: list[User]
    ) -> None:
        super().__init__(data, queryset)
        self.now = now
        local = now.astimezone(ZoneInfo(store.tz))
        self.today = local.date()
        self.began = local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        choices = [(NOBODY, _("Nobody")), *((str(agent.pk), str(agent)) for agent in agents)]
        self.filters["owner"].extra["choices"] = choices

    @property
    def shows_open(self) -> bool:
        """Open work is listed by due moment, everything else by age."""
        return (self.data.get("state") or OPEN) in (OPEN, *Callback.OPEN)

    @property
    def qs(self) -> QuerySet[Callback]:
        rows = super().qs
        return rows if self.data.get("state") else rows.open()

    def by_state(self, rows: Any, _name: str, value: str) -> Any:
        if value == OPEN:
            return rows.open()
        if value == DONE_TODAY:
            return rows.filter(duty__settled_at__gte=self.began)
        return rows if value == ALL else rows.filter(state=value)

    def by_owner(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(duty__owner__isnull=True) if value == NOBODY else rows.filter(duty__owner=value)

    def by_due(self, rows: Any, _name: str, value: str) -> Any:
        """Open work only: what is over, due today, or due within seven days."""
        live = rows.filter(duty__state__in=LIVE, duty__settled_at__isnull=True)
        if value == "over":
            return live.filter(duty__due_at__lte=self.now)
        last = self.today if value == "today" else self.today + timedelta(days=7)
        return live.filter(duty__due_at__gt=self.now, duty__due_day__lte=last)

    def by_outcome(self, rows: Any, _name: str, value: Outcome) -> Any:
        return rows.filter(Exists(Attempt.objects.filter(callback=OuterRef("pk"), outcome=value)))
