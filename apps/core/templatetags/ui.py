"""Template tags of the house's components: icons, badges, moments, phones, sorting. Presentation only."""

from datetime import date, datetime
from decimal import Decimal

from django import forms, template
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core import badges, wording

register = template.Library()

RING = 100
NOTICE_SIGNS = {"over": "alert", "today": "clock", "done": "check", "info": "info", "refused": "stop"}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "phone" %}`, `{% icon "down" "i-s" %}` (small). An empty name draws nothing."""
    return badges.icon(name, css)


@register.simple_tag
def due_badge(duty: object, now: datetime, *, exact: bool = False, link: bool = True) -> SafeString:
    """`{% due_badge duty now %}`: state, icon, word and the link that explains the moment."""
    mark = wording.due_mark(duty, now=now, exact=exact)
    return badges.due_badge(mark, href=why_url(duty) if link else "")


@register.simple_tag
def due_state(duty: object, now: datetime) -> str:
    """`data-due="{% due_state duty now %}"`: over, today, later, done or empty."""
    return wording.due_mark(duty, now=now).due


@register.simple_tag
def due_words(duty: object, now: datetime, *, exact: bool = False) -> str:
    return wording.due_mark(duty, now=now, exact=exact).word


def why_url(duty: object) -> str:
    try:
        return reverse("duties:why", args=[duty.pk])
    except NoReverseMatch:
        return ""


@register.simple_tag
def moment(at: datetime | None, now: datetime) -> str:
    """`{% moment entry.at now %}`: today 10:48, yesterday 17:20, 10-06 16:12."""
    return wording.moment_words(at, now=now) if at else "–"


@register.simple_tag
def ago(at: datetime | None, now: datetime) -> str:
    """`{% ago complaint.recorded_at now %}`: 11 minutes ago."""
    return wording.ago_words(at, now=now) if at else "–"


@register.simple_tag
def time_left(at: datetime, now: datetime) -> str:
    """`{% time_left duty.due_at now %}`: 2 days 13 hours; after the moment: overdue 3 hours."""
    if at >= now:
        return wording.span_words(at - now)
    return _("overdue %(span)s") % {"span": wording.span_words(now - at)}


@register.simple_tag
def day(value: date | None, now: datetime) -> str:
    """`{% day order.document_on now %}`: 10-12 Mon, with the year when it is another one."""
    return wording.day_words(value, now=now) if value else "–"


@register.simple_tag
def masked(number: str | None) -> str:
    """`{% masked phone.number %}`: 159****7721."""
    return wording.masked_phone(number)


@register.filter
def without_numbers(text: str) -> str:
    """`{{ words.note|without_numbers }}`: phone numbers in it masked."""
    return wording.without_numbers(text or "")


@register.filter
def spaced(number: str | None) -> str:
    """`{{ number|spaced }}`: 159 2846 7721."""
    return wording.spaced_phone(number)


@register.inclusion_tag("components/level.html")
def level(weight: int, label: str) -> dict[str, object]:
    """`{% level 3 complaint.get_level_display %}`: four ink bars, weight 1–4."""
    return {"level": weight, "label": label}


@register.simple_tag
def tries(count: int | None) -> SafeString:
    """`{% tries callback.attempts_count %}`: up to three dots."""
    return badges.tries(count or 0)


@register.inclusion_tag("components/ring.html")
def ring(opened_at: datetime, due_at: datetime, now: datetime) -> dict[str, int]:
    """`{% ring duty.opened_at duty.due_at now %}` in an element with data-due: the time left, full when over."""
    whole = (due_at - opened_at).total_seconds()
    left = (due_at - now).total_seconds()
    share = min(1.0, left / whole) if whole > 0 and left > 0 else 1.0
    return {"dash": round(RING * share), "gap": RING}


@register.inclusion_tag("components/notice.html")
def notice(level: str, text: str, *, url: str = "", link: str = "", sign: str = "") -> dict[str, str]:
    """`{% notice "refused" text url=… link=… %}`; level over, today, done, info, refused or ""."""
    due = level if level in ("over", "today", "done") else ""
    kind = level if level in ("info", "refused") else ""
    return {
        "due": due,
        "kind": kind,
        "text": text,
        "url": url,
        "link": link,
        "sign": sign or NOTICE_SIGNS.get(level, "info"),
    }


@register.inclusion_tag("components/ribbon.html")
def window_ribbon(strip: dict[str, object] | None) -> dict[str, object]:
    """The calling windows of today; the rest of the window that is open now is drawn stronger."""
    if not strip:
        return {"strip": None}
    now_x = strip.get("now_x")
    windows = [window_part(window, now_x=now_x) for window in strip.get("windows") or []]
    return {"strip": {**strip, "now_x": now_x, "windows": windows}}


def window_part(window: dict[str, float], *, now_x: float | None) -> dict[str, float]:
    end = window["x"] + window["width"]
    inside = now_x is not None and window["x"] <= now_x < end
    return {**window, "left_x": now_x, "left_width": round(end - now_x, 1)} if inside else dict(window)


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: template.Context, name: str, label: str, css: str = "") -> dict[str, str]:
    """`{% sort_header "due" _("Due") %}`: a th whose link sorts by `?sort=due`, then `?sort=-due`."""
    request = context["request"]
    current = request.GET.get("sort", "")
    query = request.GET.copy()
    for passing in ("page", "after"):
        query.pop(passing, None)
    query["sort"] = f"-{name}" if current == name else name
    state = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    return {"label": label, "state": state, "href": f"?{query.urlencode()}", "css": css}


@register.simple_tag
def controls(form: forms.BaseForm) -> SafeString:
    """`{% controls form %}`: the visible fields of a filter bar, each under its label."""
    label = '<div class="control"><label class="label" for="{}">{}</label>{}</div>'
    parts = ((field.id_for_label, conditional_escape(field.label), field) for field in form.visible_fields())
    return SafeString("".join(label.format(*part) for part in parts))


@register.simple_tag(takes_context=True)
def filters_in_use(context: template.Context, form: forms.BaseForm) -> int:
    """How many fields of a filter bar the URL sets to something else than their first choice."""
    query = context["request"].GET
    given = [(field.field, query.get(field.html_name, "")) for field in form.visible_fields()]
    return sum(value not in ("", _first_choice(field)) for field, value in given)


def _first_choice(field: forms.Field) -> str:
    return str(next(iter(getattr(field, "choices", ())), ("",))[0])


@register.simple_tag
def theme_choices() -> list[tuple[str, str, str]]:
    """Value, label and icon of each appearance."""
    return [
        ("light", _("Light"), "sun"),
        ("dark", _("Dark"), "moon"),
        ("system", _("As the device"), "desk"),
    ]


@register.filter
def person_name(user: object) -> str:
    return getattr(user, "name", "") or getattr(user, "username", "") or ""


@register.filter
def initial(user: object) -> str:
    """The sign in the round badge of a person."""
    return person_name(user)[:1].upper()


@register.filter
def nth(values: list[object] | None, index: int) -> object:
    return values[index] if values and index < len(values) else ""


@register.filter
def plain_number(value: int | float | Decimal | None) -> str:
    """A number for machines: point as decimal mark, no grouping; empty for None."""
    return "" if value is None else str(value)
