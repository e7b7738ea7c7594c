from pathlib import Path

import pytest

from app.gui.bench.undo import UndoList
from app.i18n import text
from app.session.bench import Bench, Document, Edit
from app.storage.bench_journal import FolderJournal

pytestmark = pytest.mark.usefixtures("qapp")


def edit(before: str, after: str) -> Edit:
    return Edit(text("Step"), before, after)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(FolderJournal(tmp_path))


def document(position: int, *edits: Edit) -> Document:
    revision = edits[position - 1].after if position else "r0"
    return Document("cat", Path("cat.glb"), "r0", revision, "p", edits=edits, position=position)


def test_an_edit_is_undone_and_redone(bench: Bench) -> None:
    undo = UndoList(bench)
    bench.open(document(0))
    shown: list[str] = []
    bench.mesh_changed.connect(shown.append)
    bench.finish(edit("r0", "r1"))
    bench.finish(edit("r1", "r2"))
    undo.stack.undo()
    undo.stack.undo()
    undo.stack.redo()
    assert shown == ["r1", "r2", "r1", "r0", "r1"]
    assert undo.stack.canUndo()
    assert undo.stack.canRedo()


def test_an_edit_after_undo_drops_what_could_be_redone(bench: Bench) -> None:
    undo = UndoList(bench)
    bench.open(document(0))
    bench.finish(edit("r0", "r1"))
    undo.stack.undo()
    bench.finish(edit("r0", "r1"))  # the same result again is an edit of its own
    assert bench.document is not None
    assert bench.document.position == 1
    assert not undo.stack.canRedo()
    assert undo.stack.count() == len(bench.document.edits) == 1


def test_what_the_journal_brings_back_can_be_undone_without_being_shown_again(bench: Bench) -> None:
    undo = UndoList(bench)
    shown: list[str] = []
    bench.mesh_changed.connect(shown.append)
    bench.open(document(1, edit("r0", "r1"), edit("r1", "r2")))
    assert shown == ["r1"]
    assert (undo.stack.index(), undo.stack.count()) == (1, 2)
    undo.stack.redo()
    undo.stack.undo()
    undo.stack.undo()
    assert shown == ["r1", "r2", "r1", "r0"]


def test_a_leap_in_the_history_shows_only_where_it_ends(bench: Bench) -> None:
    undo = UndoList(bench)
    bench.open(document(3, edit("r0", "r1"), edit("r1", "r2"), edit("r2", "r3")))
    shown: list[str] = []
    bench.mesh_changed.connect(shown.append)
    undo.go_to(0)
    undo.go_to(2)
    assert shown == ["r0", "r2"]
    assert undo.stack.index() == 2
    undo.stack.undo()
    assert shown[-1] == "r1"


def test_another_model_has_a_history_of_its_own(bench: Bench) -> None:
    undo = UndoList(bench)
    bench.open(document(1, edit("r0", "r1")))
    bench.open(document(0))
    assert undo.stack.count() == 0
    bench.close()
    assert not undo.stack.canUndo()
