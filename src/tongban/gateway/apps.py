from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "tongban.gateway"
    label = "gateway"
