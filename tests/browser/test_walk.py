"""Every page, seen: it answers, is headed, reads in one language, fits a phone, and axe has nothing to say."""

import re
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

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}
AGENTS_DAY = re.compile(r"/$|/calls/|/callbacks/")  # paths axe sees light and dark in both languages
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Charts are drawn anew a moment after the width has changed: the page is looked at, frame by frame, until it fits.
OVERFLOW_AT_LAST = f"""async () => {{
  const wider = {OVERFLOW};
  const end = performance.now() + 10_000;
  while (wider() > 0 && performance.now() < end) await new Promise(requestAnimationFrame);
  return wider();
}}"""
# words in a column a letter wide, and words that stick out of their button
SQUEEZED = r"""() => [...document.querySelectorAll('main *')].filter((element) => {
  const own = [...element.childNodes].filter((node) => node.nodeType === 3);
  const words = own.map((node) => node.textContent.trim()).join('');
  const box = element.getBoundingClientRect();
  const narrow = words.length > 6 && box.width > 1 && box.width < 30 && box.height > 90;
  const button = element.matches('.btn, .outcome, .key, .badge') && element.scrollHeight > element.clientHeight + 3;
  return narrow || button;
}).map((element) => element.textContent.trim().slice(0, 40))"""
# What is repeated (rows, days, cards of the same make) is looked at three times, not a hundred.
THIN_OUT = r"""() => {
  const made = (one) => one.tagName + '.' + (one.className.baseVal ?? one.className) + (one.disabled ? '!' : '');
  for (const parent of document.querySelectorAll('main tbody, main ul, main ol, main div')) {
    const seen = new Map();
    for (const child of [...parent.children]) {
      const kind = [child, ...child.querySelectorAll('*')].map(made).join();
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (seen.get(kind) > 3) child.remove();
    }
  }
}"""
# The frame around it is the same on every page of a person.
PAGE_ALONE = r"""() => {
  for (let one = document.querySelector('main'); one !== document.body; one = one.parentElement) {
    [...one.parentElement.children].filter((beside) => beside !== one).forEach((beside) => beside.remove());
  }
}"""
Check = Callable[[Any, Page], Iterator[str]]


@pytest.fixture
def walk_day() -> Iterator[None]:
    """It is Tuesday 2026-11-03, ten o'clock: inside a calling window."""
    with time_machine.travel(moment("11-03"), tick=True):
        yield


def furnished(words: Any, *, language: str) -> Furnished:
    made = furnish(words)
    User.objects.update(language=language, theme="system")
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
def walk(open_as: Any, watch: Any, leave: Any) -> Callable[[list[Page], list[Check]], str]:
    """`walk(pages, checks)`: everything found on them, one line each."""

    def go(pages: list[Page], checks: list[Check]) -> str:
        found, open_for = [], {}
        for one in pages:
            if one.person.pk not in open_for:
                open_for[one.person.pk] = open_as(one.person, "/static/img/favicon.svg", **WIDE)
                open_for[one.person.pk].emulate_media(reduced_motion="reduce")
            page = open_for[one.person.pk]
            answer = page.goto(one.path)
            faults = [f"status {answer.status}"] if answer.status != 200 else []
            faults += [fault for check in checks for fault in check(page, one)]
            faults += watch.faults
            watch.faults.clear()
            leave(page)
            page.emulate_media(color_scheme="light")
            page.set_viewport_size(WIDE)
            found += [f"{one}: {fault}" for fault in faults]
        return "\n".join(found)

    return go


def headed(page: Any, one: Page) -> Iterator[str]:
    if not page.title().rpartition(" · ")[0].strip():
        yield "no title"
    if not page.locator("h1").count():
        yield "no heading of the first level"


def in_chinese(page: Any, one: Page) -> Iterator[str]:
    yield from (f"English: {text}" for text in english_left(texts_of(page)))


def in_english(page: Any, one: Page) -> Iterator[str]:
    yield from (f"Chinese: {text}" for text in chinese_left(texts_of(page)))


def fits(page: Any, one: Page) -> Iterator[str]:
    if (wider := page.evaluate(OVERFLOW_AT_LAST)) > 0:
        yield f"wider than the screen by {wider} px"


def legible(page: Any, one: Page) -> Iterator[str]:
    yield from (f"squeezed: {words}" for words in page.evaluate(SQUEEZED))


def on_a_phone_at_night(page: Any, one: Page) -> Iterator[str]:
    """The page stays narrow and dark."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    yield from (f"on a phone: {fault}" for check in (fits, legible) for fault in check(page, one))


@pytest.fixture
def accessible(loud_findings: Any, language: str) -> Check:
    """To axe, which looks at the colours of every word: in English dark and narrow as the page stands, in Chinese
    light and wide, at the pages of an agent's day both in both; with the frame on the first page of each person."""
    framed = set()

    def check(page: Any, one: Page) -> Iterator[str]:
        page.evaluate(THIN_OUT)
        if one.person in framed:
            page.evaluate(PAGE_ALONE)
        framed.add(one.person)
        both = AGENTS_DAY.match(one.path)
        if language == "en" or both:
            yield from (f"dark: {fault}" for fault in loud_findings(page))
        if language == "zh-hans" or both:
            page.emulate_media(color_scheme="light")
            page.set_viewport_size(WIDE)
            yield from loud_findings(page)

    return check


@pytest.mark.sample
def test_every_sixth_page_in_chinese(walk, walk_day, committed):
    pages = all_pages(furnished(CHINESE, language="zh-hans"))[::6]
    assert len(pages) > 20
    found = walk(pages, [headed, in_chinese, fits, legible])
    assert not found, found


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "language", "reads_well"),
    [(CHINESE, "zh-hans", in_chinese), (ENGLISH, "en", in_english)],
    ids=["zh", "en"],
)
def test_every_page_everywhere(walk, walk_day, committed, accessible, words, language, reads_well):
    """Each language wide and light, narrow and dark; the page's answer to every role is the access matrix's affair."""
    pages = all_pages(furnished(words, language=language))
    found = walk(pages, [headed, reads_well, fits, legible, on_a_phone_at_night, accessible])
    assert not found, found
