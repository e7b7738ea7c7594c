"""Names of files: sealed where a person gave them, readable for whoever has the key."""

import os

import pytest

from app.security.file_names import open_file_name, seal_file_name
from app.security.vault import SealBrokenError, Vault


def test_what_is_sealed_opens_again() -> None:
    vault = Vault(os.urandom(32))
    kept = seal_file_name(vault, 7, "王小明.png")
    assert "王" not in kept
    assert open_file_name(vault, 7, kept) == "王小明.png"
    assert kept != seal_file_name(vault, 7, "王小明.png")


def test_it_opens_for_its_file_and_key_alone() -> None:
    vault = Vault(os.urandom(32))
    kept = seal_file_name(vault, 7, "a.png")
    for other, file in ((vault, 8), (Vault(os.urandom(32)), 7)):
        with pytest.raises(SealBrokenError):
            open_file_name(other, file, kept)
    with pytest.raises(SealBrokenError):
        open_file_name(vault, 7, "sealed:no base64 at all!")


def test_what_the_program_named_is_read_as_it_is() -> None:
    assert open_file_name(Vault(bytes(32)), 1, "proof-2") == "proof-2"
    assert not seal_file_name(Vault(bytes(32)), 1, "")
