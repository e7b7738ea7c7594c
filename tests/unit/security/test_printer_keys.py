"""Keys of printers lie sealed on the PC where they were entered; another PC knows that it has none."""

from pathlib import Path

from app.security.printer_keys import MARK, PrinterKeys
from app.security.vault import Vault

KEY = "k1-very-secret"
VAULT = Vault(bytes(range(32)))


def test_keys_come_back_where_they_were_entered(tmp_path: Path) -> None:
    keys = PrinterKeys(tmp_path, VAULT)
    mark = keys.keep(7, {"api_key": KEY, "password": ""})
    assert PrinterKeys(tmp_path, VAULT).get(7, {MARK: mark}) == {"api_key": KEY}
    assert KEY.encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_another_pc_knows_that_it_has_no_key_or_an_older_one(tmp_path: Path) -> None:
    here, there = PrinterKeys(tmp_path / "here", VAULT), PrinterKeys(tmp_path / "there", VAULT)
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
    first = here.keep(7, {"api_key": KEY})
    assert there.get(7, {MARK: first}) is None
    second = here.keep(7, {"api_key": "another"})
    assert first != second
    assert here.get(7, {MARK: first}) is None


def test_a_printer_without_keys_needs_none(tmp_path: Path) -> None:
    keys = PrinterKeys(tmp_path, VAULT)
    assert keys.keep(7, {"api_key": ""}) == ""
    assert keys.get(7, {}) == {}
