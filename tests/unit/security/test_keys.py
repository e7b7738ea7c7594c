import json
import multiprocessing
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security import key_file, keys
from app.security.keys import (
    KeyAwayError,
    PassphraseNeededError,
    PassphraseTooShortError,
    Where,
    bring_in,
    load_or_make_master,
    lock_with,
    unlock_for_good,
    where_key_lies,
)
from app.security.recovery_code import _LETTERS, RecoveryCodeError, from_code, to_code
from tests.unit.security.codes import recovery_code

PASSPHRASE = "six wooden horses"


class Ring:
    """A key store of the system that works, or does not."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.away = False
        self.forgetful = False

    def get(self, name: str) -> str | None:
        if self.away:
            raise KeyAwayError
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        if self.away:
            raise KeyAwayError
        if not self.forgetful:
            self.kept[name] = secret


@pytest.fixture(autouse=True)
def no_system_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path))
    assert keys.system_keyring() is None


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "_KIB", 64)
    monkeypatch.setattr(key_file, "_PASSES", 1)


def test_a_first_start_makes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    assert where_key_lies(tmp_path) is Where.NOWHERE
    key = load_or_make_master(tmp_path)
    assert len(key) == 32
    assert load_or_make_master(tmp_path) == key
    assert where_key_lies(tmp_path) is Where.FILE
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / keys.FILE).stat().st_mode) == 0o600
    assert [f.name for f in tmp_path.iterdir()] == [keys.FILE]


def test_the_key_store_of_the_system_is_preferred(tmp_path: Path) -> None:
    ring = Ring()
    key = load_or_make_master(tmp_path, ring=ring)
    assert where_key_lies(tmp_path) is Where.KEYRING
    assert key_file.to_text(key) not in (tmp_path / keys.FILE).read_text()
    assert load_or_make_master(tmp_path, ring=ring) == key
    ring.away = True
    with pytest.raises(KeyAwayError):  # never a new key while the old one is only out of reach
        load_or_make_master(tmp_path, ring=ring)
    ring.away = False
    ring.kept.clear()
    with pytest.raises(KeyAwayError):
        load_or_make_master(tmp_path, ring=ring)


@pytest.mark.parametrize("fault", ["away", "forgetful"])
def test_a_key_store_that_keeps_nothing_is_not_trusted(tmp_path: Path, fault: str) -> None:
    ring = Ring()
    setattr(ring, fault, True)
    key = load_or_make_master(tmp_path, ring=ring)
    assert where_key_lies(tmp_path) is Where.FILE
    assert load_or_make_master(tmp_path) == key


def test_a_passphrase_locks_and_unlocks(tmp_path: Path) -> None:
    key = load_or_make_master(tmp_path)
    with pytest.raises(PassphraseTooShortError):
        lock_with(tmp_path, "short")
    lock_with(tmp_path, PASSPHRASE)
    assert where_key_lies(tmp_path) is Where.PASSPHRASE
    content = (tmp_path / keys.FILE).read_text()
    assert key_file.to_text(key) not in content
    assert PASSPHRASE not in content
    with pytest.raises(PassphraseNeededError):
        load_or_make_master(tmp_path)
    with pytest.raises(key_file.WrongPassphraseError):
        load_or_make_master(tmp_path, PASSPHRASE + "x")
    assert load_or_make_master(tmp_path, PASSPHRASE) == key
    lock_with(tmp_path, "another of them 12", PASSPHRASE)
    assert load_or_make_master(tmp_path, "another of them 12") == key
    unlock_for_good(tmp_path, "another of them 12")
    assert load_or_make_master(tmp_path) == key


def test_a_key_from_paper_replaces_none(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    ours, theirs = load_or_make_master(first), load_or_make_master(second)
    code = recovery_code(first)
    assert bring_in(second, code) == ours
    assert load_or_make_master(second) == ours
    [kept] = second.glob("workshop-*.key")
    assert key_file.key_in(json.loads(kept.read_text())) == theirs
    assert bring_in(second, code) == ours  # again: nothing changes
    assert list(second.glob("workshop-*.key")) == [kept]
    assert bring_in(second, to_code(theirs)) == theirs  # and back
    assert len(list(second.glob("workshop-*.key"))) == 2
    assert bring_in(tmp_path / "third", code) == ours  # a PC that never began


def test_a_damaged_file_is_never_overwritten(tmp_path: Path) -> None:
    key = load_or_make_master(tmp_path)
    code = recovery_code(tmp_path)
    path = tmp_path / keys.FILE
    for damage in (
        b"",
        b"{}",
        b"\xff\xfe",
        path.read_bytes()[:-30],
        path.read_bytes().replace(b'"format": 1', b'"format": 9'),
    ):
        path.write_bytes(damage)
        with pytest.raises(key_file.KeyDamagedError):
            load_or_make_master(tmp_path)
        assert path.read_bytes() == damage
    wrong = json.loads(json.dumps(key_file.plain(key)))
    wrong["key"] = key_file.to_text(bytes(32))
    path.write_text(json.dumps(wrong))
    with pytest.raises(key_file.KeyDamagedError):
        load_or_make_master(tmp_path)
    assert bring_in(tmp_path, code) == key


def test_a_file_cannot_ask_for_all_the_memory(tmp_path: Path) -> None:
    load_or_make_master(tmp_path)
    lock_with(tmp_path, PASSPHRASE)
    content = json.loads((tmp_path / keys.FILE).read_text())
    content["kdf"]["kib"] = 1 << 40
    (tmp_path / keys.FILE).write_text(json.dumps(content))
    with pytest.raises(key_file.KeyDamagedError):
        load_or_make_master(tmp_path, PASSPHRASE)


def _begin(folder: str, results: "multiprocessing.Queue[bytes]") -> None:
    results.put(load_or_make_master(Path(folder)))


def test_programs_that_begin_together_share_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork" if os.name != "nt" else "spawn")
    results: multiprocessing.Queue[bytes] = context.Queue()
    started = [context.Process(target=_begin, args=(str(tmp_path), results)) for _ in range(8)]
    for process in started:
        process.start()
    found = {results.get(timeout=20) for _ in started}
    for process in started:
        process.join()
    assert len(found) == 1
    assert [f.name for f in tmp_path.iterdir()] == [keys.FILE]


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_read_back(key: bytes) -> None:
    code = to_code(key)
    assert from_code(code) == key
    assert from_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == key


@given(st.binary(min_size=32, max_size=32), st.integers(0, 83), st.sampled_from(_LETTERS))
def test_one_wrong_character_is_found_in_its_group(key: bytes, place: int, letter: str) -> None:
    code = to_code(key)
    position = [i for i, c in enumerate(code) if c != "-"][place % 70]
    if code[position] == letter:
        return
    wrong = code[:position] + letter + code[position + 1 :]
    with pytest.raises(RecoveryCodeError, match=f"Group {position // 6 + 1} "):
        from_code(wrong)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 68))
def test_swapped_neighbours_are_found(key: bytes, place: int) -> None:
    letters = list(to_code(key).replace("-", ""))
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    swapped = "".join(letters)
    if swapped != to_code(key).replace("-", ""):
        with pytest.raises(RecoveryCodeError):
            from_code(swapped)


@pytest.mark.parametrize("code", ["", "7KQ2M", "x" * 70, "-" * 70, "é" * 70])
def test_what_is_no_code_is_refused_without_repeating_it(code: str) -> None:
    with pytest.raises(RecoveryCodeError) as refused:
        from_code(code)
    assert not code or code not in str(refused.value)
