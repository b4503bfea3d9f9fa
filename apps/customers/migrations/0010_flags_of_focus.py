from django.db import migrations

# Focus customers of before have a flag without measure; their review is due at once.
FOCUS = """
INSERT INTO customers_flag (customer_id, kind, reason, measure, review_on, set_at, ended_reason, version)
SELECT id, 'focus', COALESCE(NULLIF(focus_reason, ''), '–'), '', CURRENT_DATE, created_at, '', 1
  FROM customers_customer WHERE focus AND erased_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0009_customer_file"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [migrations.RunSQL(FOCUS, migrations.RunSQL.noop)]
