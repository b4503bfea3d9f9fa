"""The drill's own arithmetic; its figures are for script/drill."""

from types import SimpleNamespace
from uuid import uuid4

from drill import figures, full_disk, last_release
from drill.crowd import Agent, Seen
from tests.calls import all_answers, entry, make_call, make_order

__all__ = ["all_answers", "entry", "make_call", "make_order"]


def test_a_lost_save_is_seen(house, lin, zhou, make_call, entry, noon):
    """Negative control of "lost of acknowledged saves": one that was recorded, one that was not."""
    from apps.callbacks import services

    callback, seen = make_call(), Seen()
    kept = entry("no_answer", callback)
    services.record_attempt(callback, kept, now=noon, by=callback.duty.owner)
    seen.saved.add(str(kept.request_key))
    assert figures.lost(seen) == 0
    seen.saved.add(str(uuid4()))
    assert figures.lost(seen) == 1


def test_nothing_measured_is_no_pass():
    seen = Seen()
    assert not figures.timed(seen, "L1", "save", 0.95, 0.3).passed
    seen.seconds["save"] = [0.1] * 95 + [2.0] * 5
    assert figures.timed(seen, "L1", "save", 0.9, 0.3).passed
    assert not figures.timed(seen, "L1", "save", 0.99, 0.3).passed


def test_failures_are_answers_and_broken_lines():
    seen = Seen()
    seen.statuses.update({200: 8, 409: 1, 500: 1})
    seen.errors.append((0.0, "ConnectionError"))
    assert (seen.requests, seen.failures) == (10, 2)


def test_no_release_is_no_pass():
    """A commit git does not know, and code that does not answer."""
    with last_release.code_of("0" * 40) as folder:
        assert folder is None
    nobody = Agent(0, "", Seen(), until=0, think=(0, 0))
    nobody.house = "http://127.0.0.1:9"
    assert not last_release.signs_in(nobody, "crowd0", "-")
    assert not last_release.shows(nobody, "/")
    assert not last_release.saves(nobody)


def test_a_disk_is_filled_but_for_what_shall_be_left(tmp_path, monkeypatch):
    room = SimpleNamespace(f_bavail=3000, f_frsize=1024)
    monkeypatch.setattr(full_disk.os, "statvfs", lambda folder: room)
    full_disk.fill(tmp_path / "ballast", left=1)
    assert 0 <= (tmp_path / "ballast").stat().st_size - (3000 * 1024 - 2**20) < 4096
    room.f_bavail = 1024
    full_disk.fill(tmp_path / "ballast", left=2)
    assert (tmp_path / "ballast").stat().st_size < 3000 * 1024
