"""More people than the house can serve: sent away politely, nobody dies, and it goes on afterwards (L6)."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from carecenter.embedded import children
from carecenter.embedded.places import BASE
from tests.house.processes import free_port, fresh_environment

SLOW = """
import os, time
def application(environ, start_response):
    time.sleep(0 if environ["PATH_INFO"].startswith("/healthz/") else 0.1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
PATIENT = "carecenter.running.overload.PatientWorker"
CROWD = 40


class Web:
    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self.url, self.process = url, process

    def ask(self, path: str = "/") -> requests.Response:
        return requests.post(self.url + path, data={"note": "x" * 2000}, timeout=30)

    def rush(self) -> list[requests.Response]:
        with ThreadPoolExecutor(CROWD) as crowd:
            return list(crowd.map(self.ask, ["/", *["/"] * (CROWD - 2), "/healthz/live/"]))


@pytest.fixture
def web(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Web]:
    (tmp_path / "slow.py").write_text(SLOW)
    port = free_port()
    argv = ["-m", "gunicorn", "slow", "--bind", f"127.0.0.1:{port}", "-k", request.param, "--threads", "2"]
    env = fresh_environment(tmp_path, PYTHONPATH=f"{tmp_path}:{BASE}", OVERLOAD_AFTER_SECONDS="0.3")
    process = children.spawn(
        [sys.executable, *argv, "--no-control-socket"], output=subprocess.DEVNULL, env=env, cwd=tmp_path
    )
    found = Web(f"http://127.0.0.1:{port}", process)
    for _turn in range(100):
        try:
            found.ask()
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield found
    children.stop(process)


@pytest.mark.parametrize("web", [PATIENT], indirect=True)
def test_who_waited_too_long_is_sent_away_and_the_house_goes_on(web: Web) -> None:
    before = web.ask().text
    answers = web.rush()
    counts = Counter(answer.status_code for answer in answers)
    assert set(counts) == {200, 503} and counts[200] >= 4 and counts[503] >= CROWD / 2, counts
    assert answers[-1].status_code == 200
    away = next(answer for answer in answers if answer.status_code == 503)
    assert away.headers["Retry-After"] == "5" and "请几秒后再试" in away.content.decode()
    began = time.monotonic()
    after = web.ask()
    assert (after.status_code, after.text) == (200, before)
    assert time.monotonic() - began < 5 and web.process.poll() is None


@pytest.mark.parametrize("web", ["gthread"], indirect=True)
def test_without_it_everybody_is_kept_waiting(web: Web) -> None:
    """Negative control."""
    assert {answer.status_code for answer in web.rush()} == {200}
