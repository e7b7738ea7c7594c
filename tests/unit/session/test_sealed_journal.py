"""What belongs to an order is sealed in the journal, and is not lost where the key is not at hand."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.security.late_vault import LateVault
from app.security.vault import Place, SealBrokenError, Vault
from app.session.bench import Document
from app.session.document_seal import is_sealed, opened, sealed
from app.storage.bench_journal import FolderJournal

OF_ORDER = Document("王小明", Path("C:/王小明.glb"), "a" * 64, "b" * 64, "white-resin", item=7)
OWN = Document("cat", Path("cat.glb"), "c" * 64, "c" * 64, "white-resin")


@pytest.fixture
def vault() -> Vault:
    return Vault(os.urandom(32))


def test_a_document_of_an_order_is_sealed_and_comes_back(tmp_path: Path, vault: Vault) -> None:
    FolderJournal(tmp_path, vault).write(OF_ORDER)
    assert "王".encode() not in (tmp_path / "bench.json").read_bytes()
    assert b".glb" not in (tmp_path / "bench.json").read_bytes()
    journal = FolderJournal(tmp_path, vault)
    assert not journal.waits
    assert journal.read() is None
    assert journal.waits
    assert journal.read_sealed() == OF_ORDER


def test_what_is_of_no_order_needs_no_key(tmp_path: Path) -> None:
    def no_key() -> bytes:
        raise AssertionError("nobody may ask for the key")

    journal = FolderJournal(tmp_path, LateVault(no_key))
    journal.write(OWN)
    assert journal.read() == OWN
    assert not journal.waits


def test_what_waits_survives_that_something_else_is_opened(tmp_path: Path, vault: Vault) -> None:
    FolderJournal(tmp_path, vault).write(OF_ORDER)
    journal = FolderJournal(tmp_path, vault)
    journal.read()
    journal.write(OWN)
    journal.write(replace(OWN, title="cat 2"))
    later = FolderJournal(tmp_path, vault)
    assert later.read() == replace(OWN, title="cat 2")
    assert later.waits
    assert later.read_sealed() == OF_ORDER
    later.taken()
    assert not FolderJournal(tmp_path, vault).waits


def test_what_was_taken_is_not_put_aside(tmp_path: Path, vault: Vault) -> None:
    FolderJournal(tmp_path, vault).write(OF_ORDER)
    journal = FolderJournal(tmp_path, vault)
    journal.read()
    document = journal.read_sealed()
    journal.write(document)  # as the bench does when it shows it
    journal.taken()
    journal.write(OWN)
    assert not FolderJournal(tmp_path, vault).waits


def test_another_key_opens_nothing(tmp_path: Path, vault: Vault) -> None:
    FolderJournal(tmp_path, vault).write(OF_ORDER)
    journal = FolderJournal(tmp_path, Vault(os.urandom(32)))
    assert journal.read() is None
    with pytest.raises(SealBrokenError):
        journal.read_sealed()
    assert journal.waits


def test_revisions_can_be_read_without_the_key(vault: Vault) -> None:
    told = sealed(vault, Place("item_work", "document", 3), OF_ORDER)
    assert is_sealed(told)
    assert told["revisions"] == ["a" * 64, "b" * 64]
    assert opened(vault, Place("item_work", "document", 3), told) == OF_ORDER
    with pytest.raises(SealBrokenError):
        opened(vault, Place("item_work", "document", 4), told)
