"""Keys for sorting and searching Chinese names: full pinyin, then what people type for it."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Surnames the dictionary reads as ordinary characters: both readings can be typed, the surname's sorts.
SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "任": "ren", "朴": "piao",
    "盖": "ge", "缪": "miao", "尉": "wei", "翟": "zhai", "晁": "chao", "员": "yun", "冼": "xian", "逄": "pang",
    "乐": "yue", "覃": "qin", "宁": "ning", "华": "hua", "纪": "ji", "燕": "yan", "么": "yao", "召": "shao",
}  # fmt: skip
LONGEST = 300
PERSON_LENGTH = 4


@lru_cache(maxsize=50_000)
def pinyin_key(name: str) -> str:
    """`zhangweifang zwf weifang wf fang`: words by prefix of which a name is found; the first sorts.

    Names longer than four characters (companies) get their full pinyin and initials only.
    """
    syllables = [part.lower() for part in lazy_pinyin(name, style=Style.NORMAL) if part.strip()]
    if not syllables:
        return ""
    words = _words(_with_surname(syllables, name=name))
    words += [word for word in _words(syllables) if word not in words]
    return " ".join(dict.fromkeys(words))[:LONGEST]


def _with_surname(syllables: list[str], *, name: str) -> list[str]:
    read = SURNAMES.get(name[:1])
    return [read, *syllables[1:]] if read else syllables


def _words(syllables: list[str]) -> list[str]:
    starts = range(len(syllables)) if len(syllables) <= PERSON_LENGTH else range(1)
    words: list[str] = []
    for start in starts:
        rest = syllables[start:]
        words += ["".join(rest), "".join(part[0] for part in rest)]
    return words
