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


def test_a_part_fixed_for_a_value_keeps_nothing_of_the_request():
    page = Engine(libraries={"fixed": "apps.core.templatetags.fixed"}).from_string(
        "{% load fixed %}{% fixed_for name %}{{ name }}{{ n }} {% csrf_token %}{{ address }}{% endfixed_for %}"
    )
    given = [("a", 1, "/x?b=1&c"), ("b", 2, "/y"), ("a", 3, "/z")]
    shown = [
        page.render(Context({"name": a, "n": n, "csrf_token": f"t{n}", "address": at})) for a, n, at in given
    ]
    field = '<input type="hidden" name="csrfmiddlewaretoken" value="t{}">'
    assert shown == [
        f"a1 {field.format(1)}/x?b=1&amp;c",
        f"b2 {field.format(2)}/y",
        f"a1 {field.format(3)}/z",
    ]


def test_what_a_person_types_is_no_mark():
    """A filter that says what stands for the token would bring the token into a field and the next address."""
    page = Engine(libraries={"fixed": "apps.core.templatetags.fixed"}).from_string(
        "{% load fixed %}{% fixed_for name %}{{ name }}{% endfixed_for %}"
    )
    for typed in ("@@csrf-token@@", "@@address@@"):
        assert page.render(Context({"name": typed, "csrf_token": "secret", "address": "/x"})) == typed
