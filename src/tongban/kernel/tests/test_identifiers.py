from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.identifiers import (
    citizen_number,
    credit_code,
    is_citizen_number,
    is_credit_code,
    is_licence_identifier,
    licence_identifier,
    masked_name,
    masked_number,
)

# The first two are the standard's own; the next are invented; the last two are residence permits of Hong Kong and Taiwan.
CITIZENS = [
    "11010519491231002X", "440524188001010014", "310109196003150024", "310115198808081317",
    "310117202502148883", "31010119240101001X", "810000199001010019", "830000198505050013",
]  # fmt: skip
CREDITS = [
    "91310000132206289R", "91440300708461136T",
    "91310115MA1TEXT069", "92310109MA1DEMX154", "52310117MJ5FAKE786", "11310000MB2DEMX37Q",
]  # fmt: skip
LICENCES = [
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
    "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
]
DIGITS = "0123456789"


@pytest.mark.parametrize("number", CITIZENS)
def test_known_citizen_numbers_are_well_formed_and_can_be_made_again(number: str) -> None:
    born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))

    assert is_citizen_number(number)
    assert citizen_number(number[:6], born_on, number[14:17]) == number


@pytest.mark.parametrize(
    "number",
    ["", "310109196003150025", "31010919600230002X", "31010919600315002", "３10109196003150024", "11010519491231002x"],
)
def test_malformed_citizen_numbers_are_refused(number: str) -> None:
    assert not is_citizen_number(number)


def test_a_foreigners_permanent_residence_number_is_one() -> None:
    number = citizen_number("931156", date(1981, 2, 28), "042")

    assert number.startswith("9")
    assert is_citizen_number(number)


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(0, 999), st.integers(0, 16), st.sampled_from(DIGITS))
def test_one_wrong_digit_is_always_noticed(born_on: date, serial: int, place: int, digit: str) -> None:
    number = citizen_number("310115", born_on, f"{serial:03d}")
    wrong = number[:place] + digit + number[place + 1 :]

    assert is_citizen_number(wrong) is (wrong == number)


@pytest.mark.parametrize("code", CREDITS)
def test_known_credit_codes_are_well_formed_and_can_be_made_again(code: str) -> None:
    assert is_credit_code(code)
    assert credit_code(code[:2], code[2:8], code[8:16]) == code


@pytest.mark.parametrize(
    "code",
    ["", "11310000MB2F30611D", "91310000132206289S", "91310000132206280R", "0131000013220628", "91310000132206289r"],
)
def test_malformed_credit_codes_are_refused(code: str) -> None:
    assert not is_credit_code(code)


def test_letters_that_a_credit_code_may_not_have_are_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="no credit code"):
        credit_code("91", "310115", "MA1TESTV")


@pytest.mark.parametrize("identifier", LICENCES)
def test_known_licence_identifiers_are_well_formed_and_can_be_made_again(identifier: str) -> None:
    type_code, organ, serial, version, _ = identifier.removeprefix("1.2.156.3005.2.").split(".")

    assert is_licence_identifier(identifier)
    assert licence_identifier(type_code, organ, serial, int(version)) == identifier


@pytest.mark.parametrize(
    "identifier", ["", LICENCES[0][:-1] + "V", LICENCES[1].replace("340100", "340101"), LICENCES[0] + "\n"]
)
def test_malformed_licence_identifiers_are_refused(identifier: str) -> None:
    assert not is_licence_identifier(identifier)


def test_masking_shows_only_the_ends() -> None:
    assert masked_name("林晓雯") == "林**"
    assert masked_name("") == ""
    assert masked_number("310109196003150024") == "3101**********0024"
    assert masked_number("13800000024") == "138****0024"
    assert masked_number("12") == "**"
