"""members.csv: a member list in GB18030, as a shop's till exports it."""

import csv
import datetime
import io
from pathlib import Path

from people import number, person, pick

HEADINGS = (
    "会员卡号",
    "会员姓名",
    "手机号码",
    "会员级别",
    "入会日期",
    "性别",
    "出生日期",
    "车牌号码",
    "客户来源",
    "备注",
)
NO, NAME, PHONE, LEVEL, JOINED, GENDER, BIRTHDAY, PLATE, SOURCE, REMARK = range(10)
PLAIN_ROWS = 30


def line(place: int, *, day: datetime.date) -> list[str]:
    """A clean line; `place` counts from 1 and makes the card's number, kept as text by ="…"."""
    who = person(place, group="member")
    joined = day - datetime.timedelta(days=1 + number(18, "joined", place))
    born = datetime.date(
        1960 + number(40, "born", place), 1 + number(12, "m", place), 1 + number(28, "d", place)
    )
    return [
        f'="{place:08d}"', who.name, who.phone, pick(("金卡", "银卡", "普卡"), "level", place), f"{joined:%Y/%m/%d}",
        pick(("男", "女"), "gender", place), f"{born:%Y-%m-%d}", who.plate,
        pick(("到店", "转介绍", "网络"), "source", place), "",
    ]  # fmt: skip


def dirty_lines(*, day: datetime.date) -> list[list[str]]:
    """One line for each kind of dirt; the numbers 00009001 and up tell them apart."""
    changes: list[dict[int, str]] = [
        {JOINED: f"{day:%y}-{day.month}-{day.day - 1}"},
        {JOINED: f"{day.month}月{day.day - 1}日"},
        {JOINED: "1900/1/0"},
        {PHONE: "'19903720004"},
        {PHONE: "19903720005\n19903720006"},
        {PHONE: "1.38E+10"},
        {PHONE: "019903720007"},
        {NAME: "李小姐"},
        {NAME: "欧阳 思远（女士）"},
        {GENDER: "未知性别"},
        {BIRTHDAY: "2099-01-01"},
        {PLATE: "临A12345"},
        {REMARK: '说"下次再来",\n谢谢'},
        {REMARK: "老客户😀，喜欢喝茶"},
        {NAME: "\u202e买买提·艾力\u202c"},
        {PHONE: "", REMARK: "未留电话"},
        {NO: '1.23457E+14'},
    ]  # fmt: skip
    return [_changed(9001 + place, change, day=day) for place, change in enumerate(changes)]


def _changed(place: int, change: dict[int, str], *, day: datetime.date) -> list[str]:
    cells = line(place, day=day)
    for column, value in change.items():
        cells[column] = value
    return cells


def write(path: Path, *, day: datetime.date) -> None:
    """The list with a repeated member, an empty line and a closing count."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(line(place, day=day) for place in range(1, PLAIN_ROWS + 1))
    writer.writerow([""] * len(HEADINGS))
    writer.writerows(dirty_lines(day=day))
    writer.writerow(line(PLAIN_ROWS, day=day))
    writer.writerow([f"共{PLAIN_ROWS + 18}条", *[""] * (len(HEADINGS) - 1)])
    path.write_bytes(text.getvalue().encode("gb18030"))
