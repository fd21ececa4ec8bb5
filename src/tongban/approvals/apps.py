from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "tongban.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongban.approvals import reactions  # noqa: F401
