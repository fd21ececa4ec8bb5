"""What we need from outside: somebody who vouches for who is at the keyboard."""

from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from tongban.identity.types import Assertion, Invitation, Recognition


class IdentityProvider(Protocol):
    """A provider of identities (统一身份认证). It sees plain values, never the request or our models."""

    name: str

    def begin(self, *, search: str, limit: int, return_to: str, state: str) -> Invitation:
        """Where the person goes to be recognised. `state` comes back in the assertion, so that nobody can slip in a foreign one.

        `search` and `limit` matter only to a provider that lets one choose; raises NotAllowed when it is switched off.
        """

    def recognise(self, assertion: Assertion) -> Recognition:
        """Whom the assertion speaks of, checked (signature, audience, age). Raises NotAllowed when it cannot be believed.

        Only for somebody who was seen at this moment (a live face, a counter) is the level PROVEN; `live` in the assertion asks so.
        """


def provider() -> IdentityProvider:
    """The adapter that the setting IDENTITY_PROVIDER names."""
    return cast(IdentityProvider, import_string(settings.IDENTITY_PROVIDER)())
