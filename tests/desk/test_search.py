"""Search by fragments: what finds whom, and by which index (S20)."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.customers import services
from apps.customers.services.search import found_statement
from tests.customers.lists import MEMBERS, taken_in, upload
from tests.house_of_three import House

PEOPLE = [
    ("张伟强", "13912345678", "豫A8K766", "LSVAU2180N2104482", "JS2611-0412", "2026-11-01", "", "", ""),
    ("曾国华", "037166668888", "豫AD12345", "", "JS2611-0500", "2026-11-01", "", "", ""),
    ("河南锐通物流有限公司", "13712340000", "", "", "JS2611-0501", "2026-11-01", "", "", ""),
    ("John Smith", "13812349999", "", "", "JS2611-0502", "2026-11-01", "", "", ""),
]


@pytest.fixture
def people(house: House, root: User, noon: datetime, settings: Any, tmp_path: Any) -> House:
    settings.FILES_ROOT = tmp_path
    taken_in(upload(PEOPLE), store=house.store, by=root, now=noon)
    member = ("张伟强", "13912345678", "VIP-8801", "金卡", "2026-11-01")
    taken_in(upload([member], header=MEMBERS), store=house.store, by=root, now=noon)
    return house


@pytest.mark.parametrize(
    ("query", "name", "what"),
    [
        ("伟强", "张伟强", "name"),
        ("张伟", "张伟强", "name"),
        ("张 伟强", "张伟强", "name"),
        ("zwq", "张伟强", "name"),
        ("weiqiang", "张伟强", "name"),
        ("zhangwei", "张伟强", "name"),
        ("zenggh", None, ""),
        ("zengguo", "曾国华", "name"),
        ("ceng", "曾国华", "name"),
        ("锐通", "河南锐通物流有限公司", "name"),
        ("smith", "John Smith", "name"),
        ("5678", "张伟强", "phone"),
        ("2345", "张伟强", "phone"),
        ("13912345678", "张伟强", "phone"),
        ("139 1234 5678", "张伟强", "phone"),
        ("A8K766", "张伟强", "plate"),
        ("豫A8K", "张伟强", "plate"),
        ("8k7", "张伟强", "plate"),
        ("104482", "张伟强", "vin"),
        ("N2104482", "张伟强", "vin"),
        ("JS2611-0412", "张伟强", "order"),
        ("js2611-0412", "张伟强", "order"),
        ("0412", "张伟强", "order"),
        ("VIP-8801", "张伟强", "member"),
        ("伟弱", None, ""),
        ("9876543", None, ""),
        ("%%%%", None, ""),
    ],
)
def test_fragments(people: House, lin: User, query: str, name: str | None, what: str) -> None:
    hits = {hit.name: hit.what for hit in services.search_customers(query, lin)}
    if name is None:
        assert hits == {}
    else:
        assert hits[name] == what


@pytest.mark.parametrize("query", ["", "伟", "zw", "139", "1-3", "   "])
def test_too_short_a_fragment_asks_nothing(
    people: House, lin: User, query: str, django_assert_num_queries: Any
) -> None:
    services.search_customers("weiq", lin)
    assert not services.is_long_enough(query)
    with django_assert_num_queries(1):
        assert services.search_customers(query, lin) == []


def test_numbers_are_masked(people: House, lin: User) -> None:
    assert services.search_customers("伟强", lin)[0].phone == "139****5678"


def test_another_store_finds_nobody(people: House, stranger: User) -> None:
    assert services.search_customers("伟强", stranger) == []


def test_a_department_head_finds_no_customers(people: House, han: User) -> None:
    assert services.search_customers("伟强", han) == []


def test_the_page_groups_hits_and_opens_a_single_one(people: House, lin: User, signed_in: Any) -> None:
    client = signed_in(lin)
    answer = client.get("/search/", {"q": "1234"})
    assert answer.status_code == 200
    assert "139****5678" in answer.text
    assert "13912345678" not in answer.text
    assert client.get("/search/", {"q": "伟强"}).status_code == 302
    part = client.get("/search/", {"q": "伟强"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "张伟强" in part.text
    assert client.get("/search/", {"q": "x"}).status_code == 200
    assert client.get("/search/").status_code == 200


@pytest.mark.parametrize(("who", "status"), [("lin", 200), ("han", 200), ("qian", 403), ("wu", 403)])
def test_who_may_search(
    house: House, signed_in: Any, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    assert signed_in(request.getfixturevalue(who)).get("/search/?q=abcd").status_code == status


MANY = """
WITH people AS (
    INSERT INTO customers_customer (store_id, kind, name, name_pinyin, name_key, gender, id_no, address, source, remark,
           do_not_call, do_not_call_reason, focus, focus_reason, undone, created_at, version)
    SELECT %(store)s, 'person', chr(19968 + i %% 400) || chr(20968 + i %% 3001) || chr(22968 + i %% 2003),
           'a' || md5(i::text), '', '', '', '', '', '', false, '', false, '', false, now(), 1
      FROM generate_series(1, 30000) i RETURNING id
), numbers AS (
    INSERT INTO customers_phone (customer_id, number, position, validity, source)
    SELECT id, '13' || lpad((id * 7919 %% 1000000000)::text, 9, '0'), 1, 'unknown', '' FROM people
), documents AS (
    INSERT INTO customers_order (store_id, kind, number, document_day, customer_id, served_by_name, repair_type, source,
           state, is_history, created_at, version)
    SELECT %(store)s, 'repair', 'D' || lpad(id::text, 9, '0'), '2026-01-01', id, '', '', '', 'active', true, now(), 1
      FROM people
), cars AS (
    INSERT INTO customers_vehicle (store_id, vin, plate, model, colour, engine_no)
    SELECT %(store)s, substr(upper(md5(id::text)), 1, 17), '豫' || substr(upper(md5(id::text)), 20, 6), '', '', ''
      FROM people RETURNING id
), roles AS (
    INSERT INTO customers_vehiclerole (customer_id, vehicle_id, role)
    SELECT p.id, c.id, 'owner'
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people) p
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM cars) c USING (n)
)
INSERT INTO customers_member (store_id, number, customer_id, level, entered_at, document, version)
SELECT %(store)s, 'M' || lpad(id::text, 9, '0'), id, '', now(), '', 1 FROM people
"""


@pytest.fixture
def crowd(house: House, as_owner: None) -> House:
    """Thirty thousand customers, made by the database."""
    tables = ("customer", "phone", "order", "vehicle", "vehiclerole", "member")
    with connection.cursor() as cursor:
        cursor.execute(MANY, {"store": house.store.pk})
        for name in tables:
            cursor.execute(f"ANALYZE customers_{name}")
    return house


def scanned(plan: dict[str, Any]) -> set[str]:
    """Tables a plan walks from end to end."""
    found = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return found.union(*(scanned(part) for part in plan.get("Plans", ())))


@pytest.mark.long
def test_no_plan_walks_a_table(crowd: House) -> None:
    for query in (
        "伟强",
        "伟强伟",
        "zwqx",
        "abc123",
        "5678",
        "345678",
        "13912345678",
        "豫A8K",
        "A8K76",
        "D000012345",
    ):
        statement, params = found_statement(query, stores=[crowd.store.pk])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", params)
            plan = cursor.fetchone()[0][0]["Plan"]
        assert scanned(plan) == set(), query
