"""Numbers that the State gives to people, organisations and licences: made, checked and masked."""

import re
from datetime import date

from stdnum.cn import ric
from stdnum.iso7064 import mod_37_36

# Without I, O, S, V and Z (GB 32100-2015).
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# The departments that register: state organs, foreign affairs, justice, ... market regulation, the army, agriculture, others.
_CREDIT_DEPARTMENTS = frozenset("123456789ANY")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LICENCE_ROOT = "1.2.156.3005.2"


def is_citizen_number(number: str) -> bool:
    """Whether `number` is a well-formed identity number (公民身份号码, GB 11643-1999): 18 characters, a date that exists, a
    check character that fits. Also the residence permits of 81, 82 and 83, and foreigners' permanent residence cards of 9."""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return False
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return born_on.year >= 1850 and number[-1] == ric.calc_check_digit(number)


def citizen_number(region: str, born_on: date, serial: str) -> str:
    """The identity number for a region (6 digits), a date of birth and a serial (3 digits, odd for men)."""
    if not re.fullmatch(r"[1-9][0-9]{5}", region) or not re.fullmatch(r"[0-9]{3}", serial):
        raise ValueError(f"a region of 6 digits and a serial of 3 are wanted, not {region!r} and {serial!r}")
    number = f"{region}{born_on:%Y%m%d}{serial}"
    return number + ric.calc_check_digit(number + "0")


def is_credit_code(code: str) -> bool:
    """Whether `code` is a well-formed unified social credit code (统一社会信用代码, GB 32100-2015)."""
    if not re.fullmatch(rf"[{_CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{_CREDIT_ALPHABET}]{{10}}", code):
        return False
    return code[0] in _CREDIT_DEPARTMENTS and code[-1] == _credit_check(code[:17])


def credit_code(prefix: str, region: str, body: str) -> str:
    """The credit code for a prefix (2), a region (6 digits) and an organisation code without its check character (8)."""
    code = f"{prefix}{region}{body}{_organisation_check(body)}"
    code += _credit_check(code)
    if not is_credit_code(code):
        raise ValueError(f"no credit code can be made of {prefix!r}, {region!r} and {body!r}")
    return code


def licence_identifier(type_code: str, organ_code: str, serial: str, version: int = 1) -> str:
    """The national identifier of an electronic licence (电子证照标识, GB/T 36904): type, organ, serial, version, check."""
    parts = (type_code, organ_code, serial, f"{version:03d}")
    if not all(re.fullmatch(r"[0-9A-Z]+", part) for part in parts) or len(type_code) != 21 or not 1 <= version <= 999:
        raise ValueError(f"no licence identifier can be made of {parts!r}")
    return ".".join((_LICENCE_ROOT, *parts, mod_37_36.calc_check_digit("".join(parts))))


def is_licence_identifier(identifier: str) -> bool:
    """Whether `identifier` is a well-formed licence identifier with a check character that fits (ISO 7064 MOD 37,36)."""
    shape = rf"{re.escape(_LICENCE_ROOT)}\.([0-9A-Z]{{21}})\.([0-9A-Z]+)\.([0-9A-Z]+)\.([0-9]{{3}})\.([0-9A-Z])"
    found = re.fullmatch(shape, identifier, re.ASCII)
    return found is not None and mod_37_36.is_valid("".join(found.groups()))


def masked_name(name: str) -> str:
    """A name of which only the first character is shown: 林晓雯 is 林**."""
    return name[:1] + "*" * (len(name) - 1)


def masked_number(number: str) -> str:
    """An identifier of which only the ends are shown: four characters each of a long one, fewer of a shorter one."""
    first, last = (
        (4, 4) if len(number) >= 15 else (3, 4) if len(number) >= 11 else (1, 1) if len(number) >= 4 else (0, 0)
    )
    return number[:first] + "*" * (len(number) - first - last) + number[len(number) - last :]


def _credit_check(code: str) -> str:
    total = sum(_CREDIT_ALPHABET.find(char) * weight for char, weight in zip(code, _CREDIT_WEIGHTS, strict=False))
    return _CREDIT_ALPHABET[-total % 31]


def _organisation_check(body: str) -> str:
    """The check character of an organisation code (GB 11714)."""
    if not re.fullmatch(r"[0-9A-Z]{8}", body):
        raise ValueError(f"an organisation code has 8 characters before its check character, not {body!r}")
    total = sum(int(char, 36) * weight for char, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[(11 - total % 11)]
