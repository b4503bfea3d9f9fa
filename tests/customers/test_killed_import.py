"""kill -9 at every statement of a list that comes in by itself: nothing of it is there, or everything (S21, D7).

The importing process is a fork with a connection of its own. It dies after a statement, or at a commit.
"""

import csv
import os
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import Role
from apps.customers.models import ImportBatch
from apps.customers.services.feeding import Summary, feed_list
from apps.jobs import services as jobs
from tests.customers.lists import SETTLEMENTS
from tests.house_of_three import House, build_house

pytestmark = pytest.mark.commits
# What a list leaves behind before its one transaction: the file, its columns, its counts.
BEFOREHAND = {"customers_importbatch", "customers_mappingprofile"}


@pytest.fixture
def house(committed: None, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(jobs, "ring", lambda kind, pk: None)
    return build_house()


@pytest.fixture
def feed(house: House, tmp_path: Path, noon: datetime) -> "Feed":
    feed = Feed(house, tmp_path, noon)
    before = rows_of_all()
    with noting(feed.statements):
        assert feed.bring(feed.list_of(1)).state == ImportBatch.State.COMMITTED
    feed.whole = grown(before)
    assert feed.whole["customers_order"] == feed.whole["customers_importrow"] == 3
    return feed


class Feed:
    """Lists of three documents each, no two with a person in common; `whole` is what one leaves behind."""

    def __init__(self, house: House, folder: Path, now: datetime) -> None:
        self.root = house.person("root", "任杰", Role.SYSTEM_ADMIN)
        self.house, self.folder, self.now = house, folder, now
        self.statements: list[str] = []
        self.whole: dict[str, int] = {}

    def list_of(self, number: int) -> Path:
        path = self.folder / f"list{number}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as opened:
            csv.writer(opened).writerows([SETTLEMENTS, *(_row(number, place) for place in range(3))])
        return path

    def bring(self, path: Path) -> Summary:
        return feed_list(
            path, source="DMS", store=self.house.store, now=self.now, by=self.root, dry_run=False
        )

    def die(self, path: Path, killer: "Killer") -> None:
        """Another process brings the list and is killed on the way."""
        child = os.fork()
        if child == 0:
            connection.connection = None  # the parent's; this process takes one of its own
            connection.ensure_connection()
            killer.watch()
            self.bring(path)
            os._exit(3)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, (killer.place, status)

    def place_of(self, words: str) -> int:
        """The number of the statement that begins so."""
        return next(no for no, sql in enumerate(self.statements, start=1) if sql.startswith(words))


def _row(number: int, place: int) -> tuple[str, ...]:
    no = f"{number:04d}{place}"
    return f"客户{no}", f"138000{no}", f"豫B{no}", "", f"JS26-{no}", "2026-11-01", "张磊", "1200", "99"


class Killer:
    """Ends its own process after the statement with the number `place`; `commits` puts an end to it first."""

    def __init__(self, place: int, *, commits: bool = False) -> None:
        self.place, self.commits, self.done = place, commits, 0

    def watch(self) -> None:
        connection.execute_wrappers.append(self._after)

    def _after(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        self.done += 1
        if self.done == self.place:
            if self.commits:
                connection.connection.commit()
            os.kill(os.getpid(), signal.SIGKILL)
        return found


def noting(statements: list[str]) -> Any:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    return connection.execute_wrapper(note)


def rows_of_all() -> dict[str, int]:
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - BEFOREHAND
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names))
        return dict(cursor.fetchall())


def grown(before: dict[str, int]) -> dict[str, int]:
    after = rows_of_all()
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def kill_everywhere(feed: Feed, places: list[int]) -> Iterator[dict[str, int]]:
    """What each killed process left behind; the last list is brought again and comes in once."""
    for place in places:
        path, before = feed.list_of(100 + place), rows_of_all()
        feed.die(path, Killer(place))
        yield grown(before)
    feed.bring(path)
    assert grown(before) == feed.whole


def test_killed_on_the_way_nothing_is_left_and_it_comes_in_afterwards(feed: Feed) -> None:
    places = [
        feed.place_of(words)
        for words in (
            "INSERT INTO customers_importrow",
            "INSERT INTO customers_customer",
            "INSERT INTO customers_order",
        )
    ]
    assert list(kill_everywhere(feed, places)) == [{}] * len(places)


def test_killed_after_its_end_everything_is_there(feed: Feed) -> None:
    """The summary is asked for after the commit; whoever dies there has brought the whole list."""
    path, before = feed.list_of(7), rows_of_all()
    feed.die(path, Killer(len(feed.statements)))
    assert grown(before) == feed.whole
    assert (feed.bring(path).new, grown(before)) == (0, feed.whole)


@pytest.mark.long
def test_killed_after_any_statement(feed: Feed) -> None:
    """Every third one; all of them under script/drill."""
    step, last = 1 if os.environ.get("DRILL") else 3, len(feed.statements)
    found = list(kill_everywhere(feed, [*range(1, last, step), last]))
    assert all(one in ({}, feed.whole) for one in found)
    ends = [one == feed.whole for one in found]
    assert ends == sorted(ends) and not ends[0] and ends[-1]


def test_a_commit_on_the_way_is_seen(feed: Feed) -> None:
    """Negative control: were the transaction cut in two, the half would be found."""
    before = rows_of_all()
    feed.die(feed.list_of(8), Killer(feed.place_of("INSERT INTO customers_order"), commits=True))
    assert grown(before) not in ({}, feed.whole)
