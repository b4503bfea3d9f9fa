"""deliveries.xls: delivery notes as an HTML table that calls itself a workbook, in GBK."""

import datetime
import html
from pathlib import Path

from people import number, person, pick

CONSULTANTS = ("赵一凡", "孙晓", "李想", "吴迪")
HEADINGS = (
    "序号", "出库单号", "出库日期", "开票日期", "客户名称", "手机", "备用电话", "证件号码", "车架号", "车型", "颜色",
    "发动机号", "车牌", "销售顾问", "地址", "备注",
)  # fmt: skip
(
    NO,
    DAY,
    INVOICED,
    NAME,
    PHONE,
    SECOND,
    ID_NO,
    VIN,
    MODEL,
    COLOUR,
    ENGINE,
    PLATE,
    CONSULTANT,
    ADDRESS,
    REMARK,
) = range(1, 16)
PLAIN_ROWS = 40
SALESMAN = "19903719999"


def document(place: int, *, day: datetime.date) -> list[str]:
    """A clean line; `place` counts from 1 and makes the number."""
    who = person(place, group="delivery")
    delivered = day - datetime.timedelta(days=1 + number(18, "delivered", place))
    return [
        str(place), f"CK{day:%Y%m}-{place:04d}", f"{delivered:%Y-%m-%d}", f"{delivered:%Y/%m/%d}",
        who.name, who.phone, "", "", who.vin, who.model, who.colour, who.engine, "未上牌",
        pick(CONSULTANTS, "consultant", place),
        f"郑州市示例区花园路{place}号", "",
    ]  # fmt: skip


def dirty_lines(*, day: datetime.date) -> list[list[str]]:
    """One line for each kind of dirt; the numbers CK…-9001 and up tell them apart."""
    changes: list[dict[int, str]] = [
        {NAME: "示例物流有限公司"},
        {PHONE: "\u00a019903719002\u200b "},
        {PHONE: "19903719003;19903719004"},
        {PHONE: "张经理 19903719005"},
        {PHONE: "66668888"},
        {PHONE: "017951 19903719007".replace("0179", "179", 1)},
        {PHONE: "400-123-4567", SECOND: "19903719008"},
        {PHONE: "0371-66668888转808"},
        {PHONE: "同上"},
        {PHONE: "0"},
        {VIN: "lxy" + document(9011, day=day)[VIN][3:].lower()},
        {PLATE: "新车"},
        {DAY: "1900-01-00"},
        {DAY: "1899-12-30"},
        {DAY: "11/03/2026"},
        {DAY: f"{day:%y}-{day.month}-{day.day - 1}"},
        {DAY: "#REF!"},
        {NAME: "13800138000"},
        {ADDRESS: "=HYPERLINK(\"http://example.invalid\",\"点击\")"},
        {REMARK: "@客户 +加装脚垫 -赠送保养"},
    ]  # fmt: skip
    return [_changed(9001 + place, change, day=day) for place, change in enumerate(changes)]


def _changed(place: int, change: dict[int, str], *, day: datetime.date) -> list[str]:
    line = document(place, day=day)
    for column, value in change.items():
        line[column] = value
    return line


def write(path: Path, *, day: datetime.date) -> None:
    """The table; seven customers carry the salesman's number, two notes share one merged customer."""
    lines = [document(place, day=day) for place in range(1, PLAIN_ROWS + 1)]
    lines += dirty_lines(day=day)
    lines += [_changed(9101 + place, {PHONE: SALESMAN}, day=day) for place in range(7)]
    rows = [_row([f"示例4S店{day.year}年{day.month}月销售出库单"], span=len(HEADINGS))]
    rows += [_row(HEADINGS, tag="th"), *map(_row, lines), *_fleet(day=day)]
    rows += [
        _row(["合计", *[""] * 13, f"共{len(lines) + 2}台", ""]),
        _row([f"打印时间：{day:%Y-%m-%d}", "制表：前台"]),
    ]
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=gbk"><title>出库单</title>'
        "<style>td{mso-number-format:'\\@'}</style></head><body><table border=1>\n"
        + "\n".join(rows)
        + "\n</table></body></html>\n"
    )
    path.write_bytes(page.encode("gb18030"))


def _fleet(*, day: datetime.date) -> list[str]:
    """Two cars of one customer, whose name and number stand in the first row only, in cells merged downwards."""
    first, second = document(9201, day=day), document(9202, day=day)
    both = (NAME, PHONE)
    top = "".join(
        _cell(text, extra=' rowspan="2"' if column in both else "") for column, text in enumerate(first)
    )
    below = "".join(_cell(text) for column, text in enumerate(second) if column not in both)
    return [f"<tr>{top}</tr>", f"<tr>{below}</tr>"]


def _row(texts: list[str] | tuple[str, ...], *, tag: str = "td", span: int = 1) -> str:
    extra = f' colspan="{span}"' if span > 1 else ""
    return "<tr>" + "".join(_cell(text, tag=tag, extra=extra) for text in texts) + "</tr>"


def _cell(text: str, *, tag: str = "td", extra: str = "") -> str:
    return f"<{tag}{extra}>{html.escape(text) or '&nbsp;'}</{tag}>"
