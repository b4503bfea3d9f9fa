"""The sections of the house a person may open, in the order of the sidebar."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.access import may
from apps.accounts.models import User


@dataclass(frozen=True)
class Section:
    """One entry: open to whoever may do one of `actions`; the first allowed action decides where it leads."""

    name: str
    label: object
    icon: str
    doors: tuple[tuple[str, str], ...]


SECTIONS = (
    Section("desk", _("Desk"), "desk", (("desk", "desk:home"),)),
    Section(
        "callbacks",
        _("Callbacks"),
        "phone",
        (
            ("callbacks.list", "callbacks:list"),
            ("callbacks.spot_check", "callbacks:spot_checks"),
            ("callbacks.day_sheets", "callbacks:day_sheets"),
        ),
    ),
    Section("complaints", _("Complaints"), "complaint", (("complaints.board", "complaints:board"),)),
    Section("customers", _("Customers"), "user", (("customers.view", "customers:list"),)),
    Section(
        "penalties",
        _("Penalties"),
        "scale",
        (
            ("penalties.list", "penalties:list"),
            ("penalties.month", "penalties:month"),
            ("penalties.mine", "penalties:mine"),
        ),
    ),
    Section("reports", _("Reports"), "chart", (("reports.read", "reports:list"),)),
    Section(
        "import",
        pgettext_lazy("section", "Import"),
        "import",
        (("customers.import", "customers:import_list"),),
    ),
    Section(
        "settings",
        _("Settings"),
        "gear",
        (("settings", "desk:settings"), ("settings.absences", "accounts:absences")),
    ),
)


@cache
def _address(door: str) -> str:
    return reverse(door)


def navigation_for(user: User) -> list[dict[str, object]]:
    """The sidebar of this person; what a role may not open is not shown."""
    entries = []
    for section in SECTIONS:
        door = next((url for action, url in section.doors if may(user, action)), None)
        if door:
            entries.append(
                {
                    "name": section.name,
                    "label": str(section.label),
                    "icon": section.icon,
                    "url": _address(door),
                }
            )
    return entries
