"""The oracle says nothing about a sound house, and notices each rule that is broken past every lock (D1–D8)."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from apps.accounts.models import User
from apps.desk.oracle.checking import RULES, check_house
from apps.desk.oracle.nightly import check_tonight
from apps.jobs.models import Job
from apps.notices.models import Notice
from tests.conftest import become_application
from tests.desk.oracle.world import lived
from tests.house_of_three import build_house

FIRST = "(SELECT min(id) FROM {0})"
# For each rule what breaks it, as the owner of the schema with constraints and triggers out of the way.
BREAKS = {
    "D1.duty": "UPDATE penalties_penalty SET duty_id = (SELECT min(duty_id) FROM penalties_penalty), kind = 'manual',"
    " state = 'proposed' WHERE id IN (SELECT id FROM penalties_penalty ORDER BY id LIMIT 2)",
    "D1.key": "ALTER TABLE penalties_penalty DROP CONSTRAINT penalty_reason_unique;"
    " UPDATE penalties_penalty SET key = 'once'",
    "D1.attempt": "ALTER TABLE callbacks_attempt DROP CONSTRAINT attempt_saved_once;"
    " UPDATE callbacks_attempt SET request_key = '00000000-0000-0000-0000-000000000001'",
    "D1.duty_key": "ALTER TABLE duties_duty DROP CONSTRAINT duty_reason_unique; UPDATE duties_duty SET key = 'once'",
    "D6.own": "ALTER TABLE penalties_penalty DROP CONSTRAINT penalty_not_by_subject;"
    " UPDATE penalties_penalty SET confirmed_by_id = subject_id",
    "D6.unconfirmed": "UPDATE penalties_penalty SET confirmed_by_id = NULL WHERE state = 'settled'",
    "D6.appeal": "UPDATE penalties_penalty SET state = 'upheld', decided_by_id = confirmed_by_id"
    " WHERE state = 'settled'",
    "D6.reversal": "UPDATE penalties_penalty SET amount = amount - 1 WHERE kind = 'reversal'",
    "D6.reason": "DELETE FROM penalties_penaltymovewords",
    "D6.month": "UPDATE penalties_penalty SET state = 'confirmed' WHERE state = 'settled'",
    "D6.settled": "UPDATE penalties_penalty SET settled_in_id = NULL WHERE state = 'settled'",
    "D6.line": "UPDATE penalties_payrollline SET amount = amount + 1",
    "D6.two": "ALTER TABLE penalties_payrollmonth DROP CONSTRAINT payroll_two_people;"
    " UPDATE penalties_payrollmonth SET closed_by_id = ready_by_id",
    "D8.float": "ALTER TABLE customers_order ADD COLUMN rebate double precision",
    "D2.order": "DELETE FROM callbacks_callback WHERE kind = 'delivery'",
    "D2.owner": "UPDATE accounts_user SET is_active = false",
    "D2.settled": "UPDATE callbacks_callback SET state = 'pending' WHERE state = 'completed'",
    "D2.attempt": "DELETE FROM callbacks_attempt",
    "D2.late": "UPDATE duties_duty SET state = 'open', settled_at = NULL WHERE state = 'missed'",
    "D2.kept": "UPDATE duties_duty SET settled_at = due_at + interval '1 day' WHERE state = 'kept'",
    "D2.missed": "UPDATE duties_duty SET missed_at = due_at + interval '1 second' WHERE state = 'missed'",
    "D2.stores": "UPDATE customers_order SET store_id = store_id + 1",
    "D2.person": "UPDATE customers_order SET customer_id = customer_id + 1",
    "D2.complaint": "UPDATE duties_duty SET state = 'open', settled_at = NULL WHERE kind = 'complaint.close'",
    "D2.issued": "UPDATE complaints_complaint SET state = 'handling', close_duty_id = NULL",
    "D2.verify": "DELETE FROM complaints_verification; UPDATE complaints_complaint SET state = 'verifying'",
    "D3.frozen": f"DELETE FROM reports_frozenfigure WHERE id = {FIRST.format('reports_frozenfigure')}",
    "D3.changed": "UPDATE reports_frozenfigure SET numerator = numerator + 1",
    "D3.base": "UPDATE reports_frozenfigure SET numerator = 3, base = 0",
    "D3.half": "UPDATE reports_issue SET state = 'draft' WHERE state = 'scheduled'; DELETE FROM reports_draftfigure",
    "D3.current": "UPDATE reports_issue SET state = 'submitted', submitted_at = now();"
    " ALTER TABLE reports_issue DROP CONSTRAINT report_version_once;"
    " UPDATE reports_issue SET start = '2025-03-10', kind = 'week'",
    "D3.signed": "UPDATE reports_issue SET prepared_by_id = NULL",
    "D3.period": 'UPDATE reports_issue SET "end" = "end" + 1',
    "D7.counts": "UPDATE customers_importbatch SET read_count = read_count + 1",
    "D7.rows": "UPDATE customers_importrow SET verdict = 'same'",
    "D7.left": "UPDATE customers_importbatch SET state = 'rolled_back'",
    "D4.duties": "DELETE FROM duties_dutyevent WHERE what = 'settle'",
    "D4.calls": "DELETE FROM callbacks_callbackmove",
    "D4.complaints": "DELETE FROM complaints_complaintmove WHERE what LIKE '%close%' OR new = 'closed'",
    "D4.penalties": "DELETE FROM penalties_penaltymove WHERE what = 'settle'",
    "D4.reports": "DELETE FROM reports_issuemove WHERE what = 'submit'",
    "D5.triggers": "ALTER TABLE callbacks_attempt ENABLE TRIGGER refuse_row_change",
    "D5.rights": "GRANT UPDATE ON callbacks_attempt TO {application}",
    "J.slot": "ALTER TABLE jobs_job DROP CONSTRAINT job_reason_unique; UPDATE jobs_job SET key = 'once'",
    "J.held": "UPDATE jobs_job SET state = 'running', lease_until = now() - interval '1 hour'",
    "J.ended": "UPDATE jobs_job SET ended_at = NULL",
}


@pytest.fixture(scope="module")
def built(standing, tmp_path_factory):
    from django.conf import settings

    before, settings.FILES_ROOT = settings.FILES_ROOT, tmp_path_factory.mktemp("files")
    yield lived(build_house())
    settings.FILES_ROOT = before


@pytest.fixture
def broken(db, built, settings):
    """`broken("D2.late")`: the house with that rule broken."""

    def break_rule(key: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "RESET ROLE; SET LOCAL session_replication_role = replica; SET CONSTRAINTS ALL IMMEDIATE"
            )
            cursor.execute(
                "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'refuse_change'"
            )
            for (table,) in cursor.fetchall() if not key.startswith("D5") else ():
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            cursor.execute(BREAKS[key].replace("{application}", settings.APPLICATION_ROLE))
        become_application(connection=connection)

    return break_rule


def told(built, key):
    return check_house(now=built.now, keys=frozenset({key}))


def test_a_sound_house_has_no_findings(db, built):
    assert [finding.sentence for finding in check_house(now=built.now)] == []


def test_every_rule_has_its_negative_control():
    assert {rule.key for rule in RULES} == set(BREAKS)


@pytest.mark.parametrize("key", BREAKS)
def test_a_broken_rule_is_noticed(broken, built, key):
    broken(key)
    found = told(built, key)
    assert found
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert "%(" not in found[0].sentence


def test_the_command_says_it_and_fails(broken, built):
    out = StringIO()
    call_command("check_house", only="D6.line", stdout=out)
    assert "1" in out.getvalue()
    broken("D6.line")
    out = StringIO()
    with pytest.raises(SystemExit) as status:
        call_command("check_house", only="D6.line", language="en", stdout=out, stderr=StringIO())
    assert status.value.code == 1
    assert out.getvalue().startswith("D6.line: The month 2025-03 says")


def test_administrators_hear_of_it_once_a_day(broken, built, at):
    broken("D6.line")
    told_at = at("2025-04-18 03:05")
    assert check_tonight(now=at("2025-04-18 02:45")) == {}
    result = check_tonight(now=told_at)
    Job.objects.create(
        kind="desk.check_house", key="x", asked_at=told_at, not_before=told_at, state="done", result=result
    )
    assert "D6.line" in result["failed"]
    assert check_tonight(now=at("2025-04-18 15:00")) == {}
    assert Notice.objects.get(kind="desk.check_house").user == User.objects.get(username="root")
