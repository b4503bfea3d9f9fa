"""What an answer must not lack, in the sentence that refuses it on the board, on the form and in bulk (S10)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MISSING: dict[str, Any] = {
    "cause": _("Write down the cause."),
    "measure": _("Write down what is done about it."),
    "result": _("Write down the result: what was done and what the customer said."),
    "liable": _("Say who is liable."),
    "cause_kind": _("Choose what kind of cause it was."),
}
