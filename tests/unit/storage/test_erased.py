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
        self.asked: list[set[int]] = []

    def _made(self, size: float) -> str:
        mesh = box(size=(size, 10, 10))
        self.meshes.put(mesh)
        self.pictures.put(mesh.revision, np.zeros((4, 4, 4), np.uint8))
        return mesh.revision

    def forget(self, *erased: int, named: Collection[str] = ()) -> Counter[int]:
        def which_were(items: Collection[int]) -> frozenset[int]:
            self.asked.append(set(items))
            return frozenset(items) & frozenset(erased)

        return forget_erased(
            self.meshes, self.pictures, self.set_aside, (self.untold,), (),
            benches=(self.set_aside, self.untold), which=WhichBook("b1"),
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
