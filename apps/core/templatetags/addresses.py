"""`{% url %}` of a page without arguments, looked up once: every page of the house leads to a dozen of them."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template import defaulttags
from django.template.base import Parser, Token
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()


class Address(template.Node):
    """Django's own node answers where the page is not known."""

    child_nodelists = ()

    def __init__(self, node: defaulttags.URLNode) -> None:
        self.node = node

    def render(self, context: template.Context) -> str:
        name = self.node.view_name.resolve(context)
        found = _address(name, settings.ROOT_URLCONF, get_script_prefix()) if name else None
        if found is None:
            return self.node.render(context)
        if self.node.asvar:
            context[self.node.asvar] = found
            return ""
        return found


@lru_cache(maxsize=512)
def _address(name: str, _urls: str, _prefix: str) -> SafeString | None:
    try:
        return conditional_escape(reverse(name))
    except NoReverseMatch:
        return None


@register.tag
def url(parser: Parser, token: Token) -> template.Node:
    """As Django's; with arguments it is Django's."""
    node = defaulttags.url(parser, token)
    return node if node.args or node.kwargs else Address(node)
