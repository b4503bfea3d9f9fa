"""What the parts of a report are called: a handful of queries whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Department, Store, User
from apps.callbacks.models import Callback, Inquiry, Question
from apps.complaints.models import Category, CauseKind
from apps.core.worktime import Period
from apps.penalties.models import Penalty
from apps.reports.figures import KINDS, NOBODY, Frame, Scope, read_part
from apps.reports.figures.satisfaction import ANSWERS, SERVED_BY, name_sign


@dataclass
class Labels:
    """Names by dimension and value."""

    names: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, dimension: str, value: str) -> str:
        if value == NOBODY:
            return {"agent": _("unassigned"), "department": _("not issued yet")}.get(
                dimension, _("not stated")
            )
        return self.names.get(dimension, {}).get(value) or value

    def order(self, dimension: str, value: str) -> tuple[int, str]:
        """Where it stands in a table: in the order of its kind, nobody last."""
        names = list(self.names.get(dimension, {}))
        return (names.index(value) if value in names else len(names), value)


def labels_for(parts: Iterable[str], *, period: Period, store: Store) -> Labels:
    """The names of everything these parts mention."""
    wanted: dict[str, set[str]] = {}
    for part in parts:
        for name, value in read_part(part).items():
            wanted.setdefault(name, set()).add(value)
    found = {
        "kind": {str(value): str(label) for value, label in Callback.Kind.choices},
        "area": {str(value): str(label) for value, label in Department.Kind.choices},
        "inquiry": {str(value): str(label) for value, label in Inquiry.Kind.choices},
        "report": {kind.duty_kind: kind.label for kind in KINDS},
        "rule": {str(value): str(label) for value, label in Penalty.Kind.choices},
        "agent": _people(wanted.get("agent", set())),
        "department": {str(one.pk): one.name for one in store.departments.order_by("pk")},
        "category": {str(one.pk): str(one) for one in Category.objects.all()},
        "cause": {str(one.pk): one.path for one in _causes()},
        "question": _questions(),
        "consultant": _consultants(period, store) if "consultant" in wanted else {},
    }
    return Labels(found)


def _causes() -> QuerySet[CauseKind]:
    rows = CauseKind.objects.filter(parent__isnull=False).select_related("parent")
    return rows.order_by("parent__position", "position", "pk")


def _people(values: set[str]) -> dict[str, str]:
    ids = [int(value) for value in values if value.isdecimal()]
    return {str(user.pk): user.name for user in User.objects.filter(pk__in=ids).order_by("pk")}


def _questions() -> dict[str, str]:
    """The newest wording of each question."""
    rows = Question.objects.select_related("question_set").order_by(
        "question_set__kind", "question_set__version", "position"
    )
    return {f"{one.question_set.kind}.{one.code}": str(one) for one in rows}


def _consultants(period: Period, store: Store) -> dict[str, str]:
    rows = ANSWERS.within(Frame(period, Scope(store))).order_by().exclude(**{SERVED_BY: ""})
    found = rows.annotate(sign=name_sign(SERVED_BY)).values_list("sign", SERVED_BY).distinct()
    return {sign: name for sign, name in sorted(found, key=lambda pair: pair[1] or "") if sign}
