"""Serial codes of items: SN-7F3A9C. Short enough to type, and a mistyped one is caught.

Five characters say which item it is, the sixth checks them: a weighted sum over the field of 32 elements, with a weight
of its own for each place. It catches every single wrong character and every two that changed places.
"""

import re

PREFIX = "SN"
SERIES = "SN"
"""The book's series of running numbers that codes are made of, whatever the prefix is."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which people take for other characters."""

_BITS, _PLACES = 5, 5
CAPACITY = 1 << (_BITS * _PLACES)
"""How many items have a code of their own: 33,554,432."""

_VALUE = {c: i for i, c in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0}
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1, primitive: the powers of x are all elements but zero
# Spread the numbers, so that two items of one order do not have codes that look alike; odd, hence one to one.
_SPREAD, _SHIFT = 19_088_743 | 1, 7_654_321


def serial_of(number: int, prefix: str = PREFIX) -> str:
    """The code of the item with this running number (1, 2, 3 … of ``SERIES``). Raises ValueError."""
    if not 0 <= number < CAPACITY:
        raise ValueError(number)
    spread = (number * _SPREAD + _SHIFT) % CAPACITY
    digits = [(spread >> (_BITS * place)) % len(ALPHABET) for place in reversed(range(_PLACES))]
    return f"{prefix}-" + "".join(ALPHABET[d] for d in (*digits, _check(digits)))


def read_serial(typed: str, prefix: str = PREFIX) -> str | None:
    """The code that was typed or scanned, in its one form; None where it is none, or has a mistake in it.

    Small letters, a missing prefix and the letters I, L and O for the digits that they look like are understood.
    """
    plain = re.sub(r"[\s\-‐-―_]", "", typed).upper()
    body = plain.removeprefix(prefix) if len(plain) > _PLACES + 1 else plain
    values = [_VALUE.get(c, -1) for c in body]
    if len(values) != _PLACES + 1 or min(values) < 0 or _check(values[:-1]) != values[-1]:
        return None
    return f"{prefix}-" + "".join(ALPHABET[v] for v in values)


def _check(digits: list[int]) -> int:
    total, weight = 0, 1
    for digit in reversed(digits):
        weight = _times(weight, 2)
        total ^= _times(digit, weight)
    return total


def _times(a: int, b: int) -> int:
    """Product in the field of 32 elements."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (_POLYNOMIAL if a & 0b10000 else 0)
        b >>= 1
    return product
