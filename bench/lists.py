"""Makes the lists the benchmark reads: settlement notes of 20 columns as a dealer's system exports them."""

import random
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from apps.customers.intake.vins import with_check_digit

HEADINGS = (
    "序号", "客户姓名", "手机号", "备用电话", "车牌号", "车架号", "车型", "颜色", "发动机号", "结算单号", "结算日期",
    "服务顾问", "维修类型", "行驶里程", "结算金额", "性别", "地址", "客户来源", "备注", "进厂时间说明",
)  # fmt: skip
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英文华建国志海燕玲红梅波宁晓东方雪晨宇浩然子轩梓涵欣怡嘉豪"
)
MODELS = ("朗逸", "帕萨特", "途观L", "迈腾", "速腾", "宝来", "探岳", "凌渡", "途昂", "ID.4 CROZZ")
COLOURS = ("白色", "黑色", "银灰", "珍珠白", "星空蓝")
ADVISORS = tuple(f"顾问{name}" for name in "甲乙丙丁戊己庚辛壬癸")
REPAIRS = ("保养", "一般维修", "钣金喷漆", "索赔", "返修")
DAY_ZERO = date(1899, 12, 30)
LAST_DAY = date(2026, 11, 20)
TODAY = date(2026, 11, 21)
SPAN_DAYS = 25
VIN_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
Value = str | int | float | date


def settlements_file(
    folder: Path, *, rows: int, first: int = 0, visit: int = 1, addresses: bool = True
) -> Path:
    """A workbook in `folder`, made on the first call. People are numbered from `first`; a person is the same in all.

    `visit` numbers the documents; without `addresses` that column is empty, so that a later list changes customers.
    """
    path = folder / f"settlements-{first}-{rows}-{visit}-{'full' if addresses else 'bare'}.xlsx"
    if not path.exists():
        draft = path.with_suffix(".new")
        write_workbook(draft, settlement_rows(rows, first=first, visit=visit, addresses=addresses))
        draft.replace(path)
    return path


def settlement_rows(rows: int, *, first: int, visit: int, addresses: bool) -> Iterator[tuple[Value, ...]]:
    """The heading and one row for each person."""
    yield HEADINGS
    for place in range(rows):
        yield _row(first + place, place=place, visit=visit, address=addresses)


def _row(person: int, *, place: int, visit: int, address: bool) -> tuple[Value, ...]:
    chance = random.Random(person)
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    phone = f"1{chance.choice('3578')}{chance.randrange(10)}{person:08d}"
    vin = with_check_digit("LSV" + "".join(chance.choices(VIN_SIGNS, k=7)) + f"{person:07d}")
    return (
        place + 1,
        name,
        phone,
        f"0371-6{person % 10_000_000:07d}" if person % 5 == 0 else "",
        f"豫{'ABCDEFGHJK'[person % 10]}{person // 10 % 100_000:05d}",
        vin,
        chance.choice(MODELS),
        chance.choice(COLOURS),
        f"EA888{person:07d}",
        f"JS26{visit:02d}-{person:07d}",
        LAST_DAY - timedelta(days=(person * 7 + visit) % SPAN_DAYS),
        chance.choice(ADVISORS),
        chance.choice(REPAIRS),
        chance.randrange(500, 150_000),
        chance.randrange(9_900, 999_900) / 100,
        "男" if person % 2 else "女",
        f"郑州市金水区农业路{person % 999}号{person % 40}栋" if address else "",
        "自然到店" if person % 3 else "转介绍",
        f"客户要求下次提前预约，第{person % 97}次到店" if person % 4 == 0 else "",
        LAST_DAY - timedelta(days=(person * 7 + visit) % SPAN_DAYS + 1),
    )


def write_workbook(path: Path, rows: Iterator[tuple[Value, ...]]) -> None:
    """A workbook as Excel writes it: shared strings, real dates, no memory to speak of."""
    strings: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in PARTS.items():
            package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for number, row in enumerate(rows, start=1):
                sheet.write(_row_xml(number, row, strings=strings).encode())
            sheet.write(b"</sheetData></worksheet>")
        with package.open("xl/sharedStrings.xml", "w") as shared:
            shared.write(f'{XML}<sst xmlns="{MAIN}" uniqueCount="{len(strings)}">'.encode())
            for text in strings:
                shared.write(f"<si><t>{escape(text)}</t></si>".encode())
            shared.write(b"</sst>")


def _row_xml(number: int, row: tuple[Value, ...], *, strings: dict[str, int]) -> str:
    cells = []
    for letter, value in zip(LETTERS, row, strict=False):
        if isinstance(value, date):
            cells.append(f'<c r="{letter}{number}" s="1"><v>{(value - DAY_ZERO).days}</v></c>')
        elif not isinstance(value, str):
            cells.append(f'<c r="{letter}{number}"><v>{value}</v></c>')
        elif value:
            index = strings.setdefault(value, len(strings))
            cells.append(f'<c r="{letter}{number}" t="s"><v>{index}</v></c>')
    return f'<row r="{number}" spans="1:{len(row)}">{"".join(cells)}</row>'


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEETS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEETS}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{SHEETS}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEETS}.sharedStrings+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="结算明细" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{XML}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    ),
}
