"""Sentences for rows the database does not agree with, beside those of the intake. Stored as codes."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.customers.intake.columns import label
from apps.customers.intake.findings import Finding

SENTENCES = {
    "document_void": gettext_lazy(
        "%(value)s was voided here. Enter it anew under its own number if it is valid."
    ),
    "customer_erased": gettext_lazy("The customer of %(value)s has been erased at their own wish."),
    "document_other_day": gettext_lazy(
        "%(value)s is already here with the day %(day)s. Correct the day on the page of the document."
    ),
    "document_other_customer": gettext_lazy(
        "%(value)s already belongs to another customer: neither name nor phone agree."
    ),
    "member_other_customer": gettext_lazy(
        "Member number %(value)s already belongs to another customer: neither name nor phone agree."
    ),
    "vin_other_customer": gettext_lazy(
        "VIN %(value)s belongs to a customer with another name and phone: somebody has to decide whether it is the "
        "same person."
    ),
}
# These wait for a person's decision: same person, another person, or left out.
CONFLICTS = ("document_other_customer", "member_other_customer", "vin_other_customer")


def refusal_sentence(code: str, *, column: str, value: str, day: date | str | None) -> str:
    """The sentence of one code in the active language."""
    return str(SENTENCES[code]) % {"column": str(label(column)), "value": value, "day": day or ""}


def finding_sentence(stored: dict[str, Any]) -> str:
    """The sentence of a stored finding, from the intake or from the comparison with the database."""
    if stored["code"] in SENTENCES:
        day = stored["params"].get("day")
        return refusal_sentence(stored["code"], column=stored["column"], value=stored["value"], day=day)
    try:
        return Finding.from_json(stored).sentence
    except KeyError:
        return _("This row cannot be used.")
