"""The verbs of calls to customers (domain.md 4.1)."""

from apps.callbacks.services.dealing import least_loaded_agent
from apps.callbacks.services.opening import open_call, open_due_follow_ups

__all__ = ["least_loaded_agent", "open_call", "open_due_follow_ups"]
