"""How long data of people is kept (K5). The original of a list has its own rule, import.keep_file_days."""

from django.utils.translation import gettext_lazy as _

from .key import PolicyKey

PRIVACY = (
    PolicyKey(
        key="privacy.keep_recordings_days",
        rule="S28",
        kind="count",
        default=1095,
        label=_("Recordings of calls: days kept"),
        phrase="",
        source="",
        help=_("After that the sound is removed; the call with its answers stays."),
        low=30,
        high=3650,
    ),
    PolicyKey(
        key="privacy.keep_notices_days",
        rule="S28",
        kind="count",
        default=400,
        label=_("Notices that were read: days kept"),
        phrase="",
        source="",
        help=_("Unread ones stay until they are read."),
        low=30,
        high=3650,
    ),
    PolicyKey(
        key="privacy.keep_sign_ins_days",
        rule="S28",
        kind="count",
        default=180,
        label=_("Sign-ins and failed attempts: days kept"),
        phrase="",
        source="",
        help=_("With name, address and device. Of several stores the longest time counts."),
        low=30,
        high=3650,
    ),
    PolicyKey(
        key="privacy.keep_customers_years",
        rule="S28",
        kind="count",
        default=0,
        label=_("Customers nobody has dealt with: years kept"),
        phrase="",
        source="",
        help=_(
            "Without a document, a call and a complaint for so long they are erased at night; 0 keeps them."
        ),
        low=0,
        high=30,
    ),
    PolicyKey(
        key="privacy.calls_are_recorded",
        rule="S28",
        kind="flag",
        default=False,
        label=_("Calls are recorded"),
        phrase="",
        source="",
        help=_(
            "Yes: the script begins with the notice that the call is recorded, and the agent reads it aloud."
        ),
    ),
)
