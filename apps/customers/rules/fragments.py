"""What people type into the search box, taken apart into what each kind of detail is looked up by."""

import re
import unicodedata
from dataclasses import dataclass

from apps.customers.intake.cell_text import INVISIBLE, half_width
from apps.customers.intake.names import name_key
from apps.customers.intake.plates import PROVINCES

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
ONE_HAN = re.compile(f"[{HAN}]")
BETWEEN = re.compile(f"[^0-9A-Z{HAN}]+")
MOBILE_WITH_COUNTRY = re.compile(r"(?:00)?86(1[3-9]\d{9})")
PLATE = re.compile(f"[{HAN}]?[A-Z0-9]{{3,8}}[{HAN}]?")
LONGEST, LONGEST_PLATE, LEAST_CODE = 40, 8, 4
# 王 then 12345, and 王豫A12345: a plate begins with its province and a letter.
PIECE = re.compile(f"[{HAN}]+?(?=[{PROVINCES}][A-Z])|[{PROVINCES}][A-Z][A-Z0-9]*|[{HAN}]+|[0-9A-Z]+")
MOST_PIECES = 4
# Signs that numbers are compared without.
WITHIN_NUMBER = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One typed text by kind of detail; None where it cannot be a part of that.

    `name` compares as `name_key` does, `code` holds letters and digits only: documents, members and VINs.
    """

    name: str | None = None
    pinyin: str | None = None
    phone: str | None = None
    plate: str | None = None
    code: str | None = None


def read_fragment(typed: str) -> Fragment | None:
    """The parts of what was typed; None for less than 2 Chinese characters, 3 letters (with digits) or 4 digits.

    Full-width signs, dots, dashes, spaces and the apostrophes of an input method make no difference.
    """
    text = _even(typed)
    bare = BETWEEN.sub("", text.replace("Ü", "V"))
    han = len(ONE_HAN.findall(bare))
    digits = sum(sign.isdigit() for sign in bare)
    letters = len(bare) - han - digits
    if not _is_enough(han=han, letters=letters, digits=digits):
        return None
    only_digits = digits == len(bare)
    return Fragment(
        name=None if only_digits else _name(text, bare=bare, han=han, digits=digits),
        pinyin=bare.lower() if letters == len(bare) else None,
        phone=_phone(bare) if only_digits else None,
        plate=bare if len(bare) <= LONGEST_PLATE and PLATE.fullmatch(bare) else None,
        code=bare if not han and len(bare) >= LEAST_CODE else None,
    )


def read_number(typed: str) -> Fragment | None:
    """What was typed as a document or member number with signs of its own: ZD/2611/001, 豫郑26110001. None without."""
    number = WITHIN_NUMBER.sub("", _even(typed))
    plain = number.isascii() and number.isalnum()
    if plain or len(number) < LEAST_CODE or not any(map(str.isdigit, number)):
        return None
    return Fragment(code=number)


def read_pieces(typed: str) -> tuple[str, ...]:
    """Several details typed one after the other, such as surname and plate: letters, digits and Chinese signs only.

    () where what was typed is one detail.
    """
    words = (BETWEEN.sub("", word.replace("Ü", "V")) for word in _even(typed).split())
    pieces = tuple(dict.fromkeys(piece for word in words for piece in PIECE.findall(word)))
    return pieces if 2 <= len(pieces) <= MOST_PIECES else ()


def _even(typed: str) -> str:
    return unicodedata.normalize("NFKC", half_width(INVISIBLE.sub("", typed)))[:LONGEST].upper()


def _is_enough(*, han: int, letters: int, digits: int) -> bool:
    return (
        han >= 2
        or digits >= 4
        or (letters > 0 and letters + digits >= 3)
        or (han > 0 and letters + digits >= 2)
    )


def _name(text: str, *, bare: str, han: int, digits: int) -> str | None:
    """Names hold few digits: a VIN or a document number is not looked for among them."""
    name = name_key(text)
    return name if len(name) >= 2 and (han or digits < 3) else None


def _phone(digits: str) -> str:
    country = MOBILE_WITH_COUNTRY.fullmatch(digits)
    return country[1] if country else digits
