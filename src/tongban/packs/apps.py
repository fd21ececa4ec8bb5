from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "tongban.packs"
    label = "packs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongban.packs import reactions  # noqa: F401
