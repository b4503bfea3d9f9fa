"""The verbs of calls to customers (domain.md 4.1)."""

from apps.callbacks.services.attempts import AttemptEntry, enter_earlier_call, record_attempt
from apps.callbacks.services.claims import claim, holder, release
from apps.callbacks.services.dealing import least_loaded_agent
from apps.callbacks.services.drafts import load_draft, save_draft, start_dial
from apps.callbacks.services.opening import open_call, open_due_follow_ups

__all__ = [
    "AttemptEntry",
    "claim",
    "enter_earlier_call",
    "holder",
    "least_loaded_agent",
    "load_draft",
    "open_call",
    "open_due_follow_ups",
    "record_attempt",
    "release",
    "save_draft",
    "start_dial",
]
