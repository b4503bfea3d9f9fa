from django.db import migrations

# Customers who were marked so far do not want any call.
MARKED = """
INSERT INTO customers_optout (customer_id, kind, reason, recorded_at, withdrawn_reason)
SELECT id, '', COALESCE(NULLIF(do_not_call_reason, ''), '–'), created_at, '' FROM customers_customer
 WHERE do_not_call AND erased_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_opt_outs"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [migrations.RunSQL(MARKED, migrations.RunSQL.noop)]
