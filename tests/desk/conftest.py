"""Fixtures of calls for the screens."""

from tests.calls import all_answers, entry, make_call, make_order

__all__ = ["all_answers", "entry", "make_call", "make_order"]
