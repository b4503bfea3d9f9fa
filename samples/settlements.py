"""settlements.xlsx: repair settlements with title rows, a two-row heading and the dirt of a month's export."""

import datetime
from pathlib import Path

import xlsxwriter
from people import Person, number, person, pick
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

ADVISORS = ("周敏", "钱立", "孔令仪", "冯晓")
TYPES = ("定期保养", "一般维修", "事故维修", "保修")
GROUPS = (("客户信息", 1, 3), ("车辆信息", 4, 7), ("结算信息", 8, 12))
HEADINGS = (
    "序号", "姓名", "联系电话", "送修人电话", "车牌号", "车架号\n(VIN)", "车 型", "行驶里程(KM)",
    "＊结算单号", "结算日期", "维修类型", "服务顾问", "结算金额（元）", "身份证号", "备注",
)  # fmt: skip
FIRST_ROW = 4
PLAIN_ROWS = 60
TOTAL_AFTER = 30
EPOCH = datetime.date(1899, 12, 30)
NAME, PHONE, SENDER, PLATE, VIN, MODEL, KM, NO, DAY, TYPE, ADVISOR, AMOUNT, ID_NO, REMARK = range(1, 15)


def document(place: int, *, day: datetime.date) -> list:
    """A clean line; `place` counts from 1 and makes the number."""
    who: Person = person(place, group="settlement")
    settled = day - datetime.timedelta(days=1 + number(18, "settled", place))
    amount = (12_000 + number(380_000, "amount", place)) / 100
    return [
        place, who.name, int(who.phone), "", who.plate, who.vin, who.model, 800 + number(120_000, "km", place),
        f"JS{day:%Y%m}{place:04d}", settled, pick(TYPES, "type", place), pick(ADVISORS, "advisor", place),
        amount, "", "",
    ]  # fmt: skip


def dirty_lines(*, day: datetime.date) -> list[list]:
    """One line or a few for each kind of dirt; the numbers JS…9001 and up tell them apart."""
    serial = (day - EPOCH).days - 3
    month_day = f"{day.month}月{day.day}日"
    changes: list[dict[int, object]] = [
        {PHONE: "１９９０３７１０００１"},
        {PHONE: "19903710002/0371-66668888"},
        {PHONE: "19903710003（李女士）"},
        {PHONE: "+86 199-0371-0004"},
        {PHONE: 37166668899},
        {PHONE: "1.99E+10"},
        {PHONE: "11111111111"},
        {PHONE: "无", SENDER: "19903710008、19903710009"},
        {PHONE: "#N/A"},
        {PHONE: "1990371001"},
        {DAY: serial},
        {DAY: str(serial)},
        {DAY: f"{day.year}年{day.month}月{day.day - 2}日"},
        {DAY: f"{day:%Y.%m}.{day.day - 1} 16:32 "},
        {DAY: f"{day:%Y%m}{day.day - 1:02d}"},
        {DAY: month_day},
        {DAY: f"{day.year}-02-30"},
        {DAY: datetime.date(day.year - 2, day.month, day.day)},
        {DAY: day + datetime.timedelta(days=40)},
        {VIN: "LXY0O1I2345678901"},
        {VIN: "LXY123456789"},
        {VIN: "LXY11111111111111"},
        {VIN: ""},
        {PLATE: "豫ａ·１２Ｂ４５"},
        {PLATE: "豫AD12345"},
        {PLATE: "临牌"},
        {PLATE: "豫A123"},
        {KM: "1.2万"},
        {KM: "12,000公里"},
        {AMOUNT: "1,234.50元"},
        {AMOUNT: "￥880"},
        {AMOUNT: "面议"},
        {AMOUNT: "=100+280.5"},
        {AMOUNT: "=SUM(1,2)  "},
        {ID_NO: 410105199001011234},
        {ID_NO: "4.10105E+17"},
        {NAME: "王 小明"},
        {NAME: "王小明先生"},
        {NAME: "河南示例融资租赁有限公司"},
        {NAME: "𠮷田\u200b䶮\u00a0"},
        {NAME: ""},
        {REMARK: "客户要求取车前再检查一次右前门异响。" * 30},
        {REMARK: "=1+1 😀"},
        {NO: ""},
    ]
    return [_changed(9001 + place, change, day=day) for place, change in enumerate(changes)]


def _changed(place: int, change: dict[int, object], *, day: datetime.date) -> list:
    line = document(place, day=day)
    for column, value in change.items():
        line[column] = value
    return line


def grouped_lines(*, day: datetime.date) -> list[list[list]]:
    """Documents of several lines: items that add up, a repeated line, a total on each line, a contradiction."""
    items = [document(9101, day=day) for _ in range(3)]
    for line, amount in zip(items, (120.0, 80.5, 300.0), strict=True):
        line[AMOUNT] = amount
    repeated = [document(9102, day=day) for _ in range(2)]
    totals = [document(9103, day=day) for _ in range(2)]
    totals[1][REMARK] = "第二项"
    conflict = [document(9104, day=day) for _ in range(2)]
    conflict[1][DAY] -= datetime.timedelta(days=1)
    merged = [document(9105, day=day) for _ in range(2)]
    merged[0][AMOUNT], merged[1][AMOUNT] = 100, 50.5
    merged[1][NAME] = merged[1][PHONE] = merged[1][PLATE] = merged[1][VIN] = ""
    return [items, repeated, totals, conflict, merged]


def write(path: Path, *, day: datetime.date) -> None:
    """The workbook with its list, a hidden sheet and a sheet of notes."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime.datetime.combine(day, datetime.time()), "author": "DMS"})
    sheet = book.add_worksheet("结算明细")
    formats = {"day": book.add_format({"num_format": "yyyy-mm-dd"}), "bold": book.add_format({"bold": True})}
    _write_heading(sheet, day=day, bold=formats["bold"])
    last = _write_body(sheet, day=day, formats=formats)
    sheet.autofilter(FIRST_ROW - 1, 0, last, len(HEADINGS) - 1)
    sheet.merge_range(last + 2, 0, last + 2, 3, "合计")
    sheet.write_formula(last + 2, AMOUNT, f"=SUM(M{FIRST_ROW + 1}:M{last + 1})", None, 123456.78)
    sheet.write(last + 4, 0, "制表人：信息员甲")
    sheet.write(last + 4, 8, f"打印时间：{day:%Y-%m-%d} 18:05")
    notes = book.add_worksheet("说明")
    notes.write(0, 0, "本表由系统导出")
    hidden = book.add_worksheet("缓存")
    hidden.write_row(0, 0, ["旧姓名", "旧电话"])
    hidden.hide()
    book.close()


def _write_heading(sheet: Worksheet, *, day: datetime.date, bold: Format) -> None:
    sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, f"示例4S店{day.year}年{day.month}月维修结算明细", bold)
    sheet.write(1, 0, f"打印时间：{day:%Y-%m-%d} 18:05")
    sheet.write(1, 12, "单位：元")
    grouped = {column for _text, first, last in GROUPS for column in range(first, last + 1)}
    for text, first, last in GROUPS:
        sheet.merge_range(2, first, 2, last, text, bold)
    for column, text in enumerate(HEADINGS):
        if column in grouped:
            sheet.write(3, column, text, bold)
        else:
            sheet.merge_range(2, column, 3, column, text, bold)


def _write_body(sheet: Worksheet, *, day: datetime.date, formats: dict[str, Format]) -> int:
    """The data rows; returns the index of the last one."""
    row = FIRST_ROW
    for place in range(1, PLAIN_ROWS + 1):
        _write_line(sheet, row, document(place, day=day), formats=formats)
        row += 1
        if place == TOTAL_AFTER:
            row = _write_page_break(sheet, row, day=day)
    sheet.set_row(row - 2, None, None, {"hidden": True})
    row += 1
    for line in dirty_lines(day=day):
        _write_line(sheet, row, line, formats=formats)
        row += 1
    for lines in grouped_lines(day=day):
        for line in lines:
            _write_line(sheet, row, line, formats=formats)
            row += 1
    for column in (NAME, PHONE, PLATE, VIN):
        value = document(9105, day=day)[column]
        sheet.merge_range(row - 2, column, row - 1, column, value)
    return row - 1


def _write_page_break(sheet: Worksheet, row: int, *, day: datetime.date) -> int:
    sheet.write(row, 0, "本页小计")
    sheet.write(row, AMOUNT, 43210.5)
    sheet.write(row + 2, 0, f"示例4S店{day.year}年{day.month}月维修结算明细")
    for column, text in enumerate(HEADINGS):
        sheet.write(row + 3, column, text)
    return row + 4


def _write_line(sheet: Worksheet, row: int, line: list, *, formats: dict[str, Format]) -> None:
    for column, value in enumerate(line):
        _write_cell(sheet, row, column, value, formats=formats)


def _write_cell(
    sheet: Worksheet, row: int, column: int, value: object, *, formats: dict[str, Format]
) -> None:
    if isinstance(value, datetime.date):
        sheet.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), formats["day"])
    elif value == "#N/A":
        sheet.write_formula(row, column, "=NA()", None, "#N/A")
    elif column == AMOUNT and isinstance(value, str) and value.startswith("="):
        # The second of the two formulas was never calculated: it has no stored result.
        sheet.write_formula(row, column, value.strip(), None, "" if value.endswith(" ") else 380.5)
    elif isinstance(value, str):
        sheet.write_string(row, column, value) if value else None
    else:
        sheet.write(row, column, value)
