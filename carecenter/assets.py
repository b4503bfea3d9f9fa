"""Third-party page assets come from installed packages; an upgrade that moves one must fail loudly."""

from typing import Any

from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error

ASSETS = ("unfold/js/chart/chart.js", "django_htmx/htmx-2.min.js")


def check_assets(**_: Any) -> list[CheckMessage]:
    return [
        Error(f"The page asset {asset} is no longer shipped by its package.", id="house.E001")
        for asset in ASSETS
        if finders.find(asset) is None
    ]
