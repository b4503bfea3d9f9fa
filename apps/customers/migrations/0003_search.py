"""Search by fragments with core PostgreSQL only: GIN over n-grams, reversed btrees for endings.

The gram functions are plain inlinable expressions: written with aggregates they cost twenty times as much to build.
"""

from django.db import migrations

NAME_LENGTH, PINYIN_LENGTH, NUMBER_LENGTH, PLATE_LENGTH = 32, 100, 24, 12


def _grams(text: str, *, sizes: tuple[int, ...], length: int) -> str:
    """An array of all pieces of `text` of these sizes; pieces that run past the end fall away."""
    pieces = [
        f"CASE WHEN length({text}) >= {start + size - 1} THEN substr({text}, {start}, {size}) ELSE '' END"
        for size in sizes
        for start in range(1, length - size + 2)
    ]
    return f"array_remove(ARRAY[{', '.join(pieces)}], '')"


def _function(name: str, body: str) -> tuple[str, str]:
    return (
        f"CREATE FUNCTION {name}(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT {body} $$",
        f"DROP FUNCTION {name}(text)",
    )


def _index(name: str, table: str, body: str) -> tuple[str, str]:
    return f"CREATE INDEX {name} ON {table} {body}", f"DROP INDEX {name}"


STEPS = (
    _function("customers_name_grams", _grams("lower($1)", sizes=(1, 2), length=NAME_LENGTH)),
    _function("customers_pinyin_grams", _grams("$1", sizes=(3,), length=PINYIN_LENGTH)),
    _function("customers_number_grams", _grams("$1", sizes=(4,), length=NUMBER_LENGTH)),
    _function("customers_plate_grams", _grams("$1", sizes=(3,), length=PLATE_LENGTH)),
    _index("customer_name_grams", "customers_customer", "USING gin (customers_name_grams(name))"),
    _index("customer_pinyin_grams", "customers_customer", "USING gin (customers_pinyin_grams(name_pinyin))"),
    _index("phone_number_grams", "customers_phone", "USING gin (customers_number_grams(number))"),
    _index("phone_number_end", "customers_phone", "(reverse(number) text_pattern_ops)"),
    _index("vehicle_plate_grams", "customers_vehicle", "USING gin (customers_plate_grams(plate))"),
    _index("vehicle_vin_end", "customers_vehicle", "(reverse(vin) text_pattern_ops)"),
    _index("order_number_start", "customers_order", "(number text_pattern_ops)"),
    _index("order_number_end", "customers_order", "(reverse(number) text_pattern_ops)"),
    _index("member_number_start", "customers_member", "(number text_pattern_ops)"),
    _index("member_number_end", "customers_member", "(reverse(number) text_pattern_ops)"),
)


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_append_only")]

    operations = [migrations.RunSQL(forward, backward) for forward, backward in STEPS]
