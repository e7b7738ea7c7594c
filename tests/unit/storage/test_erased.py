"""What waits on this PC of an item whose order was erased goes, with the models that nothing else needs."""

import os
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.orders.book import WhichBook
from app.security.vault import Vault
from app.session.bench import Document
from app.storage.bench_journal import FolderJournal
from app.storage.erased import forget_erased
from app.storage.mesh_store import FolderMeshStore
from app.storage.set_aside import FolderSetAside
from app.storage.thumbnails import FolderThumbnails
from app.storage.untold import FolderUntold
from tests.unit.mesh.shapes import box


class Pc:
    """Keeps a model of item 7 that was refused, one of it that was not told, and the same two of item 8."""

    def __init__(self, folder: Path) -> None:
        vault = Vault(os.urandom(32))
        self.folder = folder
        self.meshes, self.pictures = FolderMeshStore(folder / "meshes"), FolderThumbnails(folder / "pictures")
        self.set_aside, self.untold = FolderSetAside(folder / "aside", vault), FolderUntold(folder / "untold", vault)
        self.refused, self.waiting, self.others = (self._made(size) for size in (10.0, 20.0, 30.0))
        document = Document(
            "王小明", Path("C:/王小明.glb"), self.refused, self.refused, "white-resin", item=7, book="b1"
        )
        self.set_aside.keep(document)
        self.untold.keep(replace(document, original=self.waiting, revision=self.waiting))
        other = replace(document, item=8, original=self.others, revision=self.others)
        self.set_aside.keep(other)
        self.untold.keep(replace(other, book="b2", item=7))
        self.vault, self.journal, self.document = vault, FolderJournal(folder / "bench", vault), document
        self.asked: list[set[int]] = []

    def _made(self, size: float) -> str:
        mesh = box(size=(size, 10, 10))
        self.meshes.put(mesh)
        self.pictures.put(mesh.revision, np.zeros((4, 4, 4), np.uint8))
        return mesh.revision

    def forget(self, *erased: int, named: Collection[str] = (), closed: bool = True) -> Counter[int]:
        def which_were(items: Collection[int]) -> frozenset[int]:
            self.asked.append(set(items))
            return frozenset(items) & frozenset(erased)

        return forget_erased(
            self.meshes, self.pictures, self.set_aside, (self.untold,),
            self.journal.waiting(closed=closed), benches=(self.set_aside, self.untold, self.journal), which=WhichBook("b1"),
            erased=which_were, due=lambda revisions: frozenset(revisions) - frozenset(named),
        )  # fmt: skip

    @property
    def kept(self) -> tuple[set[int], set[tuple[str, int]]]:
        return {document.item for _name, document in self.set_aside.of_book("b1")}, set(self.untold.items())

    @property
    def here(self) -> set[str]:
        return self.meshes.revisions()


@pytest.fixture
def pc(tmp_path: Path) -> Pc:
    return Pc(tmp_path)


def test_it_goes_with_its_models_and_their_pictures(pc: Pc) -> None:
    assert pc.forget(7) == {7: 2}
    assert pc.asked == [{7, 8}]
    assert pc.kept == ({8}, {("b2", 7)}), "an item of another book is another one"
    assert pc.here == {pc.others}
    assert pc.pictures.get(pc.refused) is None
    assert pc.pictures.get(pc.others) is not None
    assert not pc.forget(7)


def test_where_nothing_was_erased_all_stays(pc: Pc) -> None:
    assert not pc.forget()
    assert pc.kept == ({7, 8}, {("b1", 7), ("b2", 7)})
    assert pc.here == {pc.refused, pc.waiting, pc.others}


def test_a_model_that_something_else_needs_stays(pc: Pc) -> None:
    assert pc.forget(7, named={pc.waiting}) == {7: 2}
    assert pc.here == {pc.waiting, pc.others}


def test_models_stay_where_a_bench_cannot_be_read(pc: Pc) -> None:
    (pc.folder / "untold" / "b2-7.json").write_bytes(b"{")
    assert pc.forget(7) == {7: 2}
    assert pc.kept[0] == {8}
    assert pc.here == {pc.refused, pc.waiting, pc.others}


def test_the_book_is_not_asked_where_nothing_waits(tmp_path: Path) -> None:
    pc = Pc(tmp_path)
    for name, _document in pc.set_aside.of_book("b1"):
        pc.set_aside.drop(name)
    pc.untold.forget(("b1", 7))
    assert not pc.forget(7)
    assert not pc.asked


def on_bench(pc: Pc, **changes: object) -> str:
    """The revision of what lies on the bench now."""
    revision = pc._made(40.0)
    pc.journal.write(replace(pc.document, original=revision, revision=revision, **changes))
    return revision


def test_what_lies_on_a_bench_that_is_not_open_goes(pc: Pc) -> None:
    revision = on_bench(pc)
    assert pc.forget(7) == {7: 3}
    assert FolderJournal(pc.folder / "bench", pc.vault).revisions() == set()
    assert revision not in pc.here
    assert pc.journal.read() is None
    assert not pc.journal.waits


def test_what_lies_on_the_bench_of_the_window_is_left_to_it(pc: Pc) -> None:
    revision = on_bench(pc)
    assert pc.forget(7, closed=False) == {7: 2}
    assert pc.journal.revisions() == {revision}
    assert revision in pc.here, "the bench needs it"


@pytest.mark.parametrize("changes", [{"item": 8}, {"book": "b2"}, {"item": 0, "book": ""}])
def test_another_item_stays_on_the_bench(pc: Pc, changes: dict[str, object]) -> None:
    revision = on_bench(pc, **changes)
    assert pc.forget(7) == {7: 2}
    assert pc.journal.revisions() == {revision}


def test_what_waits_for_the_key_goes_and_what_is_opened_meanwhile_stays(pc: Pc) -> None:
    on_bench(pc)
    journal = FolderJournal(pc.folder / "bench", pc.vault)
    assert journal.read() is None
    assert journal.waits
    (waiting,) = journal.waiting(closed=False)
    document, take_away = waiting
    assert document.item == 7
    other = pc._made(50.0)
    journal.write(replace(pc.document, original=other, revision=other, item=8))  # it puts aside what waits
    assert not take_away(), "something else lies there by now"
    assert journal.waits
    (aside,) = journal.waiting(closed=False)
    assert aside[1]()
    assert not journal.waits
    assert journal.revisions() == {other}
