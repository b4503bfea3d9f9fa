"""Names of people and companies (section 6): spelling evened out, titles taken off, companies recognised."""

import re
from typing import NamedTuple

from apps.customers.intake.cell_text import ANY_SPACE, DITTO, half_width, is_nothing, latin, tidy
from apps.customers.intake.findings import Checked, error, warning
from apps.customers.intake.sheet import Cell

LONGEST_NAME = 80
PERSON = re.compile("[\u4e00-\u9fff]{2,4}")
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
BETWEEN_HAN = re.compile(rf"(?<={HAN})\s+(?={HAN})")
TITLE = re.compile(r"\s*\(?(先生|女士|小姐|太太|MR\.?|MRS\.?|MS\.?)\)?$", re.I)
GENDER_OF_TITLE = {
    "先生": "male",
    "女士": "female",
    "小姐": "female",
    "太太": "female",
    "MR": "male",
    "MRS": "female",
    "MS": "female",
}
COMPANY = re.compile(
    r"公司|集团|[工电矿]厂|厂$|中心$|银行|学校|大学|中学|小学|医院|[局院所部处社店行厅站队]$|幼儿园|宾馆|图书馆|合作社|事务所|酒店|租赁|工作室|"
    r"商行|委员会|政府|协会|俱乐部|\b(?:CO|LTD|INC|LLC|GMBH|CORP)\b\.?",
    re.I,
)
# Every Chinese word of these ends with one of these signs: a name without them is nobody's but a person's.
COMPANY_ENDS = frozenset("司团厂心行校学院局所部处社店赁室会府厅站队园馆")
# Endings of company words that are also given names: 张建行, 王小店.
SHORT_PERSON = re.compile(rf"{HAN}{{2,3}}")
LEASING = re.compile(r"租赁|融资|汽车金融")
DOTS = re.compile(r"[·•．・‧･.'’‘`]")
MOSTLY_DIGITS = re.compile(r"[\d\s+\-()]{5,}")


class Name(NamedTuple):
    """`name` as stored; `title` as written beside it; `gender` male | female | "" as the title tells."""

    name: str
    is_company: bool = False
    title: str = ""
    gender: str = ""


def check_name(cell: Cell, *, column: str = "customer_name") -> Checked:
    """A Name, or None for an empty cell; an error for a number or a text too long to be a name."""
    if (
        isinstance(cell, str)
        and PERSON.fullmatch(cell)
        and cell[-2:] not in GENDER_OF_TITLE
        and cell not in DITTO
    ):
        usual = COMPANY_ENDS.isdisjoint(cell)
        return Checked(Name(cell)) if usual else _company_or_person(cell, cell=cell, column=column)
    text = BETWEEN_HAN.sub("", ANY_SPACE.sub(" ", half_width(tidy(cell)))).strip()
    if is_nothing(text):
        return Checked(None)
    if text in DITTO:
        return Checked(None, (error("ditto", column, cell),))
    if MOSTLY_DIGITS.fullmatch(text) or text.isdigit():
        return Checked(None, (error("name_is_number", column, cell),))
    if len(text) > LONGEST_NAME:
        return Checked(None, (error("name_too_long", column, cell, limit=LONGEST_NAME),))
    return _company_or_person(text, cell=cell, column=column)


def _company_or_person(text: str, *, cell: Cell, column: str) -> Checked:
    if is_company(text):
        leasing = (warning("name_leasing", column, cell),) if LEASING.search(text) else ()
        return Checked(Name(text, is_company=True), leasing)
    match = TITLE.search(text)
    if not match:
        return Checked(Name(text))
    title = match[1]
    gender = GENDER_OF_TITLE[title.upper().rstrip(".")]
    bare = text[: match.start()].strip()
    # 王先生: the surname alone is no name, the title stays.
    if len(bare) < 2:
        return Checked(Name(text, title=title, gender=gender), (warning("name_surname_only", column, cell),))
    return Checked(Name(bare, title=title, gender=gender))


def is_company(text: str) -> bool:
    """Whether the name is a company's or an office's."""
    return bool(COMPANY.search(text)) and not (
        SHORT_PERSON.fullmatch(text) and not text.endswith(("公司", "银行"))
    )


def name_key(name: str) -> str:
    """Key for comparing names: 王 小明, 王小明先生 and 王小明 are one; never to be matched alone."""
    if PERSON.fullmatch(name) and name[-2:] not in GENDER_OF_TITLE:
        return name
    text = ANY_SPACE.sub("", DOTS.sub("", latin(tidy(name))))
    match = TITLE.search(text)
    return text[: match.start()] if match and match.start() >= 2 else text
