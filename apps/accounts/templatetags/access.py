"""Templates ask the same policy as views: {% load access %}{% may "complaints.issue" as ok %}."""

from typing import Any

from django import template

from apps.accounts import access

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], action: str) -> bool:
    return access.may(context["request"].user, action)
