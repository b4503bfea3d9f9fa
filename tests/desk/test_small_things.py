"""Small things of the frame that were once wrong."""

import re
from datetime import date
from pathlib import Path

from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from apps.desk.settings.calendar import spans_of
from apps.rulebook.models import CalendarDay


def test_days_in_a_row_of_one_name_are_one_line(db):
    spans = spans_of(CalendarDay.objects.filter(day__year=2025, day__month=10))
    [feast] = [span for span in spans if not span.is_working]
    assert (feast.first, feast.last, feast.days) == (date(2025, 10, 1), date(2025, 10, 8), 8)


def test_the_browser_finds_an_icon_on_pages_that_name_none(client, house):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, "/static/img/favicon.svg")


def test_groups_are_not_administered():
    assert not admin.site.is_registered(Group)


def test_source_words_use_the_straight_apostrophe():
    pages = Path(__file__).parents[2].glob("templates/**/*.html")
    assert [page.name for page in pages if "\u2019" in page.read_text()] == []


def test_an_empty_list_counts_nothing_and_a_running_period_has_a_name(signed_in, zhou):
    client = signed_in(zhou)
    assert 'class="pages"' not in client.get(reverse("callbacks:list")).text
    page = client.get(reverse("reports:live", args=["week"]))
    assert page.context["heading"] in re.search("<h1>(.*?)</h1>", page.text).group(1)
