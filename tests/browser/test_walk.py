"""Every page, seen: it answers, is headed, reads in one language, fits a phone, and axe has nothing to say."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from apps.accounts.models import User
from apps.duties.models import Duty
from apps.jobs.models import Job
from apps.notices.models import Notice
from apps.reports import figures
from tests.browser.furnished import Furnished, furnish, moment
from tests.browser.pages import Page, all_pages
from tests.browser.reading import chinese_left, english_left, texts_of
from tests.browser.words import CHINESE, ENGLISH

WIDE, PHONE = 1440, 360
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# words in a column a letter wide, and words that stick out of their button
SQUEEZED = r"""() => [...document.querySelectorAll('main *')].filter((element) => {
  const own = [...element.childNodes].filter((node) => node.nodeType === 3);
  const words = own.map((node) => node.textContent.trim()).join('');
  const box = element.getBoundingClientRect();
  const narrow = words.length > 6 && box.width > 1 && box.width < 30 && box.height > 90;
  const button = element.matches('.btn, .outcome, .key, .badge') && element.scrollHeight > element.clientHeight + 3;
  return narrow || button;
}).map((element) => element.textContent.trim().slice(0, 40))"""
Check = Callable[[Any, Page], Iterator[str]]


@pytest.fixture
def walk_day() -> Iterator[None]:
    """It is Tuesday 2026-11-03, ten o'clock: inside a calling window."""
    with time_machine.travel(moment("11-03"), tick=True):
        yield


def furnished(words: Any, *, language: str, theme: str = "light") -> Furnished:
    made = furnish(words)
    User.objects.update(language=language, theme=theme)
    made.sample |= {
        "duty": Duty.objects.filter(kind="complaint.close", state="missed").first(),
        "notice": Notice.objects.first(),
        "job": Job.objects.first(),
        "phone": made.sample["customer"].phones.first(),
        "reports:drill.key": figures.FIGURES[0].key,
        "reports:live_drill.key": figures.FIGURES[0].key,
    }
    return made


@pytest.fixture
def walk(open_as: Any, watch: Any) -> Callable[..., str]:
    """`walk(pages, checks, width=…)`: everything found on them, one line each."""

    def go(pages: list[Page], checks: list[Check], *, width: int = WIDE) -> str:
        found, open_for = [], {}
        for one in pages:
            if one.person.pk not in open_for:
                open_for[one.person.pk] = open_as(one.person, "/static/img/favicon.svg", width=width)
            page = open_for[one.person.pk]
            answer = page.goto(one.path)
            faults = [f"status {answer.status}"] if answer.status != 200 else []
            faults += [fault for check in checks for fault in check(page, one)]
            faults += watch.faults
            watch.faults.clear()
            found += [f"{one}: {fault}" for fault in faults]
        return "\n".join(found)

    return go


def headed(page: Any, one: Page) -> Iterator[str]:
    if not page.title().strip():
        yield "no title"
    if not page.locator("h1").count():
        yield "no heading of the first level"


def in_chinese(page: Any, one: Page) -> Iterator[str]:
    yield from (f"English: {text}" for text in english_left(texts_of(page)))


def in_english(page: Any, one: Page) -> Iterator[str]:
    yield from (f"Chinese: {text}" for text in chinese_left(texts_of(page)))


def fits(page: Any, one: Page) -> Iterator[str]:
    if page.evaluate(OVERFLOW) > 0:
        yield f"wider than the screen by {page.evaluate(OVERFLOW)} px"


def legible(page: Any, one: Page) -> Iterator[str]:
    yield from (f"squeezed: {words}" for words in page.evaluate(SQUEEZED))


@pytest.fixture
def accessible(loud_findings: Any) -> Check:
    def check(page: Any, one: Page) -> Iterator[str]:
        yield from loud_findings(page)

    return check


def test_every_page_in_chinese(walk, walk_day, committed):
    pages = all_pages(furnished(CHINESE, language="zh-hans"))
    assert len(pages) > 50
    found = walk(pages, [headed, in_chinese, fits, legible])
    assert not found, found


def test_the_call_screen_in_english_at_a_desk(walk, walk_day, committed):
    pages = [page for page in all_pages(furnished(ENGLISH, language="en")) if page.name == "desk:call"]
    found = walk(pages, [headed, in_english, fits, legible])
    assert not found, found


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "language", "theme", "width"),
    [
        (CHINESE, "zh-hans", "light", WIDE),
        (CHINESE, "zh-hans", "dark", PHONE),
        (ENGLISH, "en", "dark", WIDE),
        (ENGLISH, "en", "light", PHONE),
    ],
    ids=["zh light wide", "zh dark phone", "en dark wide", "en light phone"],
)
def test_every_page_everywhere(walk, walk_day, committed, accessible, words, language, theme, width):
    """Each language, theme and width twice, with axe; the page's answer to every role is the access matrix's affair."""
    reads_well = in_chinese if language == "zh-hans" else in_english
    pages = all_pages(furnished(words, language=language, theme=theme))
    found = walk(pages, [headed, reads_well, fits, legible, accessible], width=width)
    assert not found, found
