"""Invented customers and cars. Numbers begin with 1XX0000: no operator hands those out."""

from dataclasses import dataclass

from apps.customers.intake.vins import CHECK_DIGITS, VALUES, WEIGHTS
from apps.desk.demo.chance import chance

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 建国 志强 海燕 晓东 文博 子涵 思远 雨桐 "
    "俊杰 欣怡 浩然 梓萱 一鸣 佳琪 宇航 诗涵 天佑 若曦 国庆 红梅 春燕 立新 学军 玉兰 少华 振宇 嘉慧 凯旋 淑珍 明哲 "
    "亚楠 书豪 梦瑶 景行 清扬 启航 婉清 承志 念慈 怀远"
)
COMPANIES = ("河南{0}商贸有限公司", "郑州{0}物流有限公司", "{0}汽车租赁有限公司", "郑州市{0}建筑工程有限公司")
COMPANY_NAMES = "鼎盛 恒通 瑞丰 宏远 金鹏 天合 广源 卓越 中原 华泰 顺达 嘉禾 信诚 博雅 永安 正阳"
MODELS = (
    "星河 1.5T 豪华型",
    "星河 2.0T 尊贵型",
    "云岭 SUV 四驱",
    "云岭 SUV 两驱",
    "飞燕 纯电 520",
    "飞燕 纯电 610",
)
COLOURS = ("珍珠白", "曜石黑", "星空灰", "绯红", "天际蓝")
PREFIXES = ("135", "136", "138", "139", "150", "158", "177", "186", "189", "199")
PLATE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
VIN_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
NUMBERS_EACH = 10_000
COMPANY_SHARE, SECOND_PHONE_SHARE = 0.07, 0.18


@dataclass(frozen=True)
class Owner:
    """A customer with one car, as a dealer's list tells it."""

    name: str
    phone: str
    second_phone: str
    plate: str
    vin: str
    model: str
    colour: str
    engine: str


def owner(index: int, *, of: object) -> Owner:
    """The index-th customer of the house built for the day `of`."""
    draw = chance(of, "owner", index)
    model = draw.choice(MODELS)
    is_company = draw.random() < COMPANY_SHARE
    name = (
        draw.choice(COMPANIES).format(draw.choice(COMPANY_NAMES.split()))
        if is_company
        else draw.choice(SURNAMES) + draw.choice(GIVEN.split())
    )
    second = draw.random() < SECOND_PHONE_SHARE
    electric = "纯电" in model
    return Owner(
        name=name,
        phone=mobile(2 * index),
        second_phone=mobile(2 * index + 1) if second else "",
        plate="豫A" + _plate(index, electric=electric),
        vin=_vin(index),
        model=model,
        colour=draw.choice(COLOURS),
        engine=f"E{7_000_000 + index * 13:07d}",
    )


def mobile(index: int) -> str:
    """The index-th number that reaches nobody."""
    prefix = PREFIXES[index // NUMBERS_EACH % len(PREFIXES)]
    return f"{prefix}0000{(index * 7919 + 1234) % NUMBERS_EACH:04d}"


def _plate(index: int, *, electric: bool) -> str:
    """Five signs that differ for every index; D and five digits for new energy."""
    if electric:
        return f"D{(index * 37 + 10_007) % 100_000:05d}"
    number, signs = index * 7 + 11, ""
    for _place in range(2):
        number, sign = divmod(number, 24)
        signs += PLATE_SIGNS[sign]
    return f"{number % 100:02d}{signs}{index % 10}"


def _vin(index: int) -> str:
    """A number whose check digit is right: LZC… is nobody's maker code."""
    signs = f"LZCDEMA{'0'}{'RSTN'[index % 4]}{index % 10}1{100_000 + index:06d}"
    total = sum(VALUES[sign] * weight for sign, weight in zip(signs, WEIGHTS, strict=True))
    return signs[:8] + CHECK_DIGITS[total % 11] + signs[9:]
