"""F7: a whole house on a small disk – database, its log, files, Redis – that fills up step
by step and is emptied again.

People save all the while. What they save while nothing else fits goes into the log's segments that are there already:
the settings keep so many of them that the log never asks for another one, which PostgreSQL would not survive.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from carecenter.embedded import children
from carecenter.embedded.places import BASE, LOGS, VAR
from carecenter.embedded.postgres import binaries
from drill.crowd import TOKEN, Agent, Seen
from drill.figures import Drill, Figure, bounded
from drill.meanwhile import write_list

SIZE, PORT = "700m", 8953
STARTS_WITHIN = 300  # seconds, with the demo house built
FULL_FOR = 120  # seconds of pressing "save" at most, until nothing more fits
SMALL = "shared_buffers=32MB max_wal_size=160MB min_wal_size=160MB"
ROUNDS = 8  # saves of each person before the disk fills
LEFT = (16, 8, 4, 2, 1, 0.5, 0)  # MB left at each step, with ROUNDS_AT_STEP saves of each person
ROUNDS_AT_STEP = 2
ROUNDS_WHEN_FULL = 4  # saves of each person after the first was refused
LETTERS = [chr(0x4E00 + n) for n in range(5000)]
READ = ("/", "/callbacks/", "/complaints/", "/reports/", "/account/")
AGENTS = ("lin", "du")
CALLS = 120  # to be made by them: each save needs one that is not waiting for anything
OPEN_CALLS = """
from django.utils.timezone import now
from apps.callbacks.services import open_due_follow_ups
open_due_follow_ups(now=now())
"""


class House:
    """`manage.py up` with its demo house on the small disk."""

    address = f"http://127.0.0.1:{PORT}"

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        named = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "CARECENTER_ROLE", "SITE_URL")
        self.var = folder / "var"
        self.environment = {name: value for name, value in environment.items() if name not in named}
        self.environment |= {"CARECENTER_VAR": str(self.var), "CARECENTER_POSTGRES": SMALL}
        self.log = (LOGS / "drill-full-disk.log").open("wb")
        argv = [sys.executable, "manage.py", "up", "--port", str(PORT)]
        self.process = children.spawn(argv, output=self.log.fileno(), env=self.environment, cwd=BASE)

    def is_ready(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.address}/healthz/ready/", timeout=5).status_code == 200
        return False

    def postmaster(self) -> str:
        return (self.var / "postgres" / "postmaster.pid").read_text().split()[0]

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        argv = [sys.executable, "manage.py", *words]
        return subprocess.run(
            argv, cwd=BASE, env=self.environment, capture_output=True, text=True, check=False
        )

    def stop(self) -> None:
        children.stop(self.process, patience=60)
        self.log.close()


class Writer(Agent):
    """Somebody who writes much, and nothing that can be packed."""

    def note(self) -> str:
        return "".join(self.dice.choices(LETTERS, k=900))


def database_disk(drill: Drill) -> list[Figure]:
    """What can be read is read, what is saved is refused, nobody has to start anything again, no byte is damaged."""
    with small_disk() as folder:
        if folder is None:
            return [Figure("F7", f"a disk of {SIZE} (nobody may mount one here)", "not run", "run", False)]
        house = House(folder, drill.crew.environment)
        try:
            if not children.wait_for(house.is_ready, process=house.process, patience=STARTS_WITHIN):
                return [Figure("F7", "a house on a small disk", "did not start", "run", False)]
            figures = fill_and_empty(house)
        finally:
            house.stop()
        return [*figures, undamaged(house)]


@contextmanager
def small_disk() -> Iterator[Path | None]:
    folder = VAR / "small"
    folder.mkdir(exist_ok=True)
    argv = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder)]
    if subprocess.run(argv, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill_and_empty(house: House) -> list[Figure]:
    people, before, full = at_their_desks(house), Seen(), Seen()
    bring_calls(house)
    press(people, before, rounds=ROUNDS)
    postmaster, ballast = house.postmaster(), house.var / "ballast"
    for left in LEFT:
        fill(ballast, left=left)
        press(people, full, rounds=ROUNDS_AT_STEP)
    press_until_refused(people, full)
    read = [
        agent.session.get(house.address + path, timeout=20).status_code for agent in people for path in READ
    ]
    press(people, full, rounds=ROUNDS_WHEN_FULL)
    ballast.unlink()
    waited = until_saved(people[0])
    odd = full.failures - full.statuses[503]
    lost = keys_lost(house, before.saved | full.saved)
    return [
        bounded("F7", f"failed of {len(before.saved)} saves before the disk filled", before.failures, 0),
        Figure("F7", "saves kept while it filled and was full", str(len(full.saved)), ">= 1", bool(full.saved)),
        Figure("F7", "saves refused with 503 while full", str(full.later), ">= 1", full.later >= 1),
        bounded("F7", "answers to a save that were neither kept nor 503", odd, 0),
        bounded("F7", f"failed of {len(read)} pages read meanwhile", len(read) - read.count(200), 0),
        bounded("F7", "times PostgreSQL ended", int(house.postmaster() != postmaster), 0),
        bounded("F7", "until a save was kept again, nothing started by hand", round(waited, 1), 30, unit=" s"),
        bounded("F7", f"lost of {len(before.saved | full.saved)} acknowledged saves", lost, 0),
        bounded("F7", "contradictions found by check_house", house.manage("check_house").returncode, 0),
    ]  # fmt: skip


def at_their_desks(house: House) -> list[Agent]:
    from apps.desk.demo.cast import PASSWORD

    people = []
    for number, name in enumerate(AGENTS):
        agent = Writer(number, "", Seen(), until=0, think=(0, 0))
        agent.house = house.address
        agent.session.cookies.clear()
        page = agent.session.get(f"{house.address}/sign-in/", timeout=20)
        token = TOKEN.search(page.text)
        data = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
        agent.session.post(f"{house.address}/sign-in/", data=data, timeout=20)
        people.append(agent)
    return people


def bring_calls(house: House) -> None:
    path = VAR / "small.csv"
    write_list(path, rows=CALLS)
    house.manage("import_list", str(path), "--source", "DRILL")
    house.manage("shell", "-v0", "-c", OPEN_CALLS)
    path.unlink()


def fill(ballast: Path, *, left: float) -> None:
    """All but so many MB, with 0 to the last byte: as somebody's download that goes on."""
    disk = os.statvfs(ballast.parent)
    room = disk.f_bavail * disk.f_frsize - int(left * 2**20)
    with suppress(OSError), ballast.open("ab", buffering=0) as file:
        while room > 0 or not left:
            room -= file.write(b"\0" * (2**20 if room >= 2**20 else 4096))


def press(people: list[Agent], seen: Seen, *, rounds: int) -> None:
    for _ in range(rounds):
        for agent in people:
            agent.seen = seen
            agent.save()


def press_until_refused(people: list[Agent], seen: Seen) -> None:
    """The room left inside the pages there are is used up first."""
    end = time.monotonic() + FULL_FOR
    while not seen.later and time.monotonic() < end:
        press(people, seen, rounds=1)


def until_saved(agent: Agent) -> float:
    began = time.monotonic()
    agent.seen = Seen()
    while not agent.seen.saved and time.monotonic() < began + 2 * FULL_FOR:
        agent.save()
        time.sleep(0.2)
    return time.monotonic() - began


def keys_lost(house: House, saved: set[str]) -> int:
    code = (
        "import sys; from apps.callbacks.models import Attempt, HeldSave; keys = set(sys.argv[1].split()); "
        "kept = {str(k) for m in (Attempt, HeldSave) for k in m.objects.values_list('request_key', flat=True)}; "
        "print(len(keys - kept))"
    )
    code = code.replace("sys.argv[1]", repr(" ".join(saved)))
    return int(house.manage("shell", "-v0", "-c", code).stdout.strip() or len(saved) or 1)


def undamaged(house: House) -> Figure:
    """Every page of every table and index against its checksum, with the server down."""
    argv = [str(binaries() / "pg_checksums"), "--check", "-D", str(house.var / "postgres")]
    user = "pgserver" if os.geteuid() == 0 else None
    done = subprocess.run(argv, capture_output=True, text=True, check=False, user=user)
    value = next((line for line in done.stdout.splitlines() if "Bad checksums" in line), done.stderr[-100:])
    return Figure(
        "F7", "pages against their checksums", value.strip(), "Bad checksums:  0", done.returncode == 0
    )
