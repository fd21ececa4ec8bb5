from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_choose_ways_and_begin_from_a_licence")]

    operations = [migrations.AlterField("draft", "licence", models.CharField(blank=True, max_length=100))]
