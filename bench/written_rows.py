"""The very rows an import adds, laid aside and copied into another house: what PostgreSQL takes for them alone.

The rows that are there already and change are not among them. What triggers write beside a row (its change event) is
not laid aside: the triggers write it again.
"""

from pathlib import Path

from bench.frame import Measured, timed

# Parents first: each foreign key is checked with the statement that writes its row, as in an import.
TABLES = (
    "customers_importbatch",
    "customers_customer",
    "customers_phone",
    "customers_vehicle",
    "customers_vehiclerole",
    "customers_order",
    "customers_importrow",
    "duties_duty",
    "callbacks_callback",
    "callbacks_callbackmove",
    "duties_dutyevent",
)


def lay_aside(*, path: str, into: str) -> Measured:
    """Take a list in and write the rows this adds to each table into files of the folder `into`."""
    from bench.cases.importing import take_in

    last_ids = _last_ids()
    measured = take_in(path=path)
    folder = Path(into)
    folder.mkdir(exist_ok=True)
    for table, last_id in last_ids.items():
        _copy(
            f"COPY (SELECT * FROM {table} WHERE id > {last_id} ORDER BY id) TO STDOUT",
            file=folder / table,
            mode="wb",
        )
    return measured


def parse_and_copy_back(*, path: str, out_of: str) -> Measured:
    """The reader underneath and a bare COPY of the laid aside rows, foreign keys, indexes and triggers included."""
    from django.db import transaction
    from python_calamine import CalamineWorkbook

    from apps.core.room import make_room

    read: list[int] = []

    def work() -> None:
        read.append(len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) - 1)
        with transaction.atomic():
            make_room()
            for table in TABLES:
                _copy(f"COPY {table} FROM STDIN", file=Path(out_of) / table, mode="rb")

    measured = timed(work)
    return Measured(measured.seconds, measured.facts, read[0])


def _last_ids() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}', COALESCE(max(id), 0) FROM {name}" for name in TABLES)
        )
        return dict(cursor.fetchall())


def _copy(statement: str, *, file: Path, mode: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor, file.open(mode) as opened:
        cursor.copy_expert(statement, opened)
