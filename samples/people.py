"""Invented customers and cars for the sample lists; the same number always gives the same ones."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN_NAMES = (
    "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 建国 志强 海燕 晓东 文博 子涵 思远 雨桐 "
    "俊杰 欣怡 浩然 梓萱 一鸣 佳琪 宇航 诗涵 天佑 若曦"
)
MODELS = (
    "星河 1.5T 豪华型",
    "星河 2.0T 尊贵型",
    "云岭 SUV 四驱",
    "云岭 SUV 两驱",
    "飞燕 纯电 520",
    "飞燕 纯电 610",
)
COLOURS = ("珍珠白", "曜石黑", "星空灰", "绯红", "天际蓝")
SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", "123456781234579234567890123456789", strict=True))
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


class Person(NamedTuple):
    """A customer with one car."""

    name: str
    phone: str
    plate: str
    vin: str
    model: str
    colour: str
    engine: str


def pick(options: Sequence[str], *key: object) -> str:
    """One of the options, always the same for the same key, on every machine and version."""
    return options[number(len(options), *key)]


def number(below: int, *key: object) -> int:
    """A whole number from 0 to below - 1, always the same for the same key."""
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def person(index: int, *, group: str) -> Person:
    """The index-th customer of a list."""
    return Person(
        name=pick(SURNAMES, group, index, "surname") + pick(GIVEN_NAMES.split(), group, index, "given"),
        phone=f"199{number(10**8, group, index, 'phone'):08d}",
        plate="豫A"
        + "".join(pick(LETTERS + "0123456789", group, index, "plate", place) for place in range(5)),
        vin=vin(group, index),
        model=pick(MODELS, group, index, "model"),
        colour=pick(COLOURS, group, index, "colour"),
        engine=f"E{number(10**7, group, index, 'engine'):07d}",
    )


def vin(*key: object) -> str:
    """A VIN of no real maker with a correct check digit."""
    signs = "LXY" + "".join(pick(SIGNS, *key, "vin", place) for place in range(14))
    total = sum(int(VALUES[sign]) * weight for sign, weight in zip(signs, WEIGHTS, strict=True))
    return signs[:8] + "0123456789X"[total % 11] + signs[9:]
