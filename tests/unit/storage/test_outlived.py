"""Which old models leave a PC: never one that lies on a bench, be it the bench that is not open now."""

import os
import time
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.session.bench import Document
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore
from app.storage.outlived import forget_outlived
from app.storage.scratch_list import KEPT_DAYS, ScratchList
from app.storage.thumbnails import FolderThumbnails
from tests.unit.mesh.shapes import box

LONG_AGO = date(2026, 11, 1)


class Pc:
    """One model that was on the usual bench some weeks ago, with its small picture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.meshes = FolderMeshStore(folder / "meshes")
        self.pictures = FolderThumbnails(folder / "thumbnails")
        self.revision = self.meshes.put(box())
        self.pictures.put(self.revision, np.zeros((96, 128, 4), np.uint8))
        for path in folder.glob("meshes/??/*.mesh"):
            os.utime(path, (1_000_000, 1_000_000))
        self.scratch = ScratchList(folder / "scratch.json", lambda: LONG_AGO + timedelta(days=KEPT_DAYS + 5))
        usual = FolderJournal(folder, None, ScratchList(folder / "scratch.json", lambda: LONG_AGO))
        usual.write(Document("box", Path("box.stl"), self.revision, self.revision, "white-fdm"))

    @property
    def benches(self) -> tuple[FolderJournal, FolderJournal]:
        return FolderJournal(self.folder), FolderJournal(self.folder / "safe")

    def forget(self) -> None:
        def unnamed(here: Collection[str]) -> frozenset[str]:
            return frozenset(here)

        forget_outlived(self.meshes, self.pictures, self.scratch, self.benches, unnamed=unnamed, began=time.time())

    @property
    def there(self) -> bool:
        return self.meshes.has(self.revision)


@pytest.fixture
def pc(tmp_path: Path) -> Pc:
    return Pc(tmp_path)


def test_what_lies_on_the_usual_bench_stays_whichever_bench_is_open(pc: Pc) -> None:
    pc.forget()
    assert pc.there


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[1]"])
def test_nothing_goes_where_a_bench_cannot_be_read(pc: Pc, content: bytes) -> None:
    (pc.folder / "bench.json").write_bytes(content)
    pc.forget()
    assert pc.there


def test_nothing_goes_where_the_disk_does_not_answer(pc: Pc) -> None:
    (pc.folder / "bench.json").unlink()
    (pc.folder / "bench.json").mkdir()
    pc.forget()
    assert pc.there


def test_what_lies_on_no_bench_goes_with_its_picture(pc: Pc) -> None:
    pc.benches[0].write(None)
    pc.forget()
    assert not pc.there
    assert pc.pictures.get(pc.revision) is None
    assert not pc.scratch.outlived()


def test_what_is_in_use_goes_the_next_time(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    pc.benches[0].write(None)

    def refuse(path: Path, missing_ok: bool = False) -> None:  # noqa: ARG001
        raise PermissionError(path)

    with monkeypatch.context() as open_elsewhere:
        open_elsewhere.setattr(Path, "unlink", refuse)
        pc.forget()
    assert pc.there
    assert pc.scratch.outlived() == {pc.revision}
    pc.forget()
    assert not pc.there
