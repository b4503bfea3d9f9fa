"""Filters of the list of calls; their values live in the URL."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store
from apps.callbacks.models import Answer, Attempt, Callback
from apps.callbacks.services import PROMISE_AHEAD, ListChoices
from apps.core.flat_select import FixedChoices, FlatDay, FlatSelect, FlatText
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


def choice(label: Any, choices: Any = ()) -> forms.ChoiceField:
    """A filter that may stay open; its choices may come with the request."""
    offered = FixedChoices((("", _("All")), *choices))
    return forms.ChoiceField(label=label, choices=offered, required=False, widget=FlatSelect)


def day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=FlatDay())


class FilterForm(forms.Form):
    """The controls of the filters, each field named after the method that applies it."""

    state = forms.ChoiceField(
        label=_("State"), choices=FixedChoices(STATES), required=False, widget=FlatSelect
    )
    kind = choice(_("Kind"), Callback.Kind.choices)
    owner = choice(_("Agent"))
    due = choice(_("Call by"), DUE)
    due_from = day(_("Due from"))
    due_to = day(_("Due to"))
    outcome = choice(_("Outcome of the call"))
    score = choice(_("Answers"), SCORES)
    department = choice(_("Department"))
    number = forms.CharField(label=_("Document"), required=False, widget=FlatText)

    def __init__(self, data: QueryDict, *, choices: ListChoices) -> None:
        super().__init__(data)
        every = ("", _("All"))
        self.fields["owner"].choices = FixedChoices((every, (NOBODY, _("Nobody")), *choices.agents))
        self.fields["outcome"].choices = FixedChoices((every, *choices.outcomes))
        self.fields["department"].choices = FixedChoices((every, *choices.departments))


class CallbackFilter:
    """`now` and `store` say what today is; without a state only open calls are shown."""

    def __init__(
        self, data: QueryDict, rows: QuerySet[Callback], *, now: datetime, store: Store, choices: ListChoices
    ) -> None:
        self.form = FilterForm(data, choices=choices)
        self.rows = rows
        self.now = now
        self.store_id = store.pk
        local = now.astimezone(ZoneInfo(store.tz))
        self.today = local.date()
        self.began = local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)

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

    @cached_property
    def qs(self) -> QuerySet[Callback]:
        """The rows all that makes sense leaves; what does not is passed over."""
        self.form.is_valid()
        rows = self.rows
        for name, value in self.form.cleaned_data.items():
            if value:
                rows = getattr(self, f"by_{name}")(rows, value)
        return rows if self.form.data.get("state") else rows.waiting()

    def by_state(self, rows: Any, value: str) -> Any:
        if value == DONE_TODAY:
            ended = rows.exclude(state=Callback.State.CANCELLED)
            return ended.filter(duty__store=self.store_id, duty__settled_at__gte=self.began)
        if value in WAITING:
            return rows.waiting() if value == OPEN else rows.waiting().filter(state=value)
        return rows if value == ALL else rows.filter(state=value)

    def by_kind(self, rows: Any, value: str) -> Any:
        return rows.filter(kind=value)

    def by_owner(self, rows: Any, value: str) -> Any:
        return rows.filter(duty__owner__isnull=True) if value == NOBODY else rows.filter(duty__owner=value)

    def by_department(self, rows: Any, value: str) -> Any:
        return rows.filter(duty__department=value)

    def by_due(self, rows: Any, value: str) -> Any:
        """Open work only: what is over, due today or within seven days, or promised for now."""
        if value == "promised":
            soon = self.now + PROMISE_AHEAD
            return rows.filter(state=Callback.State.APPOINTED, appointment_at__lte=soon)
        live = rows.filter(duty__state__in=LIVE, duty__settled_at__isnull=True)
        if value == "over":
            return live.filter(duty__due_at__lte=self.now)
        last = self.today if value == "today" else self.today + timedelta(days=7)
        return live.filter(duty__due_at__gt=self.now, duty__due_day__lte=last)

    def by_due_from(self, rows: Any, value: Any) -> Any:
        return rows.filter(duty__due_day__gte=value)

    def by_due_to(self, rows: Any, value: Any) -> Any:
        return rows.filter(duty__due_day__lte=value)

    def by_outcome(self, rows: Any, value: str) -> Any:
        return rows.filter(Exists(Attempt.objects.filter(callback=OuterRef("pk"), outcome=value)))

    def by_score(self, rows: Any, value: str) -> Any:
        answers = Answer.objects.filter(attempt__callback=OuterRef("pk"))
        rows = rows.filter(Exists(answers))
        bad = Exists(answers.filter(is_bad=True))
        return rows.filter(bad if value == "bad" else ~bad)

    def by_number(self, rows: Any, value: str) -> Any:
        return rows.filter(duty__title__istartswith=value)
