from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0002_click"),
    ]

    operations = [
        migrations.AddField(
            model_name="gap",
            name="settled_at",
            field=models.DateTimeField(null=True),
        ),
    ]
