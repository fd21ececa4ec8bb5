"""What the documents need from outside: somebody who examines uploads, and somebody who keeps the organs' seals."""

from typing import Protocol

from tongban.documents.types import Examined, SealOwner


class Examiner(Protocol):
    """Examines an uploaded file (setting FILE_EXAMINER); a city may put its virus scanner behind the same port."""

    def examine(self, content: bytes) -> Examined:
        """What the file is. Raises Rejected when it is not a whole, harmless image or PDF."""
        ...


class SealProvider(Protocol):
    """Keeps the organs' seal keys (setting SEAL) and signs with them: the key itself never leaves it."""

    def certificates(self, owner: SealOwner) -> tuple[bytes, ...]:
        """The owner's certificate (X.509, DER) and after it the chain up to the root."""
        ...

    def sign(self, owner: SealOwner, content: bytes) -> bytes:
        """The signature over `content`: ECDSA with SHA-256, DER."""
        ...

    def trusted(self) -> tuple[bytes, ...]:
        """The root certificates (DER) under which a seal is believed."""
        ...
