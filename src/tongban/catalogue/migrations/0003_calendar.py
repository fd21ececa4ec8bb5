"""The legal calendar by version. As with the content, the database itself refuses to change or remove what was published."""

from django.db import migrations, models

REFUSE = """
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON catalogue_calendar
FOR EACH ROW EXECUTE FUNCTION catalogue_is_immutable();
"""
ALLOW = "DROP TRIGGER immutable ON catalogue_calendar;"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_immutable")]
    operations = [
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("body", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
            ],
            options={"db_table": "catalogue_calendar"},
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
