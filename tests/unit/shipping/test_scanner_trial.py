"""What a scan tells of its scanner: read right, spoiled by a keyboard layout, without Enter, too slow."""

import pytest

from app.shipping.scanner_trial import TEST_CODE, Finding, Scan, findings


def seen(words: str = TEST_CODE, gap_s: float = 0.004, end: str = "enter") -> tuple[Finding, ...]:
    return findings(Scan(words, [gap_s] * (len(words) - 1), end))


def test_a_good_scanner_is_told_so() -> None:
    assert [one.tone for one in seen()] == ["ok", "ok", "ok"]
    assert "4 ms" in str(seen()[2].sentence)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        (TEST_CODE.translate(str.maketrans("YZyz-/", "ZYzyß-")), "German"),
        (TEST_CODE.translate(str.maketrans("QWAZqwaz0123456789", "AZQWazqwà&é\"'(-è_ç")), "French"),
        (TEST_CODE.swapcase(), "Caps Lock"),
        (TEST_CODE.replace("-", "－").replace(":", "："), "input method"),
        (TEST_CODE.replace("/", "-").replace(":", ">"), "/ :"),
    ],
)
def test_a_layout_that_spoils_codes_is_named(typed: str, word: str) -> None:
    first = seen(typed)[0]
    assert first.tone == "bad"
    assert word in str(first.sentence)


def test_another_code_is_judged_by_its_form() -> None:
    first = seen("SN-7F3A9C")[0]
    assert first.tone == "ok"
    assert "beside" in str(first.sentence)


@pytest.mark.parametrize(("end", "word"), [("tab", "Tab"), ("", "No Enter")])
def test_what_ends_a_scan(end: str, word: str) -> None:
    found = seen(end=end)[1]
    assert found.tone == "warn"
    assert word in str(found.sentence)


def test_how_fast_it_types() -> None:
    slow = seen(gap_s=0.12)[2]
    assert (slow.tone, "120 ms" in str(slow.sentence)) == ("warn", True)
    assert findings(Scan("7", (), "enter"))[2].tone == "warn"


def test_every_trap_is_in_the_code() -> None:
    assert {"Y", "Z", "y", "z", "Q", "A", "W", "-", ":", "/"} <= set(TEST_CODE)
    assert set("0123456789") <= set(TEST_CODE)
    assert TEST_CODE.isascii()
