"""A seal provider for the demonstration: its own root and one certificate for each organ, made at first use."""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from tongban.documents.types import SealOwner

BEGINS, ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
Pair = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


class DemoSeal:
    """Keys under TONGBAN_HOME/keys, readable by their owner only. Every certificate says DEMO: none has legal effect."""

    def certificates(self, owner: SealOwner) -> tuple[bytes, ...]:
        """The organ's demo certificate and the demo root."""
        return tuple(der(certificate) for _, certificate in (self._pair_of(owner), self._root()))

    def sign(self, owner: SealOwner, content: bytes) -> bytes:
        """ECDSA on P-256 with SHA-256."""
        key, _ = self._pair_of(owner)
        return key.sign(content, ec.ECDSA(hashes.SHA256()))

    def trusted(self) -> tuple[bytes, ...]:
        """The demo root alone."""
        return (der(self._root()[1]),)

    def _root(self) -> Pair:
        return kept("root", lambda: made("DEMO ROOT 通办演示根证书 (no legal effect)", code="DEMO-ROOT", issuer=None))

    def _pair_of(self, owner: SealOwner) -> Pair:
        name = f"organ-{sha256(owner.code.encode()).hexdigest()[:24]}"
        return kept(name, lambda: made(f"DEMO {owner.name.zh}"[:64], code=owner.code, issuer=self._root()))


def kept(name: str, make: Callable[[], Pair]) -> Pair:
    """The pair kept under `name`, made if it is not there. Of two processes that make it at once, one wins for both."""
    path = Path(settings.HOME) / "keys" / f"{name}.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f"{name}.{secrets.token_hex(4)}.part")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem(*make()))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    content = path.read_bytes()
    key = serialization.load_pem_private_key(content, password=None)
    return cast(ec.EllipticCurvePrivateKey, key), x509.load_pem_x509_certificate(content)


def made(common_name: str, *, code: str, issuer: Pair | None) -> Pair:
    """A new key with its certificate: a root without `issuer`, else a signing certificate under it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "DEMO Tongban 通办演示"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, code[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    signer, above = issuer or (key, None)
    public, root = key.public_key(), above is None
    builder = x509.CertificateBuilder(subject_name=subject, issuer_name=above.subject if above else subject)
    builder = builder.public_key(public).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(BEGINS).not_valid_after(ENDS)
    builder = builder.add_extension(x509.BasicConstraints(ca=root, path_length=0 if root else None), critical=True)
    builder = builder.add_extension(usage(root), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return key, builder.add_extension(authority, critical=False).sign(signer, hashes.SHA256())


def usage(root: bool) -> x509.KeyUsage:
    """A root signs certificates; an organ's key signs documents and cannot deny it."""
    return x509.KeyUsage(
        digital_signature=not root,
        content_commitment=not root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=root,
        crl_sign=root,
        encipher_only=False,
        decipher_only=False,
    )


def pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
