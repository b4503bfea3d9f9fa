"""How templates name a duty."""

from django import template

from apps.duties.labels import kind_label

register = template.Library()
register.filter("kind_label", kind_label)
