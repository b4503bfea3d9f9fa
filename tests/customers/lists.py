"""Lists for the tests: rows of text become an uploaded file, and an import up to any step."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings

from apps.accounts.models import Store, User
from apps.customers import services
from apps.customers.models import ImportBatch
from tests.house_of_three import NOON, House, build_house

SETTLEMENTS = (
    "客户姓名",
    "手机号",
    "车牌号",
    "车架号",
    "结算单号",
    "结算日期",
    "服务顾问",
    "里程",
    "结算金额",
)
DELIVERIES = ("客户姓名", "手机号", "车牌号", "车架号", "车型", "出库单号", "出库日期", "销售顾问")
MEMBERS = ("会员姓名", "手机号", "会员号", "会员级别", "入会日期")
SAMPLES = Path(__file__).resolve().parents[2] / "samples"

WANG = (
    "王小明",
    "13800138001",
    "豫A12345",
    "LSVAU2180N2104482",
    "JS2611-0001",
    "2026-11-01",
    "张磊",
    "42018",
    "880.5",
)
LI = ("李秀兰", "13900139002", "豫A22345", "", "JS2611-0002", "2026-11-02", "张磊", "1200", "99")
OLD = ("赵大海", "13700137003", "豫A32345", "", "JS2609-0003", "2026-09-02", "张磊", "1200", "99")


def upload(
    rows: Sequence[Sequence[str]], *, header: Sequence[str] = SETTLEMENTS, name: str = "list.csv"
) -> Any:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"))


def sample(name: str) -> Any:
    return SimpleUploadedFile(name, (SAMPLES / name).read_bytes())


def received(file: Any, *, store: Store, by: User, now: datetime, source: str = "售后 DMS") -> ImportBatch:
    return services.receive_file(file, store=store, source=source, now=now, by=by)


def checked(file: Any, *, store: Store, by: User, now: datetime, source: str = "售后 DMS") -> ImportBatch:
    """An import after its dry run, columns as guessed."""
    batch = received(file, store=store, by=by, now=now, source=source)
    services.parse(batch)
    services.set_mapping(batch, batch.mapping, kind=batch.kind, now=now)
    return services.check(batch, now=now)


def taken_in(file: Any, *, store: Store, by: User, now: datetime, source: str = "售后 DMS") -> ImportBatch:
    """An import that is in the house; the follow-up sweep has only been rung."""
    batch = checked(file, store=store, by=by, now=now, source=source)
    services.ask_take_in(batch, now=now, by=by)
    batch.refresh_from_db()
    return services.take_in(batch, now=now, by=by)


def house_of_lists(*files: Any, folder: Path) -> House:
    """A house that took these lists in at noon: a world for a whole file of tests (see `tests.worlds`)."""
    house = build_house()
    with override_settings(FILES_ROOT=folder):
        for file in files:
            taken_in(file, store=house.store, by=house.named("root"), now=NOON)
    return house


def row_versions() -> list[Any]:
    """Every row version of customers' tables: unchanged versions mean that nothing was written."""
    tables = ("customer", "phone", "vehicle", "vehiclerole", "order", "member")
    keys = dict.fromkeys(tables, "id") | {f"{name}event": "pgh_id" for name in tables}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}', {key}, xmin::text, ctid::text FROM customers_{name}"
                for name, key in keys.items()
            )
            + " ORDER BY 1, 2"
        )
        return cursor.fetchall()
