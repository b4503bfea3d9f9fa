"""Every rule of fines in words: values in force, the house's own sentence, on paper and on the command line."""

from datetime import date
from io import StringIO

from django.core.management import call_command
from django.urls import reverse

from apps.penalties.rules import AMOUNT_KEYS
from apps.penalties.services import rules_in_words
from apps.penalties.services.rule_words import RULES
from apps.rulebook.services import set_policy


def test_the_values_of_the_day_stand_in_the_sentence(house, root, at):
    set_policy(
        "penalty.callback_miss", 35, store=house.store, effective_from=date(2026, 12, 1), reason="新办法",
        by=root, now=at("2026-11-01 09:00"),
    )  # fmt: skip
    before, after = (rules_in_words(house.store, on=date(2026, month, 20))[1] for month in (11, 12))
    assert ("20" in before.text, before.since) == (True, None)
    assert ("35" in after.text, after.since) == (True, date(2026, 12, 1))
    assert after.phrase.endswith("每次罚款20元")


def test_no_amount_is_left_out():
    named = {key for _rule, keys, _say in RULES for key in keys}
    assert {*AMOUNT_KEYS, "penalty.complaint_delay"} <= named


def test_everybody_reads_the_sheet_and_the_command_prints_it(signed_in, lin, house):
    text = signed_in(lin).get(reverse("penalties:rules")).text
    printed = StringIO()
    call_command("list_penalty_rules", language="en", stdout=printed)
    assert all(f">{rule}<" in text and f"  {rule} " in printed.getvalue() for rule, _keys, _say in RULES)
    assert "From the 4. confirmed fine" in printed.getvalue()
