"""Phone numbers as people type them into lists (section 6). Stored as digits in text, never as a number."""

import re
from typing import NamedTuple

import phonenumbers

from apps.customers.intake.cell_text import DITTO, half_width, is_nothing, tidy
from apps.customers.intake.findings import Checked, Finding, error, warning
from apps.customers.intake.sheet import Cell

# Only ASCII digits are digits of a stored number: ６ is one for Python too.
MOBILE = re.compile(r"1[3-9]\d{9}", re.A)
# What most cells hold; stand-ins such as 13800000000 are left to the closer look.
USUAL = re.compile(
    r"(?!1[3-9](?:(\d)\1{8}|\d0{8}))(1[3-9]\d{9})|(0(?:10|2\d|[3-9]\d{2}))-?([2-8]\d{6,7})", re.A
)
LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}", re.A)
SERVICE = re.compile(r"(?:400|800)\d{7}|95\d{3,6}|9[56]\d{3}|1[02]\d{3}", re.A)
LOCAL = re.compile(r"[2-8]\d{6,7}", re.A)
CARRIER_PREFIX = re.compile(
    r"(?:\+?0{0,2}86|17951|17911|17909|12593|12530)+(?=0?1[3-9]\d{9}$|0\d{9,11}$|[1-9]\d{8,10}$)"
)
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.I)
FLOAT_ENDING = re.compile(r"(\d{7,})\.0+")
PLACEHOLDER = re.compile(
    r"(\d)\1{6,}|1[3-9](?:(\d)\2{8}|\d0{8})|0+|12345678901|1234567890|12345678|123456789"
)
EXTENSION = re.compile(r"(?:转|EXT\.?|分机|#|X)[:：]?\s*(\d{1,6})$|(?<=\d{7})-(\d{1,6})$", re.I | re.A)
LABEL = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
# 手机13800138000座机037166668888: the word for the next number begins a part of its own.
STRONG_SEPARATOR = re.compile(
    r"[/、;,|\n\r]|或者?|及|(?<=\d{7})\s*(?=(?:手机|座机|固话|电话|宅电|办公|家)\D{0,3}\d{7})"
)
WORDS = re.compile(r"[^\W\d_]+(?:[:：])?", re.UNICODE)
FILLING = re.compile(r"[\s\-.·_]+")
PHONE_WORDS = frozenset(
    ("手机", "电话", "TEL", "MOBILE", "PHONE", "联系电话", "座机", "固话", "家", "办", "宅电")
)


class Phone(NamedTuple):
    """`number`: digits as text, foreign ones with "+"; kind mobile | landline | service | foreign.

    `ext` is the extension, `label` what stood beside the number ("李女士"); both may be "".
    """

    number: str
    kind: str
    ext: str = ""
    label: str = ""


def check_phones(cell: Cell, *, column: str = "phone") -> Checked:
    """All numbers in the cell as a tuple of Phone; a part that is none gives an error, an odd one a warning."""
    if usual := USUAL.fullmatch(cell if isinstance(cell, str) else str(cell)):
        phone = Phone(usual[2], "mobile") if usual[2] else Phone(usual[3] + usual[4], "landline")
        return Checked((phone,))
    if cell == "":
        return Checked(())
    text = half_width(tidy(cell)).upper()
    if is_nothing(text) or text == "0":
        return Checked(())
    if text in DITTO:
        return Checked((), (error("ditto", column, cell),))
    if SCIENTIFIC.fullmatch(text) or isinstance(cell, float):
        return Checked((), (error("phone_scientific", column, cell),))
    return _check_parts(text, shown=str(cell), column=column, typed=isinstance(cell, str))


def _check_parts(text: str, *, shown: str, column: str, typed: bool) -> Checked:
    phones: dict[str, Phone] = {}
    findings: list[Finding] = []
    for part in _parts(text):
        phone, finding = _read_part(part, shown=shown, column=column, typed=typed)
        if phone:
            phones.setdefault(phone.number, phone)
        if finding:
            findings.append(finding)
    return Checked(tuple(phones.values()), tuple(findings))


def _parts(text: str) -> list[str]:
    """Cuts the cell at strong separators, and at spaces only where each piece is a number by itself."""
    parts: list[str] = []
    for part in filter(str.strip, STRONG_SEPARATOR.split(text)):
        pieces = part.split()
        many = len(pieces) > 1 and all(_normal(piece) for piece in pieces)
        digits = FILLING.sub("", part)
        if len(digits) == 22 and MOBILE.fullmatch(digits[:11]) and MOBILE.fullmatch(digits[11:]):
            parts += [digits[:11], digits[11:]]
        else:
            parts += pieces if many else [part.strip()]
    return _rejoined(parts)


def _rejoined(parts: list[str]) -> list[str]:
    """A bare label ("李女士") belongs to the number before it, or after it when it comes first."""
    joined: list[str] = []
    for part in parts:
        if joined and not re.search(r"\d", part):
            joined[-1] += f"({part})"
        elif joined and not re.search(r"\d", joined[-1]):
            joined[-1] = f"{part}({joined[-1]})"
        else:
            joined.append(part)
    return joined


def _read_part(part: str, *, shown: str, column: str, typed: bool) -> tuple[Phone | None, Finding | None]:
    bare, label = _without_label(part)
    bare, ext = _without_extension(bare)
    digits = _bare_digits(bare)
    if PLACEHOLDER.fullmatch(digits):
        return None, error("phone_placeholder", column, shown)
    number, kind = _normal(bare) or ("", "")
    if number:
        finding = warning("phone_service", column, shown) if kind == "service" else None
        return Phone(number, kind, ext, label), finding
    return _read_odd(bare, digits=digits, ext=ext, label=label, shown=shown, column=column, typed=typed)


def _without_label(part: str) -> tuple[str, str]:
    labels = [
        first or second for first, second in LABEL.findall(part) if not re.search(r"\d{5,}", first or second)
    ]
    bare = LABEL.sub(lambda found: found[0] if re.search(r"\d{2,}", found[0]) else " ", part)
    if not EXTENSION.search(bare.strip()):
        labels += WORDS.findall(bare)
        bare = WORDS.sub(" ", bare)
    words = (label.strip(" :：") for label in labels)
    return bare.strip(), " ".join(word for word in words if word and word not in PHONE_WORDS)


def _without_extension(bare: str) -> tuple[str, str]:
    found = EXTENSION.search(bare)
    # 0371-6666-8888 is one number: only what follows a whole number is an extension.
    if not found or not _normal(bare[: found.start()]):
        return bare, ""
    return bare[: found.start()], found[1] or found[2]


def _bare_digits(bare: str) -> str:
    ended = FLOAT_ENDING.fullmatch(bare.strip())
    return ended[1] if ended else FILLING.sub("", bare.replace("(", "").replace(")", "").replace(":", ""))


def _normal(bare: str) -> tuple[str, str] | None:
    """(number, kind) of one written number, or None."""
    digits = CARRIER_PREFIX.sub("", _bare_digits(bare))
    if MOBILE.fullmatch(digits):
        return digits, "mobile"
    if digits.startswith("0") and MOBILE.fullmatch(digits[1:]):
        return digits[1:], "mobile"
    if LANDLINE.fullmatch(digits):
        return digits, "landline"
    return (digits, "service") if SERVICE.fullmatch(digits) else None


def _read_odd(
    bare: str, *, digits: str, ext: str, label: str, shown: str, column: str, typed: bool
) -> tuple[Phone | None, Finding | None]:
    if SCIENTIFIC.search(shown):
        return None, error("phone_scientific", column, shown)
    if LOCAL.fullmatch(digits):
        return None, error("phone_without_area", column, shown)
    if bare.startswith(("+", "00")):
        return _read_international(bare, ext=ext, label=label, shown=shown, column=column)
    # A number cell cannot hold the zero of an area code; the code must be a real one before it is put back.
    if not typed and LANDLINE.fullmatch(f"0{digits}") and _is_known(f"0{digits}"):
        return Phone(f"0{digits}", "landline", ext, label), warning("phone_zero_restored", column, shown)
    if digits.isdigit() and digits.startswith("1") and 8 <= len(digits) <= 14:
        return None, error("phone_length", column, shown, count=len(digits))
    return None, error("phone", column, shown)


def _read_international(
    bare: str, *, ext: str, label: str, shown: str, column: str
) -> tuple[Phone | None, Finding | None]:
    number = _foreign(bare)
    if number is None:
        return None, error("phone", column, shown)
    # +86 371 …: at home after all, written without the zero of the area code.
    at_home = LANDLINE.fullmatch(number.replace("+86", "0", 1))
    return Phone(at_home[0], "landline", ext, label) if at_home else Phone(
        number, "foreign", ext, label
    ), None


def _foreign(bare: str) -> str | None:
    number = f"+{bare[2:]}" if bare.startswith("00") else bare
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _is_known(number: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))
