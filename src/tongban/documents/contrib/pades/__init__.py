"""Seals and their proof as PDF advanced electronic signatures (PAdES, ETSI EN 319 142-1), with pyHanko."""

import tempfile
from datetime import datetime
from io import BytesIO

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.documents.ports import SealProvider
from tongban.documents.types import Rejected, SealOwner, SealReport
from tongban.kernel.words import Words

SEAL_BOX = (337, 148, 457, 268)
"""Where the stamp stands on the last page, in points from the lower left corner: above the issuer's name in the templates."""

FILLED = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, inner_content_scaling=InnerScaling.STRETCH_FILL
)

NOT_SEALED = Words("文件上没有电子印章。", "There is no electronic seal on the file.")
NOT_READ = Words("文件不是完整的 PDF，无法核验。", "The file is not a whole PDF and cannot be examined.")
CHANGED = Words("盖章之后文件被改动过。", "The file was changed after it was sealed.")
NOT_TRUSTED = Words("印章的证书不在受信任之列。", "The certificate of the seal is not one that is trusted.")
INTACT = Words(
    "印章有效：由{signer}盖章，之后没有改动。", "The seal is valid: {signer} sealed it, nothing was changed since."
)


class SealSigner(signers.Signer):
    """pyHanko's view of a seal provider: the certificates are known, the key stays behind the port."""

    def __init__(self, provider: SealProvider, owner: SealOwner) -> None:
        own, *chain = (x509.Certificate.load(content) for content in provider.certificates(owner))
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(chain)
        super().__init__(signing_cert=own, cert_registry=registry, embed_roots=True)
        self.provider, self.owner = provider, owner

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The provider's signature; a dry run asks for a placeholder of the longest length (P-256, DER)."""
        return bytes(72) if dry_run else self.provider.sign(self.owner, data)


class SealedAt(signers.PdfSigner):
    """pyHanko reads the machine's clock; a seal here carries the instant that the caller gave."""

    sealed_at: datetime

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.sealed_at
        return session


def sealed(pdf: bytes, stamp: bytes, *, provider: SealProvider, owner: SealOwner, at: datetime) -> bytes:
    """The PDF with the owner's signature, and the one-page PDF `stamp` drawn at SEAL_BOX on its last page."""
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=owner.name.zh,
        reason="演示样本 DEMONSTRATION SPECIMEN",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    place = fields.SigFieldSpec("Seal", on_page=-1, box=SEAL_BOX, readable_field_name="电子印章 Electronic seal")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as drawn:
        drawn.write(stamp)
        drawn.flush()
        style = StaticStampStyle(
            background=ImportedPdfPage(drawn.name),  # type: ignore[no-untyped-call]
            background_layout=FILLED,
            border_width=0,
        )
        signer = SealedAt(metadata, SealSigner(provider, owner), stamp_style=style, new_field_spec=place)
        signer.sealed_at = at
        try:
            out: BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
        except (PdfError, SigningError) as trouble:
            raise Rejected(Words("这个文件不能盖章。", "This file cannot be sealed.")) from trouble
    return out.getvalue()


def report(pdf: bytes, *, provider: SealProvider) -> SealReport:
    """What the last signature of the PDF proves, under the provider's roots and at the instant that it carries."""
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    except Exception:  # the reader of a hostile file may fail in any way
        return nothing(NOT_READ)
    if not signatures:
        return nothing(NOT_SEALED)
    try:
        return _judged(signatures[-1], provider)
    except Exception:  # what cannot be proved is not valid
        return nothing(CHANGED)


def _judged(signature: EmbeddedPdfSignature, provider: SealProvider) -> SealReport:
    roots = [x509.Certificate.load(content) for content in provider.trusted()]
    said_at: datetime | None = signature.self_reported_timestamp
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=said_at)
    try:
        status: PdfSignatureStatus = validate_pdf_signature(signature, context)
    except SignatureValidationError:
        return nothing(CHANGED)
    whole = status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    intact = bool(status.intact and status.valid)
    signer = str(status.signing_cert.subject.native.get("common_name", ""))
    says = CHANGED if not (intact and whole) else INTACT.filled(signer=signer) if status.trusted else NOT_TRUSTED
    return SealReport(bool(intact and whole and status.trusted), signer, said_at, whole, says)


def nothing(says: Words) -> SealReport:
    return SealReport(False, "", None, False, says)
