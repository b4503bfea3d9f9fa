"""Fields of forms written without a template of their own: a dialog of two would cost as much as ten rows of a list."""

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.badges import icon


class HouseRenderer(TemplatesSetting):
    """Django's renderer from the project's templates, but for `field.as_field_group`."""

    def render(
        self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        if template_name == self.field_template_name:
            return field_group(context["field"])
        return super().render(template_name, context, request)


def field_group(field: BoundField) -> SafeString:
    """Label, control, help and faults of one field; fields that may stay empty say so."""
    parts = ['<div class="control">', _labelled(field)]
    if field.help_text:
        name = f' id="{field.auto_id}_helptext"' if field.auto_id else ""
        parts.append(f'<p class="help"{name}>{field.help_text}</p>')
    if field.errors:
        faults = (f'<p class="fault">{icon("x", "i-s")}{escape(fault)}</p>' for fault in field.errors)
        parts.append(f'<div id="{field.auto_id}_error">{"".join(faults)}</div>')
    return SafeString("".join((*parts, "</div>")))


def _labelled(field: BoundField) -> str:
    label = escape(field.label)
    if field.widget_type == "checkbox":
        return f'<label class="check">{field}<span>{label}</span></label>'
    if not field.field.required:
        label = f'{label} <span class="quiet">{escape(_("optional"))}</span>'
    if field.use_fieldset:
        told = field.aria_describedby
        about = f' aria-describedby="{told}"' if told else ""
        return f'<fieldset{about}><legend class="label">{label}</legend>{field}</fieldset>'
    return f'<label class="label" for="{field.id_for_label}">{label}</label>{field}'
