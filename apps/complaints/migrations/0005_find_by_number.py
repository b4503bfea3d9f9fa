"""Complaints by the beginning or end of their number, with or without its dash."""

from django.db import migrations

BARE = "translate(number, '-', '')"


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_remedies_and_causes")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX complaint_code_start ON complaints_complaint (({BARE}) text_pattern_ops)",
            "DROP INDEX complaint_code_start",
        ),
        migrations.RunSQL(
            f"CREATE INDEX complaint_code_end ON complaints_complaint (reverse({BARE}) text_pattern_ops)",
            "DROP INDEX complaint_code_end",
        ),
    ]
