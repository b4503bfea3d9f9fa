"""csv and tab-separated text: encoding, separator and quotes found out, never guessed silently wrong."""

import codecs
import csv
import io
from pathlib import Path

from apps.customers.intake.sheet import Broken, Limits, Row, Sheet, Workbook

LONGEST_FIELD = 1_000_000
SAMPLE_LINES = 60
SEPARATORS = (",", "\t", ";", "|")
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_text(path: Path, *, limits: Limits) -> Workbook:
    """A csv file as a workbook of one sheet. Broken for binary content, unknown encoding or an unclosed quote."""
    text, encoding = decode(path.read_bytes())
    if text.count("\x00") > len(text) // 20:
        raise Broken("is_binary")
    declared, text = _declared_separator(text)
    separator = declared or find_separator(text)
    rows = _read_rows(text, separator=separator)
    check_size(rows, limits=limits)
    return Workbook("csv", [Sheet(path.stem, level(rows))], encoding=encoding, separator=separator)


def decode(content: bytes) -> tuple[str, str]:
    """(text, encoding): the byte order mark, else UTF-8, else UTF-16 by its NULs, else GB18030, each strictly."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _strictly(content, encoding), encoding
    for encoding in ("utf-8", *_utf_16_by_zeros(content), "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Broken("unknown_encoding")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Broken("unknown_encoding") from problem


def _utf_16_by_zeros(content: bytes) -> tuple[str, ...]:
    head = content[:4096]
    if len(head) < 4 or len(content) % 2:
        return ()
    # Separators and digits have a zero byte beside them, on one side; 一 (4E 00) and few other signs on the other.
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) <= len(head) // 20 or min(even, odd) * 4 > max(even, odd):
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _declared_separator(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    name, _, sign = first.strip("\r").partition("=")
    if name.strip().lower() == "sep" and len(sign) == 1:
        return sign, rest
    return "", text


def find_separator(text: str) -> str:
    """The sign that cuts the first lines into most columns most evenly."""
    sample = "\n".join(text.splitlines()[:SAMPLE_LINES])
    return max(SEPARATORS, key=lambda sign: (_evenness(sample, sign), -SEPARATORS.index(sign)))


def _evenness(sample: str, sign: str) -> float:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=sign) if row]
    except csv.Error:
        return 0
    if not widths or max(widths) == 1:
        return 0
    usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width))
    return usual * widths.count(usual) / len(widths)


def _read_rows(text: str, *, separator: str) -> list[Row]:
    csv.field_size_limit(LONGEST_FIELD)
    try:
        return _parse(text, separator=separator, strict=True)
    except csv.Error as problem:
        if "unexpected end" in str(problem):
            raise Broken("unclosed_quote", row=_last_quote_line(text)) from problem
    try:
        return _parse(text, separator=separator, strict=False)
    except csv.Error as problem:
        raise Broken("unclosed_quote", row=_last_quote_line(text)) from problem


def _parse(text: str, *, separator: str, strict: bool) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    return [tuple(map(_as_shown, row)) for row in reader]


def _as_shown(field: str) -> str:
    """A field written as ="00123", a common way to keep zeros from a spreadsheet, means its content."""
    if field.startswith('="') and field.endswith('"') and len(field) > 2:
        return field[2:-1]
    return field


def _last_quote_line(text: str) -> int:
    return text.count("\n", 0, text.rfind('"')) + 1


def check_size(rows: list[Row], *, limits: Limits) -> None:
    """Broken when there are more rows or columns than allowed."""
    widest = max(map(len, rows), default=0)
    if widest > limits.columns:
        raise Broken("too_many_columns", columns=widest, limit=limits.columns)
    if len(rows) > limits.rows + 100:
        raise Broken("too_many_rows", rows=len(rows), limit=limits.rows)


def level(rows: list[Row]) -> list[Row]:
    """All rows as wide as the widest."""
    width = max(map(len, rows), default=0)
    return [row if len(row) == width else (*row, *("",) * (width - len(row))) for row in rows]
