"""The demonstration city: its content, its organs, its synthetic people. Loading it again changes nothing that is there."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.catalogue.public import ContentBroken, Edition, studio


def load_the_city(*, size: int, at: datetime) -> int:
    """Publish content and calendar, then fill identity and registers with `size` synthetic people. Gives the edition's number."""
    from django.conf import settings
    from django.utils import timezone

    from tongban.catalogue import public as catalogue
    from tongban.identity import public as identity
    from tongban.policies import public as policies
    from tongban.sources import public as sources

    today = timezone.localdate(at)
    try:
        edition = catalogue.studio.adopt((settings.CONTENT, settings.IMPORTED), by="system", at=at)
        catalogue.publish_calendar(settings.CONTENT, by="system", at=at)
    except (catalogue.ContentBroken, catalogue.studio.Overtaken) as broken:
        edition = _in_force_instead(broken)
    identity.load_organs(edition.organs.values())
    identity.populate(size, on=today)
    sources.populate(on=today)
    for audience in ("person", "organisation"):
        if not policies.snapshots(audience, limit=1):
            policies.snapshot(edition, audience, at=at, by="system")
    return edition.number


def _in_force_instead(broken: "ContentBroken | studio.Overtaken") -> "Edition":
    """Content with problems never takes a running city away: what was published before stays in force."""
    from tongban.catalogue import public as catalogue

    try:
        edition = catalogue.edition()
    except catalogue.NoEdition:
        raise broken from None
    print(
        f"内容有误，没有发布；沿用第 {edition.number} 版。\n"
        f"The content has problems and was not published; edition {edition.number} stays in force.\n{broken}",
        file=sys.stderr,
    )
    return edition


def greeting(address: str) -> str:
    """What `up` prints when the city is open: the address and who one can be."""
    from tongban.identity import public as identity

    cast = "\n".join(f"  {account}" for account in identity.describe_cast())
    return (
        f"\n  通办已启动 / Tongban is up:  {address}\n\n"
        f"演示账户（在登录页选择；全部为虚构人物） / Demo accounts (choose one when signing in; all invented):\n{cast}\n\n"
        "停止 / stop: ./tongban down\n"
    )
