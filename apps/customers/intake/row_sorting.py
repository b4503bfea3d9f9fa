"""Which rows below a heading are data, and why the others are not: every row is accounted for."""

import dataclasses
import re
from collections.abc import Iterator, Sequence

from apps.customers.intake.cell_text import half_width, tidy
from apps.customers.intake.columns import PHONES
from apps.customers.intake.headings import meaning, normalise
from apps.customers.intake.sheet import Cell, Merge, Row, Sheet

TOTAL = re.compile(
    r"[(\[]?(?:本页|本月|本日|本期|全部|总)?(?:合|总|小|累|共)\s*计|总(?:数|金额|条数)|共\s*\d+\s*[条行笔台辆单张份件户人位名次项个]|"
    r"SUB\s*TOTAL|TOTAL|SUM\b",
    re.I,
)
FOOTER = re.compile(
    r"制表|制单|打印|审核|复核|审批|导出|操作[员人]|经办|填表|统计(?:人|时间|日期)|报表|第\s*\d+\s*页|共\s*\d+\s*页|"
    r"说明:|备注:|签[字名]|负责人|PRINTED|PAGE\s*\d",
    re.I,
)
LABEL_CELLS = 3
LEAST_PHONE_DIGITS = 7
LEAST_WORDS = 2
# (元) or (1) in a row of its own below the heading belongs to the heading.
UNIT = re.compile(r"\(?(?:[万千百]?元|[万千]?公里|KMS?|RMB|人民币|%)\)?", re.I)
NUMBERED = re.compile(r"\(?(\d{1,3})\)?")


@dataclasses.dataclass(frozen=True)
class Skipped:
    """A row that is no data: reason blank | title | total | footer | repeated_header | hidden (left out by hand).

    other_heading begins another list below the first: its rows are data, which nobody can read by these columns.
    """

    row_no: int
    reason: str


@dataclasses.dataclass(frozen=True)
class Frame:
    """What sorting needs to know: the words of the heading, the title's texts, and where phone and numbers stand.

    `columns`: each column that is read, with the words its heading holds.
    """

    heading_words: frozenset[str]
    titles: frozenset[str]
    phone: int
    documents: tuple[int, ...]
    columns: tuple[tuple[str, int, frozenset[str]], ...]


def make_frame(sheet: Sheet, *, first: int, last: int, mapping: dict[str, int]) -> Frame:
    """The frame below heading rows `first` to `last` (as on screen); without a phone column the first one serves."""
    words = {normalise(cell) for row in sheet.rows[first - 1 : last] for cell in row if cell != ""}
    titles = {tidy(cell) for row in sheet.rows[: first - 1] for cell in row if tidy(cell)}
    documents = tuple(
        mapping[name] for name in ("delivery_no", "settlement_no", "member_no") if name in mapping
    )
    columns = tuple(
        (name, index, frozenset(normalise(row[index]) for row in sheet.rows[first - 1 : last]))
        for name, index in mapping.items()
    )
    return Frame(frozenset(words - {""}), frozenset(titles), mapping.get("phone", 0), documents, columns)


def sort_rows(rows: Sequence[Row], *, start: int, frame: Frame) -> tuple[list[int], list[Skipped]]:
    """(indexes of the data rows, the others with their reason) of `rows[start:]`."""
    data: list[int] = []
    skipped: list[Skipped] = []
    phone = frame.phone
    for index in range(start, len(rows)):
        cell = rows[index][phone]
        # A row whose phone cell begins with a digit is data; only the rest needs a closer look, and what counts rows.
        if cell != "" and (
            cell[0].isdigit() and len(cell) >= LEAST_PHONE_DIGITS
            if isinstance(cell, str)
            else cell >= 10**LEAST_PHONE_DIGITS
        ):
            data.append(index)
        elif reason := _reason(rows[index], frame=frame):
            skipped.append(Skipped(index + 1, reason))
        else:
            data.append(index)
    return data, skipped


def _reason(row: Row, *, frame: Frame) -> str | None:
    texts = [text for cell in row if (text := tidy(cell))]
    if not texts:
        return "blank"
    if _repeats_heading(row, texts=texts, frame=frame):
        return "repeated_header" if _same_columns(row, frame=frame) else "other_heading"
    if _explains_heading(texts):
        return "repeated_header"
    if len(set(texts)) == 1 and texts[0] in frame.titles:
        return "title"
    labels = [half_width(text) for text in texts[:LABEL_CELLS]]
    if _has_number(row, frame=frame):
        return None
    if any(TOTAL.match(label) for label in labels):
        return "total"
    return "footer" if any(FOOTER.match(label) for label in labels) else None


def _repeats_heading(row: Row, *, texts: list[str], frame: Frame) -> bool:
    alike = sum(1 for text in texts if normalise(text) in frame.heading_words or meaning(text))
    said = meaning(row[frame.phone])
    # A heading's word for a phone where phones stand: no row of people holds that, whatever its other words are.
    if said is not None and said[0] in PHONES and len(texts) > LEAST_WORDS:
        return True
    return alike >= LEAST_WORDS and alike * 10 >= len(texts) * 6


def _same_columns(row: Row, *, frame: Frame) -> bool:
    """Whether a heading below says of each column that is read what the first one says, or nothing."""
    for name, index, words in frame.columns:
        text, said = normalise(row[index]), meaning(row[index])
        if text and text not in words and (said is None or said[0].rstrip("_23") != name.rstrip("_23")):
            return False
    return True


def _explains_heading(texts: list[str]) -> bool:
    """Units, or the numbers of the columns, in a row of their own."""
    if is_units(texts):
        return True
    plain = [half_width(text) for text in texts]
    numbers = [int(found[1]) for text in plain if (found := NUMBERED.fullmatch(text))]
    return len(numbers) == len(plain) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _has_number(row: Row, *, frame: Frame) -> bool:
    """A document or member number makes a row data, whatever its first words say."""
    texts = (half_width(tidy(row[index])) for index in frame.documents)
    return any(text and not TOTAL.match(text) and not FOOTER.match(text) for text in texts)


def is_units(row: Sequence[Cell]) -> bool:
    """Whether a row holds nothing but units."""
    texts = [half_width(text) for cell in row if (text := tidy(cell))]
    return bool(texts) and all(map(UNIT.fullmatch, texts))


def fill_merges(sheet: Sheet, *, start: int, single: frozenset[int]) -> list[Row]:
    """The rows with cells merged downwards filled from their first row, columns in `single` apart.

    A merged amount counts once, so its column stays as it is.
    """
    changed: dict[int, list] = {}
    for merge in sheet.merges:
        if merge.bottom > merge.top > start:
            for index, column in _below(merge, width=len(sheet.rows[0]), height=len(sheet.rows)):
                if column not in single:
                    row = changed.setdefault(index, list(sheet.rows[index]))
                    row[column] = sheet.rows[merge.top - 1][merge.left]
    if not changed:
        return sheet.rows
    return [tuple(changed[index]) if index in changed else row for index, row in enumerate(sheet.rows)]


def _below(merge: Merge, *, width: int, height: int) -> Iterator[tuple[int, int]]:
    if merge.left < width:
        for index in range(merge.top, min(merge.bottom, height)):
            yield index, merge.left
