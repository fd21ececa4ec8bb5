"""Signing in by choosing who one is: only for demonstrations, and only where the setting allows it."""

from django.conf import settings
from django.db.models import Q

from tongban.identity.contrib.demo.cast import CAST
from tongban.identity.contrib.demo.settlement import describe_cast
from tongban.identity.models import Person
from tongban.identity.types import Assertion, AssuranceLevel, Choice, Invitation, NotAllowed, Recognition
from tongban.kernel.words import Words

SOMEBODY = Words("合成人口中的一人", "One of the synthetic population")
OFF = Words(
    "本系统未开放演示登录。请使用正式的身份认证方式登录；演示环境可设置 TONGBAN_DEMO=1。",
    "Demonstration sign-in is switched off here. Sign in with the real identity provider; a demonstration sets TONGBAN_DEMO=1.",
)
UNKNOWN = Words(
    "没有这个演示账号。请从列表中选择。", "There is no such demonstration account. Choose one from the list."
)


class ChooseAPerson:
    """The demonstration provider: the assertion is `{"person": code}`, and is believed as it stands."""

    name = "demo"

    def begin(self, *, search: str, limit: int, return_to: str, state: str) -> Invitation:
        """The cast, or the people whose name or code begins with the words looked for."""
        _refuse_unless_demo()
        words = search.strip()
        if not words:
            return Invitation(choices=tuple(describe_cast()[:limit]))
        purposes = {member.code: member.purpose for member in CAST}
        found = Person.objects.filter(Q(name__startswith=words) | Q(code__startswith=words.lower())).order_by("code")
        rows = found.values_list("code", "name")[:limit]
        return Invitation(choices=tuple(Choice(code, name, purposes.get(code, SOMEBODY)) for code, name in rows))

    def recognise(self, assertion: Assertion) -> Recognition:
        """The chosen person, at the level that a check of name and number would give; `live` plays a camera that saw them."""
        _refuse_unless_demo()
        code = assertion.get("person", "")
        if not Person.objects.filter(code=code).exists():
            raise NotAllowed(UNKNOWN)
        return Recognition(code, AssuranceLevel.PROVEN if assertion.get("live") else AssuranceLevel.VERIFIED)


def _refuse_unless_demo() -> None:
    if not settings.DEMO:
        raise NotAllowed(OFF)
