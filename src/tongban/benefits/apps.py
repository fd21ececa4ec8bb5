from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "tongban.benefits"
    label = "benefits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongban.benefits import reactions  # noqa: F401
