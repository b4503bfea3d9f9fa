"""F10: the code of the last release, fetched from git, works on the schema and the rows the new code has made."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from carecenter.embedded import children
from carecenter.embedded.places import BASE, VAR, open_log
from carecenter.released import ref_of_release
from drill.crew import answers
from drill.crowd import TOKEN, Agent, Seen
from drill.figures import Drill, Figure, bounded, lost

PORT = 8954
STARTS_WITHIN = 60  # seconds
WEB = (
    "-m", "gunicorn", "carecenter.wsgi", "-k", "gthread", "--threads", "2", "--no-control-socket",
    "-b", f"127.0.0.1:{PORT}",
)  # fmt: skip
SWEEPS = """
from django.utils.timezone import now
from apps.callbacks.services import open_due_follow_ups
from apps.desk.call.recording import record_waiting
from apps.duties.services import mark_missed
open_due_follow_ups(now=now()); mark_missed(now=now()); record_waiting(now=now())
"""


def works_on_the_new_schema(drill: Drill, ref: str) -> list[Figure]:
    """Somebody signs in, sees the queue, saves a call, looks at the board; sweeps run; nothing saved is lost."""
    ref = ref or ref_of_release()
    with code_of(ref) as folder:
        if folder is None:
            return [
                Figure(
                    "F10", f"the code of the last release ({ref or 'none noted'})", "not here", "run", False
                )
            ]
        log = open_log("drill-last-release")
        web = children.spawn([sys.executable, *WEB], output=log, env=environment(drill), cwd=folder)
        os.close(log)
        try:
            if not children.wait_for(lambda: answers(PORT), process=web, patience=STARTS_WITHIN):
                return [
                    Figure("F10", f"the code of {ref[:10]} on this schema", "did not start", "run", False)
                ]
            return tried(drill, folder, ref)
        finally:
            children.stop(web)


@contextmanager
def code_of(ref: str) -> Iterator[Path | None]:
    """The files of that commit in a folder of their own; None where git does not know it."""
    with TemporaryDirectory(prefix="last-release-") as name:
        folder, archive = Path(name) / "code", Path(name) / "code.tar"
        argv = ["git", "archive", "--output", str(archive), ref]
        if not ref or subprocess.run(argv, cwd=BASE, capture_output=True, check=False).returncode:
            yield None
            return
        with tarfile.open(archive) as files:
            files.extractall(folder, filter="data")
        yield folder


def environment(drill: Drill) -> dict[str, str]:
    return drill.crew.environment | {"CARECENTER_VAR": str(VAR)}


def tried(drill: Drill, folder: Path, ref: str) -> list[Figure]:
    seen = Seen()
    agent = Agent(0, "", seen, until=0, think=(0, 0))
    agent.house = f"http://127.0.0.1:{PORT}"
    agent.session.cookies.clear()
    steps: dict[str, Callable[[], bool]] = {
        "signing in": lambda: signs_in(agent, drill.names[0], drill.password),
        "the queue": lambda: shows(agent, "/"),
        "saving a call": lambda: saves(agent),
        "the board": lambda: shows(agent, "/complaints/"),
        "sweeps": lambda: sweeps(drill, folder),
    }
    failed = [name for name, works in steps.items() if not works()]
    told = f": {', '.join(failed)}" if failed else ""
    return [
        bounded("F10", f"the code of {ref[:10]} on this schema: failed of {len(steps)} steps{told}", len(failed), 0),
        bounded("F10", f"lost of {len(seen.saved)} saves that code acknowledged", lost(seen), 0),
    ]  # fmt: skip


def signs_in(agent: Agent, name: str, password: str) -> bool:
    page = agent.ask("sign in", "GET", "/sign-in/")
    token = TOKEN.search(page.text) if page is not None else None
    data = {"username": name, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
    answer = agent.ask("sign in", "POST", "/sign-in/", data=data, allow_redirects=False)
    return answer is not None and answer.status_code == 302


def shows(agent: Agent, path: str) -> bool:
    page = agent.ask("page", "GET", path, allow_redirects=False)
    return page is not None and page.status_code == 200


def saves(agent: Agent) -> bool:
    agent.save()
    return bool(agent.seen.saved)


def sweeps(drill: Drill, folder: Path) -> bool:
    argv = [sys.executable, "manage.py", "shell", "-v0", "-c", SWEEPS]
    done = subprocess.run(argv, cwd=folder, env=environment(drill), capture_output=True, check=False)
    return done.returncode == 0
