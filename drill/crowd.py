"""Agents at work over HTTP: each opens its next call, saves it, searches, looks at the board; every answer is timed."""

import random
import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import uuid4

import requests

from drill.crew import PORTS

TOKEN = re.compile(r'csrfmiddlewaretoken" value="(\w+)"')
NAMES = ("李", "王小", "张", "陈明", "刘志")
LIMIT = 20  # seconds an agent waits for an answer


@dataclass
class Seen:
    """What the crowd saw. `saved` are keys the house has acknowledged, `later` counts who was asked to come back,
    `failed_at` are the moments (monotonic) at which somebody learned that something had failed."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[tuple[float, str]] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    failed_at: list[float] = field(default_factory=list)
    saved: set[str] = field(default_factory=set)
    later: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def p(self, what: str, share: float) -> float | None:
        values = sorted(self.seconds[what])
        return values[min(int(share * len(values)), len(values) - 1)] if values else None

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    @property
    def failures(self) -> int:
        return sum(number for status, number in self.statuses.items() if status >= 500) + len(self.errors)


class Agent(threading.Thread):
    """One person until `until` (monotonic); thinks 2-6 s, or as long as told."""

    def __init__(
        self, number: int, cookie: str, seen: Seen, *, until: float, think: tuple[float, float]
    ) -> None:
        super().__init__(daemon=True)
        self.dice, self.seen, self.until, self.think = random.Random(number), seen, until, think
        self.house = f"http://127.0.0.1:{PORTS[number % len(PORTS)]}"
        self.session = requests.Session()
        self.session.cookies.set("session", cookie)
        # A server may close a line that is being used again; browsers then ask once more, this client does not.
        self.session.headers["Connection"] = "close"

    def note(self) -> str:
        """What the agent writes beside the outcome."""
        return ""

    def run(self) -> None:
        time.sleep(self.dice.uniform(0, self.think[1]))
        while time.monotonic() < self.until:
            self.dice.choices((self.look, self.search, self.save, self.board), (3, 2, 2, 1))[0]()
            time.sleep(self.dice.uniform(*self.think))

    def ask(self, what: str, method: str, path: str, **more: object) -> requests.Response | None:
        began = time.monotonic()
        try:
            answer = self.session.request(method, self.house + path, timeout=LIMIT, **more)
        except requests.RequestException as error:
            with self.seen.lock:
                self.seen.errors.append((began, type(error).__name__))
                self.seen.failed_at.append(time.monotonic())
            return None
        with self.seen.lock:
            self.seen.seconds[what].append(time.monotonic() - began)
            self.seen.statuses[answer.status_code] += 1
            if answer.status_code >= 500:
                self.seen.failed_at.append(time.monotonic())
            self.seen.later += answer.status_code == 503 and "Retry-After" in answer.headers
        return answer

    def look(self) -> requests.Response | None:
        """The part of the call screen that changes, for the call to make next; its address comes with it."""
        return self.ask("next", "GET", "/calls/next/", headers={"HX-Request": "true"})

    def search(self) -> None:
        self.ask(
            "search", "GET", "/search/", params={"q": self.dice.choice(NAMES)}, headers={"HX-Request": "true"}
        )

    def board(self) -> None:
        self.ask("board", "GET", "/complaints/")

    def save(self) -> None:
        """Nobody answered; acknowledged is what answers with the way to the next page."""
        page = self.look()
        token = TOKEN.search(page.text) if page is not None and page.ok else None
        if token is None:
            return
        key = str(uuid4())
        data = {
            "csrfmiddlewaretoken": token[1], "outcome": "no_answer", "request_key": key,
            "off_window_reason": "客户要求", "note": self.note(),
        }  # fmt: skip
        path = page.headers["HX-Push-Url"]
        answer = self.ask("save", "POST", path, data=data, allow_redirects=False)
        if answer is not None and answer.status_code == 302:
            with self.seen.lock:
                self.seen.saved.add(key)


def at_work(
    cookies: list[str], *, seconds: float, think: tuple[float, float] = (2, 6)
) -> tuple[Seen, list[Agent]]:
    """Send the agents off; the caller joins them."""
    seen, until = Seen(), time.monotonic() + seconds
    agents = [Agent(number, cookie, seen, until=until, think=think) for number, cookie in enumerate(cookies)]
    for agent in agents:
        agent.start()
    return seen, agents


def sign_in_at_once(names: list[str], password: str) -> list[float]:
    """Everybody signs in at the same moment; seconds each took, those who did not get in count as infinite."""
    start, took = threading.Barrier(len(names)), []

    def sign_in(number: int, name: str) -> None:
        session, house = requests.Session(), f"http://127.0.0.1:{PORTS[number % len(PORTS)]}"
        page = session.get(f"{house}/sign-in/", timeout=60)
        token = TOKEN.search(page.text)
        start.wait()
        began = time.monotonic()
        data = {"csrfmiddlewaretoken": token[1] if token else "", "username": name, "password": password}
        answer = session.post(f"{house}/sign-in/", data=data, timeout=60, allow_redirects=False)
        took.append(time.monotonic() - began if answer.status_code == 302 else float("inf"))

    threads = [threading.Thread(target=sign_in, args=pair, daemon=True) for pair in enumerate(names)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    return took
