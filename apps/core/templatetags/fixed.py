"""Parts of a template that do not change from page to page: made once, then only written."""

from collections.abc import Sequence
from secrets import token_hex

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

KEPT, ROOM = 256, 2_000_000  # texts of one part, and their characters with those of their values
# What every page has of its own stands in the kept text as a mark, one that nobody can type into a filter or a name.
TOKEN, ADDRESS = f"@@csrf-token-{token_hex(8)}@@", f"@@address-{token_hex(8)}@@"


class Fixed(template.Node):
    """What stands inside, kept with the parsed template; whoever changes the template has a new one."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.kept: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        if language not in self.kept:
            self.kept[language] = self.nodelist.render(context)
        return self.kept[language]


class FixedFor(template.Node):
    """What stands inside, kept for each language and each set of values it is made from."""

    def __init__(self, nodelist: NodeList, values: Sequence[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values
        self.kept: dict[tuple[str, ...], str] = {}
        self.taken = 0

    def render(self, context: template.Context) -> SafeString:
        key = (str(get_language()), *(repr(value.resolve(context)) for value in self.values))
        text = self.kept.get(key) or self._draw(context, key)
        text = text.replace(TOKEN, str(context.get("csrf_token", "")))
        return SafeString(text.replace(ADDRESS, escape(context.get("address", ""))))

    def _draw(self, context: template.Context, key: tuple[str, ...]) -> str:
        """Another thread may empty what is kept at any moment, so the text goes on by hand."""
        with context.push(csrf_token=TOKEN, address=ADDRESS):
            text = self.nodelist.render(context)
        self.taken += len(text) + sum(map(len, key))
        if len(self.kept) >= KEPT or self.taken > ROOM:
            self.kept.clear()
            self.taken = 0
        self.kept[key] = text
        return text


class FixedWhile(FixedFor):
    """As FixedFor, while the first value says something; else drawn anew and not kept."""

    def render(self, context: template.Context) -> SafeString:
        if self.values[0].resolve(context):
            return super().render(context)
        return self.nodelist.render(context)


@register.tag
def fixed(parser: Parser, token: Token) -> Fixed:
    """`{% fixed %}…{% endfixed %}`: inside only words, addresses, icons and files – nothing of person or request."""
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(nodelist)


@register.tag
def fixed_for(parser: Parser, token: Token) -> FixedFor:
    """`{% fixed_for user.pk nav %}…{% endfixed_for %}`: inside nothing but those values, csrf_token and address."""
    return FixedFor(*_inside(parser, token))


@register.tag
def fixed_while(parser: Parser, token: Token) -> FixedWhile:
    """`{% fixed_while kept_under today %}…{% endfixed_while %}`: as `fixed_for`, while `kept_under` is not empty."""
    return FixedWhile(*_inside(parser, token))


def _inside(parser: Parser, token: Token) -> tuple[NodeList, list[FilterExpression]]:
    name, *words = token.split_contents()
    values = [parser.compile_filter(word) for word in words]
    nodelist = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return nodelist, values
