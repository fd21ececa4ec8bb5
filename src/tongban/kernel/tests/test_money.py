from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.money import parse, show, to_fen
from tongban.kernel.words import Words


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1500", "1500"),
        ("1,500.5", "1500.50"),
        ("￥１５００", "1500"),
        (" 0.30 元", "0.30"),
        ("123456789.01", "123456789.01"),
    ],
)
def test_reads_what_people_write(text: str, yuan: str) -> None:
    assert parse(text) == Decimal(yuan)


@pytest.mark.parametrize("text", ["", "1.005", "1e5", "一百", "1,50", "NaN", "--1", "1" * 40])
def test_refuses_what_is_not_a_sum(text: str) -> None:
    with pytest.raises(ValueError, match="not a sum"):
        parse(text)


def test_half_a_fen_goes_up() -> None:
    assert to_fen(Decimal("2.005")) == Decimal("2.01")
    assert to_fen(Decimal("0.1") + Decimal("0.2")) == Decimal("0.3")


def test_shows_fen_only_where_there_are_any() -> None:
    assert show(Decimal("1500000")) == Words("1,500,000 元", "1,500,000 yuan")
    assert show(Decimal("0.5")) == Words("0.50 元", "0.50 yuan")


@given(st.integers(-(10**14), 10**14))
def test_what_is_shown_can_be_read_again(fen: int) -> None:
    amount = Decimal(fen) / 100

    assert parse(show(amount).zh) == amount
