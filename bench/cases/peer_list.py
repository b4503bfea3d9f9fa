"""Goal 8: our list of calls costs a tenth of django-helpdesk's list of tickets, with fifty times its rows.

Both answer in a process of their own through Django's test client, signed in, from the same database server. Its list
is a page and a second request for fifty rows; both are what a person waits for.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import big_house, scratch
from bench.cases.queue_page import REQUESTS, ROWS
from bench.frame import ROOT, Case, Measured, Most, Ratio, folder, in_own_process

TIMES_ITS_ROWS = 50
PEER = "bench_peer"
REQUIREMENTS = ROOT / "bench" / "requirements.txt"


class PeerList(Case):
    key = "8"
    title = "The list of calls at 1 000 000 of them beside django-helpdesk's at 20 000 tickets"
    goals = (
        Ratio("our list", to="its list", at_most=0.1, title="our list to its shell and rows"),
        Most("our list", fact="queries", at_most=6, title="queries of our list"),
    )

    def prepare(self) -> None:
        rows = self.rows(ROWS)
        self.python = _installed()
        self.house = big_house.house(rows)
        scratch.empty(PEER)
        self._peer("fill", rows // TIMES_ITS_ROWS)

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        return {
            "its list": self._its_list,
            "our list": lambda: in_own_process(
                "bench.cases.queue_page:ask", database=self.house, url="/callbacks/"
            ),
        }

    def _its_list(self) -> Measured:
        found = self._peer("ask", REQUESTS)
        return Measured(found.pop("seconds"), found)

    def _peer(self, verb: str, number: int) -> dict[str, float]:
        done = subprocess.run(
            [str(self.python), "-m", "bench.peer.tickets", verb, str(number)],
            cwd=ROOT,
            env={
                **os.environ,
                "PEER_DATABASE": json.dumps(scratch.settings_of(PEER)),
                "BENCH_DATABASE": PEER,
            },
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout.splitlines()[-1])

    def clear(self) -> None:
        scratch.drop(PEER)


def _installed() -> Path:
    """The Python of the other program's own environment; made anew when its requirements have changed."""
    home = folder() / "peer"
    python, note, wanted = home / "bin" / "python", home / "installed.txt", REQUIREMENTS.read_text()
    if not note.exists() or note.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True)
        note.write_text(wanted)
    return python
