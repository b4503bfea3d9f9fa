"""The text of a cell: what a person sees, without the invisible signs exports carry along."""

import re
import unicodedata

from apps.customers.intake.sheet import Cell

ERROR_NAMES = (
    "N/A REF! VALUE! DIV/0! NAME? NULL! NUM! SPILL! CALC! FIELD! BLOCKED! CONNECT! GETTING_DATA UNKNOWN!"
)
ERROR_VALUES = frozenset(f"#{name}" for name in ERROR_NAMES.split())
NO_VALUE_WORDS = r"- -- — —— / \ . 无 没有 暂无 未知 不详 空 N/A NA NULL NONE NIL ? ？"
NOTHING = frozenset(("", *NO_VALUE_WORDS.split()))
DITTO = frozenset(("同上", "同前", "〃", "″", '"', "''"))
# Full-width ASCII, the wide space and the signs dealers type for them.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "\u3000\u00a0\u2010\u2011\u2013\u2014\u2212\ufe63【】〔〕\u2027\u2022\u30fb\uff65", "  ------[]()····"
)
# Zero-width and direction signs, soft hyphen, byte order mark.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
ANY_SPACE = re.compile(r"\s+")
PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
# The bulk of all texts; long enough to be none of the words for "nothing".
SIMPLE_TEXT = re.compile("[0-9A-Za-z\u4e00-\u9fff]{5,60}")


def shown(cell: object) -> str:
    """The cell as text: whole numbers without ".0"."""
    return cell if isinstance(cell, str) else str(cell)


def printable(cell: object) -> str:
    """What may be stored and shown of a raw cell: no NUL, control signs or broken characters, else unchanged."""
    return CONTROL.sub("", shown(cell))


def tidy(cell: Cell) -> str:
    """Without invisible and control signs, outer space and the apostrophe that marks text in spreadsheets."""
    text = shown(cell)
    if PLAIN.fullmatch(text) and text[0] != "'":
        return text
    text = CONTROL.sub("", INVISIBLE.sub("", text)).strip()
    return text[1:].strip() if text[:1] in ("'", "‘", "’") and len(text) > 1 else text


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their usual form: ０３７１－６６６６ -> 0371-6666."""
    return text if text.isascii() else text.translate(HALF_WIDTH)


def code_text(cell: Cell) -> str:
    """For numbers and codes: tidy, half-width, upper case, without any space."""
    return ANY_SPACE.sub("", half_width(tidy(cell))).upper()


def is_nothing(text: str) -> bool:
    """Whether the tidied text only says that there is no value."""
    return text in NOTHING or text.upper() in NOTHING


def latin(text: str) -> str:
    """Compatibility forms folded for comparing: ＡＢＣ and abc become ABC."""
    return unicodedata.normalize("NFKC", text).upper()
