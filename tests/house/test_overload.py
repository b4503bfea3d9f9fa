"""More people than the house can serve: sent away politely, nobody dies, and it goes on afterwards (L6)."""

import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
import requests

from carecenter.embedded import children
from carecenter.embedded.places import BASE
from tests.house.processes import free_port, fresh_environment

SLOW = """
import os, time
def application(environ, start_response):
    time.sleep(0 if environ["PATH_INFO"].startswith("/healthz/") else float(os.environ["ANSWER_SECONDS"]))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
PATIENT = "carecenter.running.overload.PatientWorker"
CROWD = 40
WORDS = "note=" + "x" * 2000
PATIENCE = 120


class Web:
    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self.url, self.process = url, process

    def ask(self, path: str = "/") -> requests.Response:
        return requests.post(self.url + path, data=WORDS, timeout=PATIENCE)

    def rush(self) -> list[tuple[HTTPResponse, str]]:
        """All send before anybody reads, so that they are there together however slow the machine is."""
        lines = [HTTPConnection(self.url.removeprefix("http://"), timeout=PATIENCE) for _one in range(CROWD)]
        for line, path in zip(lines, [*["/"] * (CROWD - 1), "/healthz/live/"], strict=True):
            line.request("POST", path, WORDS)
        answers = [line.getresponse() for line in lines]
        said = [(answer, answer.read().decode()) for answer in answers]
        for line in lines:
            line.close()
        return said


@pytest.fixture
def web(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Web]:
    (tmp_path / "slow.py").write_text(SLOW)
    port = free_port()
    worker, seconds = request.param
    argv = ["-m", "gunicorn", "slow", "--bind", f"127.0.0.1:{port}", "-k", worker, "--threads", "2"]
    given = {"OVERLOAD_AFTER_SECONDS": "0.9", "ANSWER_SECONDS": seconds}
    env = fresh_environment(tmp_path, PYTHONPATH=f"{tmp_path}:{BASE}", **given)
    process = children.spawn(
        [sys.executable, *argv, "--no-control-socket"], output=subprocess.DEVNULL, env=env, cwd=tmp_path
    )
    found = Web(f"http://127.0.0.1:{port}", process)
    assert children.wait_for(lambda: answers(port), process=process, patience=PATIENCE)
    yield found
    children.stop(process)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.mark.parametrize("web", [(PATIENT, "0.3")], ids=["patient"], indirect=True)
def test_who_waited_too_long_is_sent_away_and_the_house_goes_on(web: Web) -> None:
    before = web.ask().text
    told = web.rush()
    counts = Counter(answer.status for answer, _words in told)
    assert set(counts) == {200, 503} and counts[200] >= 4 and counts[503] >= CROWD / 2, counts
    assert told[-1][0].status == 200
    away, words = next(one for one in told if one[0].status == 503)
    assert away.headers["Retry-After"] == "5" and "请几秒后再试" in words
    began = time.monotonic()
    after = web.ask()
    assert (after.status_code, after.text) == (200, before)
    assert time.monotonic() - began < 5 and web.process.poll() is None


@pytest.mark.parametrize("web", [("gthread", "0.1")], ids=["gthread"], indirect=True)
def test_without_it_everybody_is_kept_waiting(web: Web) -> None:
    """Negative control."""
    assert {answer.status for answer, _words in web.rush()} == {200}
