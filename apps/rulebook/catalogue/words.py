"""The codes rule values are made of, in words."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "appointment": _("appointment"),
    "basically_satisfied": _("basically satisfied"),
    "car": _("car"),
    "care_manager": _("Customer-care manager"),
    "customer_director": _("Customer director"),
    "decoration": _("decoration"),
    "demand": _("high demand"),
    "due_and_call": _("rates by due date, volumes by call date"),
    "complaint": _("complaint call"),
    "ge": _("as many"),
    "gt": _("more than"),
    "inbound": _("inbound call"),
    "injury": _("injury"),
    "manager": _("manager's decision"),
    "media": _("media, regulator or lawyer"),
    "money": _("Money"),
    "points": _("Points"),
    "record": _("Record only"),
    "monday": _("Monday, else the next working day"),
    "neutral": _("neutral"),
    "next_half_day": _("next half day"),
    "property": _("property"),
    "repeat": _("repeated complaint"),
    "safety": _("safety"),
    "satisfied": _("satisfied"),
    "thank_you": _("thank-you call"),
    "verifier": _("verifier"),
    "very_satisfied": _("very satisfied"),
}
