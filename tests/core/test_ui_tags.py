"""Presentation tags: what a due moment, a phone, a moment and a form look like."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation

from apps.core import wording
from apps.core.templatetags import ui

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 10, 9, 2, 48, tzinfo=UTC)  # 10:48 in Shanghai, a Friday
DAY_END = {"clock": False, "state": "open", "settled_at": None, "pk": 7}


@pytest.fixture(autouse=True)
def shanghai_english() -> object:
    with timezone.override("Asia/Shanghai"), translation.override("en"):
        yield


def day_duty(day: date, **more: object) -> SimpleNamespace:
    """A duty that ends with its local day."""
    end = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
    return SimpleNamespace(**{**DAY_END, "due_day": day, "due_at": end, **more})


def clock_duty(at: datetime, **more: object) -> SimpleNamespace:
    return SimpleNamespace(**{**DAY_END, "clock": True, "due_day": at.date(), "due_at": at, **more})


def render(template: str, **context: object) -> str:
    request = RequestFactory().get("/somewhere/", {"sort": "due", "page": "2", "kind": "a"})
    return engines["django"].from_string("{% load ui i18n %}" + template).render(context, request)


@pytest.mark.parametrize(
    ("duty", "due", "word"),
    [
        (day_duty(date(2026, 10, 6)), "over", "overdue 3 days"),
        (day_duty(date(2026, 10, 8)), "over", "overdue 1 day"),
        (day_duty(date(2026, 10, 8), state="missed"), "over", "overdue 1 day"),
        (day_duty(date(2026, 10, 9)), "today", "today"),
        (day_duty(date(2026, 10, 12)), "later", "10-12 Mon"),
        (day_duty(date(2027, 1, 4)), "later", "2027-01-04 Mon"),
        (clock_duty(NOW), "today", "today 10:48"),
        (clock_duty(NOW - timedelta(minutes=100)), "over", "overdue 1 hour"),
        (clock_duty(NOW + timedelta(days=1)), "later", "10-10 Sat 10:48"),
        (day_duty(date(2026, 10, 8), state="kept", settled_at=NOW), "done", "Done"),
        (day_duty(date(2026, 10, 8), state="missed", settled_at=NOW), "", "Done late"),
        (day_duty(date(2026, 10, 8), state="excused"), "", "Excused"),
        (day_duty(date(2026, 10, 8), state="cancelled"), "", "Cancelled"),
    ],
)
def test_due_mark_has_state_and_word(duty: SimpleNamespace, due: str, word: str) -> None:
    mark = wording.due_mark(duty, now=NOW)
    assert (mark.due, mark.word) == (due, word)


def test_end_of_day_is_over_at_the_stroke_of_midnight() -> None:
    duty = day_duty(date(2026, 10, 9))
    assert wording.due_mark(duty, now=duty.due_at - timedelta(microseconds=1)).due == "today"
    assert wording.due_mark(duty, now=duty.due_at).due == "over"


def test_due_badge_shows_icon_word_and_state() -> None:
    html = render("{% due_badge duty now exact=True %}", duty=day_duty(date(2026, 10, 9)), now=NOW)
    assert 'data-due="today"' in html
    assert "today 24:00" in html
    assert "#i-clock" in html


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("15928467721", "159****7721"),
        ("037112346688", "0371****6688"),
        ("037112346688-12", "0371****6688-12"),
        ("110", "*10"),
        ("", ""),
        (None, ""),
    ],
)
def test_masked_phone_hides_the_middle(number: str | None, shown: str) -> None:
    assert wording.masked_phone(number) == shown


def test_moments_are_told_by_their_distance() -> None:
    assert wording.moment_words(NOW, now=NOW) == "today 10:48"
    assert wording.moment_words(NOW - timedelta(days=1), now=NOW) == "yesterday 10:48"
    assert wording.moment_words(NOW - timedelta(days=300), now=NOW) == "2025-12-13 10:48"
    assert wording.ago_words(NOW - timedelta(minutes=11), now=NOW) == "11 minutes ago"
    assert wording.ago_words(NOW + timedelta(hours=2), now=NOW) == "in 2 hours"
    assert wording.span_words(timedelta(days=2, hours=13)) == "2 days 13 hours"


def test_sort_header_turns_round_and_forgets_the_page() -> None:
    html = render('{% sort_header "due" "Due" %}{% sort_header "name" "Name" %}')
    assert 'aria-sort="ascending"' in html
    assert "sort=-due" in html
    assert "sort=name" in html
    assert "page=" not in html


def test_ring_shows_the_share_that_is_left() -> None:
    shape = ui.ring(NOW - timedelta(hours=3), NOW + timedelta(hours=1), NOW)
    assert shape["dash"] == 25


def test_ribbon_marks_the_rest_of_the_open_window() -> None:
    strip = {"windows": [{"x": 12, "width": 30}, {"x": 96, "width": 30}], "now_x": 33.6}
    first, second = ui.window_ribbon(strip)["strip"]["windows"]
    assert (first["left_x"], first["left_width"]) == (33.6, 8.4)
    assert "left_width" not in second


class CardForm(forms.Form):
    name = forms.CharField(help_text="as on the card")
    note = forms.CharField(required=False, widget=forms.Textarea)
    liable = forms.BooleanField(required=False)


def test_field_is_labelled_and_explains_its_fault() -> None:
    form = CardForm({"name": ""})
    html = form["name"].as_field_group()
    assert 'for="id_name"' in html
    assert 'class="field"' in html
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert all(f'id="{name}"' in html for name in described.group(1).split())


def test_check_box_is_not_dressed_as_a_text_field() -> None:
    assert 'class="field"' not in CardForm()["liable"].as_field_group()


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "500"])
def test_error_pages_need_no_context(name: str) -> None:
    html = engines["django"].get_template(f"errors/{name}.html").render({})
    assert "<h1" in html


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([a-z]+)"', (ROOT / "static/img/icons.svg").read_text()))
    used: set[str] = set()
    for page in (ROOT / "templates").rglob("*.html"):
        used |= set(re.findall(r'{% icon "([a-z]+)"', page.read_text()))
    assert used - drawn == set()


def test_no_page_carries_inline_script_or_style() -> None:
    loud = re.compile(r'\sstyle="|\son[a-z]+="|<script(?![^>]*src=)|javascript:')
    pages = (ROOT / "templates").rglob("*.html")
    assert [page.name for page in pages if loud.search(page.read_text())] == []


def test_comments_of_templates_stay_invisible() -> None:
    pages = (ROOT / "templates").rglob("*.html")
    broken = [page.name for page in pages if re.search(r"\{#(?:(?!#\}).)*$", page.read_text(), re.M)]
    assert broken == []
