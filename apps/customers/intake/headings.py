"""Which column a heading means: normalised, then looked up; an unknown heading stays unmapped, nothing is guessed."""

import re
from collections.abc import Iterator, Sequence

from apps.customers.intake.cell_text import ANY_SPACE, half_width, tidy
from apps.customers.intake.columns import NEAR_HEADINGS, PHONES, SYNONYMS
from apps.customers.intake.sheet import Cell

MARKS = re.compile(r"[*:：#_\-./\\、,·\"'“”]")
BRACKETS = re.compile(r"[()\[\]{}<>《》]")
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>")
UNIT = re.compile(r"(?:元|KM|公里|RMB)$")
TEN_THOUSANDS = re.compile(r"万(?:元|公里|KM)?\)?$")
MEANINGS = {word: (column, rank) for column, words in SYNONYMS.items() for rank, word in enumerate(words)}
LONGEST_HEADING = 30
# What the sheet of refused rows has beside the columns of the list, in each language (services.refused_sheet).
OWN_COLUMNS = frozenset(("错误原因", "原文件行号", "REASONFORREFUSAL", "ROWINTHEFILE"))


def normalise(heading: Cell) -> str:
    """Half-width, upper case, without spaces, line breaks, asterisks and brackets (their content stays)."""
    text = ANY_SPACE.sub("", half_width(tidy(heading))).upper()
    return BRACKETS.sub("", MARKS.sub("", text))


def meaning(heading: Cell) -> tuple[str, int] | None:
    """(column, rank among its headings) of one heading; a lower rank is the better heading."""
    if not isinstance(heading, str) or len(heading) > LONGEST_HEADING:
        return None
    text = ANY_SPACE.sub("", half_width(tidy(heading))).upper()
    for form in _forms(text):
        if form in MEANINGS:
            return MEANINGS[form]
    return None


def _forms(text: str) -> Iterator[str]:
    whole = normalise(text)
    yield whole
    yield MARKS.sub("", BRACKETED.sub("", text))
    yield UNIT.sub("", whole)
    for inside in BRACKETED.findall(text):
        yield normalise(inside)


def factor(heading: str) -> int:
    """10 000 where the heading says that its numbers are in ten thousands (万元), else 1."""
    return 10_000 if TEN_THOUSANDS.search(half_width(heading).strip()) else 1


def near_heading(heading: str) -> str | None:
    """The code of the warning for a heading that is near to, but not, what it is used for."""
    return next(
        (NEAR_HEADINGS[form] for form in _forms(half_width(heading).upper()) if form in NEAR_HEADINGS), None
    )


def guess_mapping(headings: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """Column name -> index, from each column's headings in the order to be tried ("客户电话", then "电话").

    Where several columns mean the same the best heading wins; further phones become phone_2 and phone_3.
    """
    candidates: dict[str, list[tuple[int, int]]] = {}
    for index, texts in enumerate(headings):
        found = next((known for text in texts if (known := meaning(text))), None)
        if found:
            candidates.setdefault(found[0], []).append((found[1], index))
    phones = sorted(candidates.pop("phone", [])) + sorted(candidates.pop("phone_2", []))
    mapping = {column: min(places)[1] for column, places in candidates.items()}
    mapping.update(zip(PHONES, (index for _rank, index in phones), strict=False))
    return mapping
