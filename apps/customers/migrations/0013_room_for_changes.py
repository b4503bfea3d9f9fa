"""Pages of customers keep some room, so that a changed row stays on its page and no index is written again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0012_fewer_indexes")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE customers_customer SET (fillfactor = 80)",
            "ALTER TABLE customers_customer RESET (fillfactor)",
        ),
    ]
