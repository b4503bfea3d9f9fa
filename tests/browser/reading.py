"""What a page says to its reader, text by text, and which of it is in the wrong language."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings

from apps.rulebook.models import CalendarDay
from carecenter.catalogue import files
from tests.browser.words import HEADER, SETTLEMENTS

# Text nodes and worded attributes; what is marked as Chinese is data or a name, and so are names of files and columns.
TEXTS = r"""() => {
  const skip = (node) => node.closest('script, style, template, [hidden], [lang="zh-Hans"], .cell-raw');
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim().replace(/\s+/g, ' ');
    if (text && !skip(walker.currentNode.parentElement)) found.push(text);
  }
  for (const name of ['placeholder', 'aria-label', 'title', 'alt', 'data-key-label', 'data-refused']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!skip(element)) found.push(element.getAttribute(name).trim());
    }
  }
  found.push(document.title);
  return found.filter(Boolean);
}"""
HAN = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
SENTENCE = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,}\b")
COLUMNS = {*HEADER, *SETTLEMENTS}
HOW_TO_WRITE = ("至", "放假", "上班")  # the words of a notice, in the example how to enter one
OWN_NAME = "中文"  # the language switch names the other language in its own words


def texts_of(page: Any) -> list[str]:
    return page.evaluate(TEXTS)


@cache
def english_messages() -> tuple[set[str], tuple[re.Pattern[str], ...]]:
    """Messages whose Chinese differs: those without a placeholder as they are, the others as patterns."""
    plain, patterns = set(), []
    words = files.read(settings.LOCALE_PATHS[0] / "zh_Hans" / "LC_MESSAGES" / "django.po")
    for (_context, singular), entry in words.entries.items():
        for english in filter(None, (singular, entry.plural)):
            if HAN.search(english) or entry.chinese in ("", english):
                continue
            if "%" in english:
                patterns.append(_pattern(english))
            else:
                plain.add(" ".join(english.split()))
    return plain, tuple(patterns)


def _pattern(english: str) -> re.Pattern[str]:
    parts = re.split(PLACEHOLDER, english.replace("%%", "%"))
    return re.compile(".+".join(re.escape(part) for part in parts))


def english_left(texts: Iterable[str]) -> list[str]:
    """Texts of a Chinese page that are English."""
    plain, patterns = english_messages()
    return [
        text
        for text in texts
        if text in plain
        or (not HAN.search(text) and (SENTENCE.search(text) or any(p.fullmatch(text) for p in patterns)))
    ]


def chinese_left(texts: Iterable[str]) -> list[str]:
    """Texts of an English page that hold Chinese characters, but for the columns of a Chinese list and the names
    of holidays, which are data."""
    holidays = set(CalendarDay.objects.values_list("name", flat=True)) - {""}
    names = re.compile(
        "|".join(map(re.escape, sorted({*holidays, *HOW_TO_WRITE, OWN_NAME}, key=len, reverse=True)))
    )
    return [text for text in texts if text not in COLUMNS and HAN.search(names.sub("", text))]
