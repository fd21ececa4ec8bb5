"""The demonstration city: its content, its organs, its synthetic people. Loading it again changes nothing that is there."""

from datetime import datetime


def load_the_city(*, size: int, at: datetime) -> int:
    """Publish the content, then fill identity and the registers with `size` synthetic people. Gives the edition's number."""
    from django.conf import settings
    from django.utils import timezone

    from tongban.catalogue import public as catalogue
    from tongban.identity import public as identity
    from tongban.sources import public as sources

    today = timezone.localdate(at)
    edition = catalogue.publish(settings.CONTENT, by="system", at=at)
    identity.load_organs(edition.organs.values())
    identity.populate(size, on=today)
    sources.populate(on=today)
    return edition.number


def greeting(address: str) -> str:
    """What `up` prints when the city is open: the address and who one can be."""
    from tongban.identity import public as identity

    cast = "\n".join(f"  {account}" for account in identity.describe_cast())
    return (
        f"\n  通办已启动 / Tongban is up:  {address}\n\n"
        f"演示账户（在登录页选择；全部为虚构人物） / Demo accounts (choose one when signing in; all invented):\n{cast}\n\n"
        "停止 / stop: ./tongban down\n"
    )
