"""Names are compared and found without apostrophes, as they are without dots: O'Neil is ONEIL."""

from django.db import migrations

FORWARD = """
UPDATE customers_customer SET name_key = translate(name_key, '''’‘`', '') WHERE name_key ~ '[''’‘`]'
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0018_pieces_of_words")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
