"""What a scan tells of its scanner: a keyboard layout that spoils codes, a missing Enter, keys that come too slowly."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from app.i18n import Text, text

TEST_CODE = "Statuette-QWERTYZA-0123456789:/+qwertyza"
"""Holds what other keyboard layouts type otherwise: letters that are swapped, digits, a dash, a colon, a slash, capitals."""

SLOWEST_S = 0.045
"""Between two keys; what is slower is taken for a hand that types (see ``app.gui.packing.scanner_keys``)."""

_GERMAN = str.maketrans("YZyz-:/+", "ZYzyß>-]")
_FRENCH = str.maketrans("QWAZqwaz0123456789-:/", "AZQWazqwà&é\"'(-è_ç)M!")


@dataclass(frozen=True)
class Scan:
    """What was typed, the time between its keys, and what ended it: "enter", "tab", or nothing."""

    words: str
    gaps_s: Sequence[float]
    end: str


@dataclass(frozen=True)
class Finding:
    """One thing that was seen."""

    tone: Literal["ok", "warn", "bad"]
    sentence: Text


def findings(scan: Scan, expected: str = TEST_CODE) -> tuple[Finding, ...]:
    """What is right, and what is to be set at the scanner. Codes other than ours are judged by their form alone."""
    return (_content(scan.words, expected), _ending(scan.end), _speed(scan.gaps_s))


def _content(words: str, expected: str) -> Finding:
    if words == expected:
        return Finding("ok", text("The code was read exactly as it is."))
    if any("！" <= sign <= "～" or sign == "　" for sign in words):
        return Finding(
            "bad", text("Wide signs: a Chinese input method took the keys. Switch it to English while scanning.")
        )
    if words == expected.swapcase():
        return Finding(
            "bad", text("Capitals and small letters are swapped: Caps Lock is on, at the keyboard or the scanner.")
        )
    if len(words) == len(expected) and _like(words, expected.translate(_GERMAN), expected, "YZyz"):
        return Finding(
            "bad",
            text("Y and Z are swapped: this PC has a German keyboard. Set the scanner to the same country as the PC."),
        )
    if len(words) == len(expected) and _like(words, expected.translate(_FRENCH), expected, "QWAZqwaz"):
        return Finding(
            "bad",
            text(
                "Q and A, W and Z are swapped: this PC has a French keyboard. Set the scanner to the same country as the PC."
            ),
        )
    if len(words) == len(expected) and sum(a == b for a, b in zip(words, expected, strict=True)) > len(expected) // 2:
        wrong = sorted({b for a, b in zip(words, expected, strict=True) if a != b})
        return Finding(
            "bad",
            text(
                "These signs came otherwise: {signs}. Set the scanner's keyboard country to the one of this PC.",
                signs=" ".join(wrong),
            ),
        )
    return Finding("ok", text("A code was read. Scan the code beside it to see whether every sign comes as it is."))


def _like(words: str, typed: str, expected: str, letters: str) -> bool:
    """Whether the letters that this layout swaps came as it types them."""
    places = [place for place, sign in enumerate(expected) if sign in letters]
    return all(words[place] == typed[place] for place in places)


def _ending(end: str) -> Finding:
    if end == "enter":
        return Finding("ok", text("It ends with Enter."))
    if end == "tab":
        return Finding("warn", text("It ends with Tab. Set it to Enter (suffix CR), so that a scan is taken at once."))
    return Finding(
        "warn", text("No Enter came. Set it to end with Enter (suffix CR), else you press it after each scan.")
    )


def _speed(gaps_s: Sequence[float]) -> Finding:
    if not gaps_s:
        return Finding("warn", text("Only one sign came; scan a longer code."))
    each = median(gaps_s)
    ms = f"{each * 1000:.0f}"
    if each > SLOWEST_S:
        return Finding(
            "warn", text("{ms} ms a sign is as slow as a hand. Take the delay between signs out of the scanner.", ms=ms)
        )
    return Finding("ok", text("It types fast: {ms} ms a sign.", ms=ms))
