from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_gap_settled")]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.CharField(max_length=60)),
                ("on", models.DateField()),
                ("count", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("on", "node"), name="one_opening_count_a_day")],
            },
        ),
    ]
