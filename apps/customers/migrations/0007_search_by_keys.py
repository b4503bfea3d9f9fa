"""Search in one call: a function per session-cached plan, over n-grams in GIN and over beginnings in btrees.

The pieces come from PL/pgSQL functions: an inlined expression of eighty terms cost every statement on its table more
to plan than to run. Their cost says that no plan may call them for each row of a table; where a btree is walked, the
order asked for is its own, so that no plan but the index can deliver it. Plans are made once a session, since making
them takes longer than walking them, and without workers, whose start takes longer still.
"""

from importlib import import_module

from django.db import migrations

OLD_FUNCTIONS = import_module("apps.customers.migrations.0003_search").STEPS[:4]
PIECES = {
    # name: size of the pieces, length of the usual text, length looked at
    "customers_key_pieces": (2, 6, 80),
    "customers_pinyin_pieces": (3, 40, 100),
    "customers_number_pieces": (4, 11, 24),
    "customers_plate_pieces": (3, 8, 12),
}
OLD = (
    ("customer_name_grams", "customers_name_grams", "customers_customer", "name"),
    ("customer_pinyin_grams", "customers_pinyin_grams", "customers_customer", "name_pinyin"),
    ("phone_number_grams", "customers_number_grams", "customers_phone", "number"),
    ("vehicle_plate_grams", "customers_plate_grams", "customers_vehicle", "plate"),
)
OLD_ENDS = (
    ("order_number_start", "customers_order", "number"),
    ("order_number_end", "customers_order", "reverse(number)"),
    ("member_number_start", "customers_member", "number"),
    ("member_number_end", "customers_member", "reverse(number)"),
)
BARE = "translate(number, '-', '')"
INDEXES = (
    ("customer_key_pieces", "customers_customer", "USING gin (customers_key_pieces(name_key))"),
    ("customer_pinyin_pieces", "customers_customer", "USING gin (customers_pinyin_pieces(name_pinyin))"),
    ("phone_number_pieces", "customers_phone", "USING gin (customers_number_pieces(number))"),
    ("vehicle_plate_pieces", "customers_vehicle", "USING gin (customers_plate_pieces(plate))"),
    ("customer_key_start", "customers_customer", "(name_key text_pattern_ops)"),
    ("customer_pinyin_start", "customers_customer", "(name_pinyin text_pattern_ops)"),
    ("order_code_start", "customers_order", f"(({BARE}) text_pattern_ops)"),
    ("order_code_end", "customers_order", f"(reverse({BARE}) text_pattern_ops)"),
    ("member_code_start", "customers_member", f"(({BARE}) text_pattern_ops)"),
    ("member_code_end", "customers_member", f"(reverse({BARE}) text_pattern_ops)"),
)

OURS = "c.store_id = ANY(stores) AND NOT c.undone AND c.erased_at IS NULL"
FIND = f"""
CREATE FUNCTION customers_find(stores bigint[], q_name text, q_pinyin text, q_phone text, q_plate text, q_code text,
                               most int)
RETURNS TABLE (found bigint, what text, grade int) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    got int;
    last constant text := chr(1114111);
    tail constant text := reverse(q_code);
BEGIN
  IF q_name IS NOT NULL THEN
    RETURN QUERY
    SELECT c.id, 'name', CASE WHEN c.name_key = q_name THEN 0 ELSE 1 END FROM customers_customer c
     WHERE c.name_key ~>=~ q_name AND c.name_key ~<~ (q_name || last) AND {OURS}
     ORDER BY c.name_key USING ~<~ LIMIT most;
    GET DIAGNOSTICS got = ROW_COUNT;
    IF got < most THEN
      RETURN QUERY
      SELECT c.id, 'name', 2 FROM customers_customer c
       WHERE customers_key_pieces(c.name_key) @> customers_key_pieces_of(q_name)
         AND strpos(c.name_key, q_name) > 1 AND {OURS} LIMIT most - got;
    END IF;
  END IF;
  IF q_pinyin IS NOT NULL THEN
    RETURN QUERY
    SELECT c.id, 'name', 1 FROM customers_customer c
     WHERE c.name_pinyin ~>=~ q_pinyin AND c.name_pinyin ~<~ (q_pinyin || last) AND {OURS}
     ORDER BY c.name_pinyin USING ~<~ LIMIT most;
    GET DIAGNOSTICS got = ROW_COUNT;
    IF got < most THEN
      RETURN QUERY
      SELECT c.id, 'name', 2 FROM customers_customer c
       WHERE customers_pinyin_pieces(c.name_pinyin) @> customers_pinyin_pieces_of(q_pinyin)
         AND strpos(c.name_pinyin, ' ' || q_pinyin) > 0 AND {OURS} LIMIT most - got;
      IF NOT FOUND AND length(q_pinyin) > 3 THEN
        RETURN QUERY
        SELECT c.id, 'name', 3 FROM customers_customer c
         WHERE customers_pinyin_pieces(c.name_pinyin) @> customers_pinyin_pieces_of(q_pinyin)
           AND strpos(c.name_pinyin, q_pinyin) > 1 AND {OURS} LIMIT most - got;
      END IF;
    END IF;
  END IF;
  IF q_phone IS NOT NULL THEN
    RETURN QUERY
    SELECT c.id, 'phone', CASE WHEN p.number = q_phone THEN 0 ELSE 1 END
      FROM customers_phone p JOIN customers_customer c ON c.id = p.customer_id AND {OURS}
     WHERE reverse(p.number) ~>=~ reverse(q_phone) AND reverse(p.number) ~<~ (reverse(q_phone) || last)
     ORDER BY reverse(p.number) USING ~<~ LIMIT most;
    GET DIAGNOSTICS got = ROW_COUNT;
    IF got < most THEN
      RETURN QUERY
      SELECT c.id, 'phone', 2 FROM customers_phone p JOIN customers_customer c ON c.id = p.customer_id AND {OURS}
       WHERE customers_number_pieces(p.number) @> customers_number_pieces_of(q_phone)
         AND strpos(p.number, q_phone) > 0 LIMIT most - got;
    END IF;
  END IF;
  IF q_plate IS NOT NULL THEN
    RETURN QUERY
    SELECT c.id, 'plate', CASE WHEN v.plate = q_plate THEN 0 WHEN right(v.plate, length(q_plate)) = q_plate THEN 1 ELSE 2 END
      FROM customers_vehicle v JOIN customers_vehiclerole r ON r.vehicle_id = v.id
      JOIN customers_customer c ON c.id = r.customer_id AND {OURS}
     WHERE customers_plate_pieces(v.plate) @> customers_plate_pieces_of(q_plate)
       AND strpos(v.plate, q_plate) > 0 LIMIT most;
  END IF;
  IF q_code IS NOT NULL THEN
    RETURN QUERY
    SELECT c.id, 'order', CASE WHEN translate(o.number, '-', '') = q_code THEN 0 ELSE 1 END
      FROM customers_order o JOIN customers_customer c ON c.id = o.customer_id AND {OURS}
     WHERE translate(o.number, '-', '') ~>=~ q_code AND translate(o.number, '-', '') ~<~ (q_code || last)
       AND o.state <> 'undone' ORDER BY translate(o.number, '-', '') USING ~<~ LIMIT most;
    RETURN QUERY
    SELECT c.id, 'order', 1 FROM customers_order o JOIN customers_customer c ON c.id = o.customer_id AND {OURS}
     WHERE reverse(translate(o.number, '-', '')) ~>=~ tail AND reverse(translate(o.number, '-', '')) ~<~ (tail || last)
       AND o.state <> 'undone' ORDER BY reverse(translate(o.number, '-', '')) USING ~<~ LIMIT most;
    RETURN QUERY
    SELECT c.id, 'member', CASE WHEN translate(m.number, '-', '') = q_code THEN 0 ELSE 1 END
      FROM customers_member m JOIN customers_customer c ON c.id = m.customer_id AND {OURS}
     WHERE translate(m.number, '-', '') ~>=~ q_code AND translate(m.number, '-', '') ~<~ (q_code || last)
     ORDER BY translate(m.number, '-', '') USING ~<~ LIMIT most;
    RETURN QUERY
    SELECT c.id, 'member', 1 FROM customers_member m JOIN customers_customer c ON c.id = m.customer_id AND {OURS}
     WHERE reverse(translate(m.number, '-', '')) ~>=~ tail AND reverse(translate(m.number, '-', '')) ~<~ (tail || last)
     ORDER BY reverse(translate(m.number, '-', '')) USING ~<~ LIMIT most;
    RETURN QUERY
    SELECT c.id, 'vin', CASE WHEN v.vin = q_code THEN 0 ELSE 1 END
      FROM customers_vehicle v JOIN customers_vehiclerole r ON r.vehicle_id = v.id
      JOIN customers_customer c ON c.id = r.customer_id AND {OURS}
     WHERE reverse(v.vin) ~>=~ tail AND reverse(v.vin) ~<~ (tail || last)
     ORDER BY reverse(v.vin) USING ~<~ LIMIT most;
  END IF;
END $$
"""


def _pieces(name: str, size: int, usual: int, length: int) -> tuple[str, str]:
    """All pieces of a text; what hangs over its end is a shorter piece nobody asks for."""

    def all_of(signs: int) -> str:
        cut = ", ".join(f"substr($1, {start}, {size})" for start in range(1, signs + 1))
        return f"array_remove(ARRAY[{cut}], '')"

    return (
        f"CREATE FUNCTION {name}(text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$"
        f" BEGIN IF length($1) <= {usual} THEN RETURN {all_of(usual)}; END IF; RETURN {all_of(length)}; END $$",
        f"DROP FUNCTION {name}(text)",
    )


def _pieces_of(name: str, size: int) -> tuple[str, str]:
    """The whole pieces of what is looked for."""
    return (
        f"CREATE FUNCTION {name}_of(text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN"
        f" RETURN ARRAY(SELECT substr($1, n, {size}) FROM generate_series(1, length($1) - {size - 1}) n); END $$",
        f"DROP FUNCTION {name}_of(text)",
    )


def _index(name: str, table: str, body: str) -> tuple[str, str]:
    return f"CREATE INDEX {name} ON {table} {body}", f"DROP INDEX {name}"


def _backwards(step: tuple[str, str]) -> tuple[str, str]:
    return step[1], step[0]


STEPS = (
    *(
        _backwards(_index(name, table, f"USING gin ({function}({column}))"))
        for name, function, table, column in OLD
    ),
    *(_backwards(_index(name, table, f"({column} text_pattern_ops)")) for name, table, column in OLD_ENDS),
    *(_backwards(step) for step in OLD_FUNCTIONS),
    *(_pieces(name, *sizes) for name, sizes in PIECES.items()),
    *(_pieces_of(name, sizes[0]) for name, sizes in PIECES.items()),
    *(_index(*index) for index in INDEXES),
    (
        FIND,
        "DROP FUNCTION customers_find(bigint[], text, text, text, text, text, int)",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_import_conflicts_and_monthly_lists")]

    operations = [migrations.RunSQL(forward, backward) for forward, backward in STEPS]
