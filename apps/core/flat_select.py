"""A select that writes its options itself: through a template each option costs as much as a row of the list."""

from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString


class FlatSelect(forms.Select):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The control as HTML; groups of options are not supported."""
        chosen = {str(part) for part in self.format_value(value)}
        options = []
        for key, label in self.choices:
            word = "" if key is None else str(key)
            mark = " selected" if word in chosen else ""
            options.append(f'<option value="{escape(word)}"{mark}>{escape(str(label))}</option>')
        body = SafeString("".join(options))
        return format_html(
            "<select{}>{}</select>",
            flatatt({"name": name, "class": "field", **self.build_attrs(self.attrs, attrs)}),
            body,
        )
