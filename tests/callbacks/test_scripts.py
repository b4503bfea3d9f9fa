"""Scripts (S67): places are filled safely, unknown ones refused, and the version read is kept with the call."""

from datetime import date

import pytest
from django.utils import translation

from apps.callbacks import services
from apps.callbacks.models import Callback, Script
from apps.callbacks.services import Piece, ScriptEntry
from apps.core.refusal import Refused

TODAY = date(2026, 11, 3)


def entry(greeting="您好，{客户}", **more):
    return ScriptEntry(greeting_zh=greeting, closing_zh="再见", **more)


def write(zhou, noon, script, *, day=TODAY):
    return services.write_script("repair", script, effective_from=day, today=TODAY, now=noon, by=zhou)


def test_places_are_filled_in_both_languages_and_nothing_else_is_read():
    values = {"customer": "<b>刘{门店}先生</b>", "store": "郑东店"}
    assert services.fill("您好{客户}，{ store }。{车辆}", values) == [
        Piece("您好"), Piece("<b>刘{门店}先生</b>", True), Piece("，"), Piece("郑东店", True), Piece("。"),
        Piece("…", True),
    ]  # fmt: skip
    assert services.fill("{0.__class__} %(x)s", values)[0] == Piece("{0.__class__}", True)
    assert services.fill("", values) == []


@pytest.mark.parametrize("text", ["{客人}", "{}", "{customer.id_no}", "{0}", "{客户", "客户}", "{{客户}}"])
def test_unknown_places_and_lone_braces_are_refused_with_a_sentence(house, zhou, noon, text):
    with pytest.raises(Refused) as refusal:
        write(zhou, noon, entry(body_en=text))
    assert refusal.value.field == "body_en"
    assert str(refusal.value)


def test_every_kind_of_call_has_a_script_whose_places_are_known(db):
    for kind in Callback.Kind.values:
        found = services.script_for(kind, on=TODAY)
        services.check_entry(ScriptEntry(**{name: getattr(found, name) for name in vars(entry())}))
        with translation.override("en"):
            assert "{customer}" in found.part("greeting")
        with translation.override("zh-hans"):
            assert "{客户}" in found.part("greeting")


def test_a_version_is_in_force_from_its_day_and_never_changes(house, zhou, lin, noon):
    with pytest.raises(Refused) as refusal:
        write(zhou, noon, entry(), day=date(2026, 11, 2))
    assert refusal.value.field == "effective_from"
    with pytest.raises(Refused) as refusal:
        write(lin, noon, entry())
    assert refusal.value.status == 403
    later = write(zhou, noon, entry("明天起"), day=date(2026, 11, 4))
    now = write(zhou, noon, entry("今天起"))
    assert (later.version, now.version) == (2, 3)
    assert services.script_for("repair", on=TODAY) == now
    assert services.script_for("repair", on=date(2026, 11, 4)) == later
    with pytest.raises(Exception, match=r"append-only|permission denied"):
        Script.objects.filter(pk=now.pk).update(greeting_zh="改")


def test_the_version_read_is_kept_with_the_call(make_call, lin, zhou, noon, entry):
    first, second, third = (make_call(kind="repair") for _ in range(3))
    old = services.record_attempt(first, entry("completed", first), now=noon, by=lin)
    new = services.write_script(
        "repair", ScriptEntry(greeting_zh="新", closing_zh="再见"), effective_from=TODAY, today=TODAY, now=noon, by=zhou
    )  # fmt: skip
    read = services.record_attempt(second, entry("completed", second), now=noon, by=lin)
    unread = services.record_attempt(third, entry("no_answer", third), now=noon, by=lin)
    assert (old.script.version, read.script, unread.script) == (1, new, None)
