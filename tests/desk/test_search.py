"""Search by fragments: what finds whom, and by which index (S20)."""

import re
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, SearchStop
from apps.customers.rules.fragments import read_fragment
from apps.customers.rules.pinyin import pinyin_key
from apps.customers.services.search import closest
from tests.customers.lists import MEMBERS, house_of_lists, upload
from tests.house_of_three import House

PEOPLE = [
    ("张伟强", "13912345678", "豫A8K766", "LSVAU2180N2104482", "JS2611-0412", "2026-11-01", "", "", ""),
    ("曾国华", "037166668888", "豫AD12345", "", "JS2611-0500", "2026-11-01", "", "", ""),
    ("河南锐通物流有限公司", "13712340000", "", "", "JS2611-0501", "2026-11-01", "", "", ""),
    ("John Smith", "13812349999", "", "", "JS2611-0502", "2026-11-01", "", "", ""),
    ("单雄信", "13512340001", "", "", "JS2611-0503", "2026-11-01", "", "", ""),
    ("阿卜杜拉·买买提", "13512340002", "", "", "JS2611-0504", "2026-11-01", "", "", ""),
    ("𠮷野𬀩", "13512340003", "", "", "JS2611-0505", "2026-11-01", "", "", ""),
    ("尉迟恭", "13512340004", "", "", "豫郑字2611-0506", "2026-11-01", "", "", ""),
    ("Shaun O'Neil", "13512340007", "豫A55501", "", "ZD/26.11/(0507)", "2026-11-01", "", "", ""),
]


MEMBER = ("张伟强", "13912345678", "VIP-8801", "金卡", "2026-11-01")


@pytest.fixture(scope="module")
def built(standing: None, tmp_path_factory: Any) -> House:
    return house_of_lists(
        upload(PEOPLE), upload([MEMBER], header=MEMBERS), folder=tmp_path_factory.mktemp("f")
    )


@pytest.fixture
def house(db: None, built: House) -> House:
    return deepcopy(built)


@pytest.fixture
def people(house: House) -> House:
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
        ("js26110412", "张伟强", "order"),
        ("110412", "张伟强", "order"),
        ("vip8801", "张伟强", "member"),
        ("shanxx", None, ""),
        ("shanxiong", "单雄信", "name"),
        ("dxx", "单雄信", "name"),
        ("zeng'guo", "曾国华", "name"),
        ("zgh", "曾国华", "name"),
        ("yuchi", "尉迟恭", "name"),
        ("ruitong", "河南锐通物流有限公司", "name"),
        ("卜杜拉买买", "阿卜杜拉·买买提", "name"),
        ("杜拉•买", "阿卜杜拉·买买提", "name"),
        ("杜拉・买", "阿卜杜拉·买买提", "name"),
        ("野𬀩", "𠮷野𬀩", "name"),
        ("５６７８", "张伟强", "phone"),
        ("+86 139-1234-5678", "张伟强", "phone"),
        ("豫Ａ·８Ｋ７６６", "张伟强", "plate"),
        ("ＪＳ２６１１－０４１２", "张伟强", "order"),
        ("ＳＭＩＴＨ", "John Smith", "name"),
        ("张伟强先生", "张伟强", "name"),
        ("O'Neil", "Shaun O'Neil", "name"),
        ("oneil", "Shaun O'Neil", "name"),
        ("豫郑字2611", "尉迟恭", "order"),
        ("zd/26.11/", "Shaun O'Neil", "order"),
        ("ＺＤ／26.11／(0507)", "Shaun O'Neil", "order"),
        ("张 8K766", "张伟强", "plate"),
        ("张豫A8K766", "张伟强", "plate"),
        ("单 0001", "单雄信", "phone"),
        ("张伟强5678", "张伟强", "phone"),
        ("豫A8K 张", "张伟强", "plate"),
        ("zhang 0412", "张伟强", "name"),
        ("张 伟强 8801", "张伟强", "member"),
        ("王 8K766", None, ""),
        ("单 5678", None, ""),
        ("张伟强 567", None, ""),
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
    with django_assert_num_queries(0):
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


TYPES = ("bigint[]", "text", "text", "text", "text", "text", "int")


def statements_of_find() -> list[str]:
    """What the database's function runs, with numbered parameters in place of its names."""
    names = ("stores", "q_name", "q_pinyin", "q_phone", "q_plate", "q_code", "most")
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'customers_find'")
        body = cursor.fetchone()[0]
    body = body.replace("most - got", "most").replace("|| last", "|| chr(1114111)")
    body = re.sub(r"\btail\b", "reverse(q_code)", body)
    for place, name in enumerate(names, start=1):
        body = re.sub(rf"\b{name}\b", f"${place}", body)
    return re.findall(r"RETURN QUERY\s+(.*?);", body, re.S)


@pytest.mark.long
def test_no_plan_walks_a_table(crowd: House) -> None:
    statements = statements_of_find()
    assert len(statements) == 13
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(proconfig) FROM pg_proc WHERE proname = 'customers_find'")
        for (setting,) in cursor.fetchall():
            cursor.execute(f"SET LOCAL {setting}")
        for number, statement in enumerate(statements):
            cursor.execute(f"PREPARE s{number} ({', '.join(TYPES)}) AS {statement}")
            cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE s{number} ('{{1}}', '', '', '', '', '', 20)")
            assert scanned(cursor.fetchone()[0][0]["Plan"]) == set(), statement
            cursor.execute(f"DEALLOCATE s{number}")


def test_whole_matches_come_first_and_every_kind_has_its_turn() -> None:
    phones = [(pk, "phone", 1) for pk in range(100)]
    found = closest([*phones, (200, "order", 1), (300, "member", 0), (5, "order", 2)], limit=4)
    assert found == {300: "member", 0: "phone", 200: "order", 1: "phone"}


def test_both_readings_of_a_surname_are_typed_and_its_own_sorts() -> None:
    assert pinyin_key("曾国华").split()[0] == "zengguohua"
    assert {"cengguohua", "cgh", "guohua"} <= set(pinyin_key("曾国华").split())
    assert pinyin_key("吕布").split()[:2] == ["lvbu", "lb"] and "lubu" in pinyin_key("吕布").split()
    assert all(len(pinyin_key(name)) <= 100 for name in ("重行乐长", "单" * 80))


def test_a_piece_typed_is_looked_up_where_it_can_occur() -> None:
    fragment = read_fragment("豫A·8K766")
    assert fragment is not None
    assert (fragment.name, fragment.plate, fragment.code, fragment.phone) == (
        "豫A8K766",
        "豫A8K766",
        None,
        None,
    )
    number = read_fragment("0371-66668888")
    assert number is not None and (number.phone, number.name) == ("037166668888", None)


def test_nobody_leafs_through_all_customers_by_searching(
    people: House, lin: User, noon: datetime, signed_in: Any, settings: Any
) -> None:
    settings.SEARCHES_A_MINUTE = 3
    client = signed_in(lin)
    answers = [client.get("/search/", {"q": "1234"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    stop = SearchStop.objects.get()
    assert (stop.by, stop.span, stop.most) == (lin, "minute", 3)
    assert client.get("/search/", {"q": "12"}).status_code == 200
    assert client.get("/customers/", {"q": "1234"}).status_code == 429
    services.note_search(lin, now=noon + timedelta(days=900))
    settings.SEARCHES_A_DAY = 1
    with pytest.raises(Refused):
        services.note_search(lin, now=noon + timedelta(days=900, minutes=2))
    assert {one.span for one in SearchStop.objects.all()} == {"minute", "day"}


def test_erased_customers_are_not_found(people: House, lin: User, noon: datetime) -> None:
    Customer.objects.filter(name="张伟强").update(erased_at=noon)
    assert services.search_customers("VIP-8801", lin) == []
