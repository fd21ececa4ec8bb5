"""Money (金额) is a Decimal of yuan, exact to the fen. It is never a float."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from tongban.kernel.words import Words

FEN = Decimal("0.01")
_SHAPE = re.compile(r"-?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,2})?", re.ASCII)


def to_fen(yuan: Decimal | int) -> Decimal:
    """The sum rounded to the fen; half a fen goes away from zero."""
    return Decimal(yuan).quantize(FEN, rounding=ROUND_HALF_UP)


def parse(text: str) -> Decimal:
    """The sum of yuan in `text`: 1500, 1,500.00, ¥1500 or １５００元.

    Raises ValueError for anything else, also for parts of a fen.
    """
    folded = unicodedata.normalize("NFKC", text)
    bare = re.sub(r"\s", "", folded).removeprefix("¥").removesuffix("元").removesuffix("yuan")
    if not _SHAPE.fullmatch(bare):
        raise ValueError(f"not a sum of yuan with at most two decimals: {text[:40]!r}")
    return to_fen(Decimal(bare.replace(",", "")))


def show(yuan: Decimal | int) -> Words:
    """The sum as people read it; the fen are shown only where there are any."""
    amount = to_fen(yuan)
    text = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return Words(f"{text} 元", f"{text} yuan")


def of_fen(fen: int) -> Decimal:
    """The sum of yuan that `fen` is."""
    return Decimal(fen).scaleb(-2)
