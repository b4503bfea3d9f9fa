"""What the database server has cost: wall-clock time says little where others use the machine."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
# Places in /proc/PID/stat behind the name in brackets: the parent, the process's own time, its ended children's.
PARENT, OWN, ENDED = 1, slice(11, 13), slice(13, 15)


def server_seconds() -> float:
    """Processor seconds of the scratch database's server with all its processes; 0 where it runs elsewhere."""
    if not os.environ.get("BENCH_DATABASE"):
        return 0
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = _parent(cursor.fetchone()[0])
    if server is None:
        return 0
    processes = {pid: stat for pid in _pids() if (stat := _stat(pid))}
    ours = [stat for pid, stat in processes.items() if server in (pid, int(stat[PARENT]))]
    ended = sum(map(int, processes[server][ENDED]))
    return (sum(sum(map(int, stat[OWN])) for stat in ours) + ended) / TICKS


def _parent(backend: int) -> int | None:
    stat, name = _stat(backend), _name(backend)
    return int(stat[PARENT]) if stat and name.startswith("postgres") else None


def _pids() -> list[int]:
    return [int(place.name) for place in Path("/proc").iterdir() if place.name.isdigit()]


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return ""


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []
