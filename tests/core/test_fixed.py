"""What is the same for everybody is rendered once for each language."""

from django.template import Context, Engine
from django.utils import translation


def test_a_fixed_part_is_made_once_for_each_language():
    engine = Engine(libraries={"fixed": "apps.core.templatetags.fixed", "i18n": "django.templatetags.i18n"})
    page = engine.from_string(
        '{% load fixed i18n %}{% fixed %}{% translate "Help" %}{{ n }}{% endfixed %} {{ n }}'
    )
    shown = []
    for language, n in (("en", 1), ("zh-hans", 2), ("en", 3), ("zh-hans", 4)):
        with translation.override(language):
            shown.append(page.render(Context({"n": n})))
    assert shown == ["Help1 1", "帮助2 2", "Help1 3", "帮助2 4"]
