"""How long requests take: counted in the process, handed to Redis now and then, never at the cost of a request."""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

Handler = Callable[[HttpRequest], HttpResponse]
BOUNDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0, 2.0, 5.0)
EVERY = 5.0  # seconds between two deliveries of a process
WINDOW = 300  # seconds the recent figures cover
SILENT = 60.0  # seconds without a try after Redis did not answer
TOTAL = "carecenter:requests"
_lock = threading.Lock()
_waiting: Counter[str] = Counter()
_next_delivery = 0.0


def meter(get_response: Handler) -> Handler:
    """Middleware: status class and duration of every request; no path, no person."""

    def handle(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        count(time.perf_counter() - began, status=response.status_code)
        return response

    return handle


def count(seconds: float, *, status: int) -> None:
    with _lock:
        _waiting[f"bucket:{bisect_left(BOUNDS, seconds)}"] += 1
        _waiting[f"status:{status // 100}xx"] += 1
        _waiting["microseconds"] += int(seconds * 1_000_000)
        due = time.monotonic() >= _next_delivery
    if due:
        deliver()


def deliver() -> None:
    """Hand over what has been counted; what Redis does not take waits for the next time."""
    global _next_delivery
    with _lock:
        taken = _waiting.copy()
        _waiting.clear()
        _next_delivery = time.monotonic() + EVERY
    try:
        line = _redis().pipeline(transaction=False)
        for name, number in taken.items():
            line.hincrby(TOTAL, name, number)
            line.hincrby(_window(0), name, number)
        line.expire(_window(0), 3 * WINDOW)
        line.execute()
    except RedisError:
        with _lock:
            _waiting.update(taken)
            _next_delivery = time.monotonic() + SILENT


def totals() -> dict[str, int]:
    """Since Redis began to count."""
    return _read(TOTAL)


def recent() -> dict[str, int]:
    """Of the current window and the one before."""
    return dict(Counter(_read(_window(0))) + Counter(_read(_window(1))))


def quantile(counts: dict[str, int], share: float) -> float | None:
    """The bound below which that share of the requests lies; None without requests, the last bound when beyond."""
    buckets = [counts.get(f"bucket:{place}", 0) for place in range(len(BOUNDS) + 1)]
    needed, seen = share * sum(buckets), 0
    for bound, number in zip(BOUNDS, buckets, strict=False):
        seen += number
        if seen and seen >= needed:
            return bound
    return BOUNDS[-1] if sum(buckets) else None


def _read(name: str) -> dict[str, int]:
    try:
        return {key.decode(): int(value) for key, value in _redis().hgetall(name).items()}
    except RedisError:
        return {}


def _window(back: int) -> str:
    return f"{TOTAL}:{int(time.time()) // WINDOW - back}"


@cache
def _redis() -> redis.Redis:
    limits = settings.CACHES["default"]["OPTIONS"]
    return redis.Redis.from_url(settings.CACHES["default"]["LOCATION"], **limits)
