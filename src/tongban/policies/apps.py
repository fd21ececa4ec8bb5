from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "tongban.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongban.policies import reactions  # noqa: F401
