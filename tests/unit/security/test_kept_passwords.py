"""Passwords of servers: sealed on the disk, one for each address."""

import os
from pathlib import Path

from app.security.kept_passwords import FILE, KeptPasswords
from app.security.vault import Vault

ADDRESS = "postgresql://shop@db/book"


def test_a_password_is_kept_sealed_and_for_the_owner_alone(tmp_path: Path) -> None:
    vault = Vault(os.urandom(32))
    kept = KeptPasswords(tmp_path, vault)
    assert not kept.get(ADDRESS)
    kept.keep(ADDRESS, "Quokka 77")
    kept.keep("postgresql://other@db/book", "else")
    assert KeptPasswords(tmp_path, vault).get(ADDRESS) == "Quokka 77"
    assert b"Quokka" not in (tmp_path / FILE).read_bytes()
    if os.name != "nt":
        assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    kept.keep(ADDRESS, "")
    assert not kept.get(ADDRESS)
    assert kept.get("postgresql://other@db/book") == "else"


def test_another_key_and_a_damaged_file_give_none(tmp_path: Path) -> None:
    kept = KeptPasswords(tmp_path, Vault(os.urandom(32)))
    kept.keep(ADDRESS, "Quokka 77")
    assert not KeptPasswords(tmp_path, Vault(os.urandom(32))).get(ADDRESS)
    (tmp_path / FILE).write_text("{")
    assert not kept.get(ADDRESS)
    kept.keep(ADDRESS, "again")
    assert kept.get(ADDRESS) == "again"
