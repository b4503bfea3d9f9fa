"""Today's calling windows as a strip: where now lies, how long the open window lasts, when the next one begins."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from apps.accounts.models import Store
from apps.core.worktime import Window
from apps.rulebook.policy import PolicyBook

FIRST_HOUR, HOUR_WIDTH, FULL = 8, 12, 144


def window_strip(store: Store, *, now: datetime) -> dict[str, object]:
    """The strip for the top bar; x and widths in its own units (12 an hour from 08:00)."""
    wall = now.astimezone(ZoneInfo(store.tz))
    windows = PolicyBook(store, keys=("windows.followup",)).windows(on=wall.date())
    here = _place(wall.time())
    text, strong = _words(windows, wall.time())
    return {
        "windows": [_stretch(window, here) for window in windows],
        "now_x": here if 0 < here < FULL else None,
        "text": text,
        "strong": strong,
        "aria": _("Calling windows today: %(windows)s")
        % {"windows": _(", ").join(_span(w) for w in windows)},
    }


def _place(at: time) -> float:
    hours = at.hour + at.minute / 60 - FIRST_HOUR
    return round(min(max(hours * HOUR_WIDTH, 0), FULL), 1)


def _stretch(window: Window, here: float) -> dict[str, float]:
    start, end = _place(window.start), _place(window.end)
    left = round(end - here, 1) if start <= here < end else 0
    return {"x": start, "width": round(end - start, 1), "left_x": here, "left_width": left}


def _span(window: Window) -> str:
    return f"{time_format(window.start, 'H:i')}–{time_format(window.end, 'H:i')}"


def _words(windows: tuple[Window, ...], at: time) -> tuple[str, str]:
    """The sentence beside the strip and its stressed end."""
    for window in windows:
        if window.start <= at <= window.end:
            minutes = (window.end.hour - at.hour) * 60 + window.end.minute - at.minute
            return _("Calling window %(span)s · ") % {"span": _span(window)}, _("%(n)d min left") % {
                "n": minutes
            }
        if at < window.start:
            return _("Next calling window "), time_format(window.start, "H:i")
    return _("Calling windows are over for today"), ""
