"""Links of the customer page."""

from django.urls import NoReverseMatch, reverse


def url_of(name: str, pk: int) -> str:
    """The page of a row, or "" where the house has no such page."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
