"""Whether a duty is settled and its state go together: counted apart, the planner expects a tenth of the open ones.

Then it sorts everything that is open for the first page of a queue instead of walking the queue's index.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("duties", "0007_indexes_of_few_rows")]

    operations = [
        migrations.RunSQL(
            [
                "CREATE STATISTICS duty_still_open (mcv) ON settled_at, state FROM duties_duty",
                "ANALYZE duties_duty (settled_at, state)",
            ],
            ["DROP STATISTICS duty_still_open"],
        ),
    ]
