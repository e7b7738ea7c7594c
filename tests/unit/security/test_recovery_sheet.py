"""The recovery sheet: what is on it can be typed in again, and it says what it is for in the language of the screen."""

from datetime import date

from app import i18n
from app.security.key_file import mark_of
from app.security.recovery_code import from_code, to_code
from app.security.recovery_sheet import Sheet, spaced

KEY = bytes(range(32))


def test_the_key_comes_back_from_the_sheet() -> None:
    sheet = Sheet(to_code(KEY), mark_of(KEY), "PC-03", date(2026, 11, 30))
    assert len(sheet.code_lines()) == 2
    assert from_code("\n".join(sheet.code_lines())) == KEY
    words = sheet.words()
    assert all(line in words for line in sheet.code_lines())
    assert spaced(mark_of(KEY)) in words
    assert "2026-11-30" in words
    assert "PC-03" in words
    i18n.activate("zh_CN")
    try:
        assert all(line in sheet.words() for line in sheet.code_lines())
    finally:
        i18n.activate("en")
