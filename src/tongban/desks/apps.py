from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "tongban.desks"
    label = "desks"
