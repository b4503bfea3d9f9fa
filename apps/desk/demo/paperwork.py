"""The dealer's documents of a day, and the list in which they come in the next morning (S21)."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core.remembering import remembering
from apps.customers import services as customers
from apps.customers.models import ImportBatch
from apps.desk.demo.background import work_off
from apps.desk.demo.chance import chance
from apps.desk.demo.population import Owner, owner
from apps.desk.demo.scene import Scene

SOURCE, OTHER_SOURCE = "DMS", "二网服务站"
KIND = "mixed"
COLUMNS = (
    "客户名称", "手机号", "备用电话", "车牌号", "车架号", "车型", "颜色", "发动机号", "出库单号", "出库日期",
    "销售顾问", "结算单号", "结算日期", "服务顾问", "维修类型", "里程", "结算金额",
)  # fmt: skip
CONSULTANTS = ("陈晨", "刘洋", "赵倩", "孙浩", "李想")
ADVISORS = ("张磊", "王建", "周涛", "吴敏")
REPAIRS = (
    ("常规保养", 380, 980), ("常规保养", 420, 1280), ("机电维修", 260, 3200), ("钣金喷漆", 600, 5800),
    ("保修", 0, 0), ("轮胎与制动", 480, 2600),
)  # fmt: skip
DELIVERIES_A_DAY, REPAIRS_A_DAY = (2, 5), (13, 20)
OLD_CUSTOMERS = 900
STOCK = 640
CHECKED_DAYS = 7  # whoever looks at background work looks at what was done last


def documents_of(day: date, *, today: date) -> list[dict[str, Any]]:
    """Deliveries to new customers and settlements of known ones; quieter on Sundays."""
    draw = chance(today, "documents", day)
    share = 0.6 if day.isoweekday() == 7 else 1
    deliveries = round(draw.randint(*DELIVERIES_A_DAY) * share)
    repairs = round(draw.randint(*REPAIRS_A_DAY) * share)
    newcomer = OLD_CUSTOMERS + (200 + (day - today).days) * DELIVERIES_A_DAY[1]
    known = draw.sample(range(OLD_CUSTOMERS), repairs)
    rows = [
        _delivery(owner(newcomer + place, of=today), day, place, today=today) for place in range(deliveries)
    ]
    return rows + [
        _repair(owner(index, of=today), day, place, today=today) for place, index in enumerate(known)
    ]


def _delivery(one: Owner, day: date, place: int, *, today: date) -> dict[str, Any]:
    return _car(one, plate="") | {
        "出库单号": f"CK{day:%y%m%d}-{place + 1:02d}",
        "出库日期": day.isoformat(),
        "销售顾问": chance(today, "consultant", day, place).choice(CONSULTANTS),
    }


def _repair(one: Owner, day: date, place: int, *, today: date) -> dict[str, Any]:
    draw = chance(today, "repair", day, place)
    kind, least, most = draw.choice(REPAIRS)
    return _car(one, plate=one.plate) | {
        "结算单号": f"JS{day:%y%m%d}-{place + 1:02d}",
        "结算日期": day.isoformat(),
        "服务顾问": draw.choice(ADVISORS),
        "维修类型": kind,
        "里程": draw.randint(3_000, 120_000),
        "结算金额": draw.randint(least, most),
    }


def _car(one: Owner, *, plate: str) -> dict[str, Any]:
    return {
        "客户名称": one.name,
        "手机号": one.phone,
        "备用电话": one.second_phone,
        "车牌号": plate,
        "车架号": one.vin,
        "车型": one.model,
        "颜色": one.colour,
        "发动机号": one.engine,
    }


def as_text(rows: Iterable[dict[str, Any]]) -> bytes:
    """The list as a dealer's system writes it: comma-separated, with a byte order mark."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def read_ahead(scene: Scene, *, days: Iterable[date]) -> None:
    """Begin to read the list that will bring the documents of these days."""
    scene.ahead.begin(as_text(_rows_of(scene, days)))


def _rows_of(scene: Scene, days: Iterable[date]) -> list[dict[str, Any]]:
    return [row for day in days for row in documents_of(day, today=scene.today)]


def bring(
    scene: Scene, rows: Iterable[dict[str, Any]], *, name: str, source: str, at: datetime
) -> ImportBatch:
    """The clerk uploads a list and matches its columns."""
    text = as_text(rows)
    file = SimpleUploadedFile(name, text)
    batch = customers.receive_file(file, store=scene.store, source=source, now=at, by=scene.cast["meng"])
    scene.ahead.tell(batch, text)
    customers.parse(batch)
    customers.set_mapping(batch, batch.mapping, kind=KIND, now=at)
    return batch


def check(scene: Scene, batch: ImportBatch, *, at: datetime) -> None:
    """The clerk has every row laid beside what the house knows."""
    customers.ask_check(batch, now=at, by=scene.cast["meng"])
    work_off(at)
    batch.refresh_from_db()


def take_in(scene: Scene, batch: ImportBatch, *, at: datetime) -> None:
    """The manager takes a list in: what the clerk has checked, or both at once."""
    zhou = scene.cast["zhou"]
    if batch.state == ImportBatch.State.PREVIEWED:
        customers.ask_take_in(batch, now=at, by=zhou)
    else:
        customers.check_and_take_in(batch, now=at, by=zhou)
    work_off(at)


def take_in_morning_list(scene: Scene, at: datetime, *, days: Iterable[date]) -> None:
    """The documents of the days since the last list: brought by the clerk, taken in by the manager.

    The last ones are checked before, as people do; nothing tells of an older one whether both were one step.
    """
    day = scene.day_of(at)
    name = f"出库与结算_{day:%Y%m%d}.csv"
    with remembering():  # what is in the file, until it is taken in
        batch = bring(scene, _rows_of(scene, days), name=name, source=SOURCE, at=at)
        if scene.days_left(day) <= CHECKED_DAYS:
            check(scene, batch, at=at)
        take_in(scene, batch, at=at)


def take_in_stock(scene: Scene, at: datetime) -> None:
    """On the first day: documents of the months before, which become history and are called by nobody."""
    draw, rows = chance(scene.today, "stock"), []
    for place in range(STOCK):
        day = scene.first_day - timedelta(days=draw.randint(45, 170))
        rows.append(
            _repair(owner(place, of=scene.today), day, place, today=scene.today)
            | {"结算单号": f"JS{day:%y%m%d}-H{place:03d}"}
        )
    with remembering():
        take_in(scene, bring(scene, rows, name="历史结算明细.csv", source=SOURCE, at=at), at=at)


def leave_a_list_waiting(scene: Scene, at: datetime) -> None:
    """A list of the service station with some bad rows, checked and not yet taken in."""
    day = scene.day_of(at)
    rows = [
        _repair(owner(index, of=scene.today), day, place, today=scene.today)
        | {"结算单号": f"EW{day:%y%m%d}-{place + 1:02d}"}
        for place, index in enumerate(range(40, 64))
    ]
    rows[4]["手机号"] = "1.38E+10"
    rows[11]["结算日期"] = "11月3日"
    rows[17]["客户名称"] = ""
    name = f"二网结算_{day:%Y%m%d}.csv"
    with remembering():
        check(scene, bring(scene, rows, name=name, source=OTHER_SOURCE, at=at), at=at)
