from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_attend_at_the_counter")]

    operations = [
        migrations.AddField("draft", "ways", models.JSONField(default=dict)),
        migrations.AddField("draft", "later", models.JSONField(default=list)),
        migrations.AddField("draft", "licence", models.CharField(blank=True, default="", max_length=60), False),
        migrations.AddField("draft", "carried", models.JSONField(default=dict)),
    ]
