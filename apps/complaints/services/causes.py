"""The tree of causes is kept by the manager (S82): two levels, used ones are retired."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.access import refuse_unless
from apps.accounts.models import User
from apps.complaints.models import CauseKind
from apps.complaints.services.moving import needed
from apps.core import transitions
from apps.core.refusal import Refused


@transaction.atomic
def add_cause(*, name_zh: str, name_en: str, by: User, parent: CauseKind | None = None) -> CauseKind:
    """A new group, or a new cause at the end of `parent`. Raises Refused for a third level or a name twice."""
    refuse_unless(by, "complaints.causes")
    if parent is not None and parent.parent_id is not None:
        raise Refused(_("The tree of causes has two levels."), field="parent", code="invalid")
    names = _names(name_zh, name_en)
    _refuse_double(parent, names["name_zh"], but=None)
    last = CauseKind.objects.filter(parent=parent).aggregate(last=Max("position"))["last"] or 0
    return CauseKind.objects.create(parent=parent, position=last + 1, **names)


@transaction.atomic
def change_cause(
    cause: CauseKind, *, name_zh: str, name_en: str, retired: bool, version: int, by: User
) -> CauseKind:
    """Rename or retire; complaints that have it keep it. Raises Refused(code="stale") when changed meanwhile."""
    refuse_unless(by, "complaints.causes")
    names = _names(name_zh, name_en)
    _refuse_double(cause.parent, names["name_zh"], but=cause.pk)
    transitions.save_version(cause, version=version, retired=retired, **names)
    return cause


def _names(name_zh: str, name_en: str) -> dict[str, str]:
    return {
        "name_zh": needed(name_zh, field="name_zh", message=_("Enter the name in Chinese.")),
        "name_en": needed(name_en, field="name_en", message=_("Enter the name in English.")),
    }


def _refuse_double(parent: CauseKind | None, name_zh: str, *, but: int | None) -> None:
    if CauseKind.objects.filter(parent=parent, name_zh=name_zh).exclude(pk=but).exists():
        raise Refused(_("This name is there already."), field="name_zh", code="duplicate")
