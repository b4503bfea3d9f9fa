"""Small signs that stand in every row of long lists, made without a template of their own."""

from functools import lru_cache
from html import escape

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.wording import DueMark

DOTS = '<circle cx="3" cy="3" r="3"/><circle cx="13" cy="3" r="3"/><circle cx="23" cy="3" r="3"/>'
TRIES = f'<svg class="tries" data-n="{{}}" viewBox="0 0 26 6" role="img" aria-label="{{}}">{DOTS}</svg>'


@lru_cache(maxsize=256)
def icon(name: str, css: str = "") -> SafeString:
    """A sign of img/icons.svg; an empty name draws nothing."""
    if not name:
        return SafeString("")
    classes = f"i {css}".strip()
    href = f"{static('img/icons.svg')}#i-{name}"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


def due_badge(mark: DueMark, *, href: str = "") -> SafeString:
    """The due moment as icon and word, with `href` linked to its explanation."""
    state = f' data-due="{mark.due}"' if mark.due else ""
    badge = f'<span class="badge"{state}>{icon(mark.sign)}{escape(mark.word)}</span>'
    if href:
        badge = (
            f'<a class="due-link" href="{escape(href)}" title="{escape(_("Why this moment"))}">{badge}</a>'
        )
    return SafeString(badge)


def tries(count: int) -> SafeString:
    """Attempts so far as up to three dots."""
    words = ngettext("%(counter)s attempt", "%(counter)s attempts", count) % {"counter": count}
    return SafeString(TRIES.format(min(count, 3), escape(words)))
