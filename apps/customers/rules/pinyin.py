"""Keys for sorting and searching Chinese names: full pinyin, then what people type for it."""

import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from itertools import product
from typing import NamedTuple

# Surnames the dictionary reads as ordinary characters: both readings can be typed, the surname's sorts.
SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "任": "ren", "朴": "piao",
    "盖": "ge", "缪": "miao", "尉": "wei", "翟": "zhai", "晁": "chao", "员": "yun", "冼": "xian", "逄": "pang",
    "乐": "yue", "覃": "qin", "宁": "ning", "华": "hua", "纪": "ji", "燕": "yan", "么": "yao", "召": "shao",
    "种": "chong", "繁": "po", "黑": "he", "秘": "bi", "折": "she", "牟": "mou", "瞿": "qu", "谌": "chen",
    "隗": "kui", "臧": "zang", "哈": "ha", "万俟": "moqi", "尉迟": "yuchi", "长孙": "zhangsun", "单于": "chanyu",
    "澹台": "tantai", "令狐": "linghu", "夏侯": "xiahou", "鲜于": "xianyu", "宰父": "zaifu", "亓官": "qiguan",
}  # fmt: skip
# Signs of given names (and a few surnames) that are read in two ways; the second is typed as often as the first.
OTHERWISE = {
    "乐": ("le", "yue"), "行": ("xing", "hang"), "长": ("chang", "zhang"), "朝": ("chao", "zhao"),
    "重": ("zhong", "chong"), "晟": ("sheng", "cheng"), "茜": ("qian", "xi"), "莘": ("xin", "shen"),
    "娜": ("na", "nuo"), "盛": ("sheng", "cheng"), "藏": ("cang", "zang"), "柏": ("bai", "bo"),
    "沈": ("shen", "chen"), "传": ("chuan", "zhuan"), "薄": ("bo", "bao"), "都": ("du", "dou"),
    "珏": ("jue", "yu"), "祺": ("qi", "qi"), "湛": ("zhan", "chen"), "冯": ("feng", "ping"),
    "颉": ("jie", "xie"), "覃": ("qin", "tan"), "隽": ("jun", "juan"), "翟": ("zhai", "di"), "卜": ("bu", "bo"),
}  # fmt: skip
# What the index of pieces sees: nothing behind it would be found.
LONGEST = 100
SHORT = re.compile("[\u4e00-\u9fff]{2,4}")
LONGEST_COMPANY, PERSON_LENGTH, MOST_READINGS = 72, 4, 4


class Dictionary(NamedTuple):
    phrases: dict[str, object]
    read: Callable[[str], list[str]]


@cache
def _dictionary() -> Dictionary:
    """Some 57 MB and half a second: for the process that first reads a name, not for each that knows of customers."""
    from pypinyin import Style, lazy_pinyin
    from pypinyin.constants import PHRASES_DICT

    return Dictionary(PHRASES_DICT, partial(lazy_pinyin, style=Style.NORMAL))


@lru_cache(maxsize=50_000)
def pinyin_key(name: str) -> str:
    """`zhangweifang zwf weifang wf fang`: words by beginnings of which a name is found; the first sorts.

    Every reading of a sign that has two is there: 单 shan dan, 曾 zeng ceng, 乐 le yue. Names longer than four
    characters (companies) get their full pinyin and initials only.
    """
    read = _syllables(name)
    if not read:
        return ""
    if len(read) > PERSON_LENGTH:
        return f"{''.join(read)[:LONGEST_COMPANY]} {''.join(part[0] for part in read)}"[:LONGEST]
    words = dict.fromkeys(word for syllables in _readings(name, read) for word in _words(syllables))
    return _within(words)


def _syllables(name: str) -> list[str]:
    """As lazy_pinyin reads them. A short name without a word of its dictionary is read sign by sign, much faster."""
    if SHORT.fullmatch(name) and not _holds_phrase(name):
        return [_reading(sign) for sign in name]
    return [part.lower() for part in _dictionary().read(name) if part.strip()]


def _holds_phrase(name: str) -> bool:
    ends, phrases = range(2, len(name) + 1), _dictionary().phrases
    return any(name[start:end] in phrases for end in ends for start in range(end - 1))


@lru_cache(maxsize=10_000)
def _reading(sign: str) -> str:
    return _dictionary().read(sign)[0].lower()


def _readings(name: str, read: list[str]) -> list[list[str]]:
    """The ways to read a person's name, that of the surname first."""
    known = next((SURNAMES[name[:size]] for size in (2, 1) if name[:size] in SURNAMES), None)
    ways = [_ways(sign, part) for sign, part in zip(name, read, strict=False)] + [
        (part,) for part in read[len(name) :]
    ]
    readings = [list(way) for way in product(*ways)][:MOST_READINGS]
    if known is None:
        return readings
    taken = 2 if name[:2] in SURNAMES else 1
    return [*([known, *way[taken:]] for way in readings), *readings]


def _ways(sign: str, part: str) -> tuple[str, ...]:
    if sign in OTHERWISE:
        return tuple(dict.fromkeys((part, *OTHERWISE[sign])))
    return (part, part.replace("v", "u")) if part in ("lv", "nv") else (part,)


def _words(syllables: list[str]) -> list[str]:
    words: list[str] = []
    for start in range(len(syllables)):
        rest = syllables[start:]
        words += ["".join(rest), "".join(part[0] for part in rest)]
    return words


def _within(words: dict[str, None]) -> str:
    """As many words as fit."""
    key = ""
    for word in words:
        if len(key) + 1 + len(word) <= LONGEST:
            key = f"{key} {word}" if key else word
    return key
