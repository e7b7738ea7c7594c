from datetime import UTC, datetime, timedelta

import pytest

from app.security import passwords

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    [
        "short", "123456789012", "password123", "Passw0rd2026!", "qwertyuiop", "1qaz2wsx3edc", "aaaaaaaaaaaa", "abcabcabcabc",
        "woaini1314520", "admin@2026!!", "statuette2026", "0987654321", "abcdefghijkl", "zzyyzzyyzzyy", "li is at work",
        "I am 测试乙 indeed", "x" * 257,
    ],
)  # fmt: skip
def test_what_can_be_guessed_is_refused(password: str) -> None:
    assert passwords.refusal(password, login="li is", name="测试乙") is not None


@pytest.mark.parametrize(
    "password",
    ["violet kettle 42", "grüner Hafen mit Schiff", "窗前明月光疑是地上霜", "T7#kq-9vLm2", "correct horse battery"],
)
def test_a_sentence_is_taken(password: str) -> None:
    assert passwords.refusal(password, login="wang", name="测试甲") is None
    stored = passwords.hash_password(password)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.fits(stored, password)
    assert not passwords.fits(stored, password + " ")
    assert passwords.refusal(password, login="wang", former=stored) is not None


def test_nobody_and_damaged_hashes_fit_nothing() -> None:
    assert not passwords.fits(None, "nobody has this password")
    assert not passwords.fits("", "x")
    assert not passwords.fits("not a hash", "x")
    assert not passwords.fits(passwords.hash_password("violet kettle"), "x" * 100_000)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert passwords.fits(passwords.hash_password("gru\u0308ner Hafen"), "gr\u00fcner Hafen")


def test_locks_grow_up_to_a_day() -> None:
    minutes = [
        (until - NOW) / timedelta(minutes=1) if (until := passwords.lock_after(n, allowed=5, minutes=15, at=NOW)) else 0
        for n in (1, 4, 5, 6, 7, 30)
    ]
    assert minutes == [0, 0, 15, 30, 60, 24 * 60]
