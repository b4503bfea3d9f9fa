"""Controls that write themselves: through a template each option of a select costs as much as a row of the list."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html
from django.utils.safestring import SafeString


class FixedChoices(BaseChoiceIterator):
    """Pairs of value and label that no form copies or looks into: hundreds of people are offered on one page."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        self.pairs = tuple(pairs)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "FixedChoices":
        return self


class FlatSelect(forms.Select):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The control as HTML; groups of options are not supported."""
        given = self.choices
        body = _options(given.pairs if isinstance(given, FixedChoices) else tuple(map(tuple, given)))
        for chosen in self.format_value(value):
            body = body.replace(_opening(str(chosen)), _opening(str(chosen), " selected"), 1)
        return format_html("<select{}>{}</select>", _attributes(self, name, attrs), SafeString(body))


class FlatText(forms.TextInput):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return _input(self, name, value, attrs)


class FlatDay(forms.DateInput):
    """A day picker; browsers take ISO days only."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return _input(self, name, value, attrs)


def _input(widget: forms.TextInput, name: str, value: Any, attrs: Any) -> SafeString:
    shown = widget.format_value(value)
    given = {"type": widget.input_type} | ({} if shown is None else {"value": shown})
    return format_html("<input{}>", _attributes(widget, name, attrs, **given))


def _attributes(widget: forms.Widget, name: str, attrs: Any, **given: Any) -> SafeString:
    return flatatt({"name": name, "class": "field", **given, **widget.build_attrs(widget.attrs, attrs)})


def _word(key: Any) -> str:
    return "" if key is None else str(key)


def _opening(word: str, mark: str = "") -> str:
    return f'<option value="{escape(word)}"{mark}>'


@lru_cache(maxsize=256)
def _options(pairs: tuple[tuple[Any, Any], ...]) -> str:
    """None of them chosen yet: the same people are offered on every page. A lazy label is one in each language."""
    return "".join(f"{_opening(_word(key))}{escape(str(label))}</option>" for key, label in pairs)
