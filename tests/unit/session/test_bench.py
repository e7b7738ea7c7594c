import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.errors import WriteRefusedError
from app.i18n import plural, text
from app.mesh.report import Finding, Heat, Report
from app.session.bench import HEATS_KEPT_BYTES, Bench, Changes, Document, Edit, StepDone
from app.storage.bench_journal import FolderJournal


@pytest.fixture
def journal(tmp_path: Path) -> FolderJournal:
    return FolderJournal(tmp_path)


@pytest.fixture
def bench(journal: FolderJournal) -> Bench:
    bench = Bench(journal)
    bench.open(Document("cat.glb", Path("cat.glb"), "r0", "r0", "white-resin"))
    return bench


def edit(before: str, after: str) -> Edit:
    return Edit(text("Close holes"), before, after, plural("Closed {n} hole", "Closed {n} holes", 3), 0.5)


def test_edits_are_shown_and_written_down(bench: Bench, journal: FolderJournal) -> None:
    shown: list[str] = []
    bench.mesh_changed.connect(shown.append)
    assert bench.finish(edit("r0", "r1"))
    assert bench.finish(edit("r1", "r2"))
    assert shown == ["r1", "r2"]
    assert journal.read() == bench.document


def test_what_was_read_from_the_journal_is_shown_although_nothing_can_be_written(
    bench: Bench, journal: FolderJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_document: Document | None) -> None:
        raise WriteRefusedError(text("The disk is full."))

    monkeypatch.setattr(journal, "write", refuse)
    again, shown = Bench(journal), list[str]()
    again.mesh_changed.connect(shown.append)
    again.document = journal.read()
    assert again.document is not None
    again.open(again.document)
    assert shown == ["r0"]
    with pytest.raises(WriteRefusedError):
        again.open(replace(again.document, title="dog.glb"))
    assert again.document == bench.document


def test_a_proposed_height_that_is_confirmed_as_it_is_is_a_step(bench: Bench) -> None:
    assert bench.finish(replace(edit("r0", "r0"), heights=(None, 100.0)))
    assert bench.document is not None
    assert (bench.document.height_mm, len(bench.document.edits)) == (100.0, 1)
    assert not bench.finish(replace(edit("r0", "r0"), heights=(100.0, 100.0)))
    bench.go_to(0)
    assert bench.document.height_mm is None


def test_a_step_that_was_done_to_what_was_there_before_is_dropped_and_that_is_said(bench: Bench) -> None:
    said: list[Edit] = []
    bench.overtaken.connect(said.append)
    late = edit("r0", "r2")
    assert bench.finish(edit("r0", "r1"))
    assert not said
    assert not bench.finish(late)
    assert said == [late]
    assert bench.document is not None
    assert [e.after for e in bench.document.edits] == ["r1"]


def test_going_back_and_editing_drops_what_could_be_redone(bench: Bench) -> None:
    bench.finish(edit("r0", "r1"))
    bench.finish(edit("r1", "r2"))
    bench.go_to(1)
    assert bench.document is not None
    assert bench.document.revision == "r1"
    bench.go_to(0)
    assert bench.document.revision == "r0"
    bench.finish(edit("r0", "r9"))
    assert [e.after for e in bench.document.edits] == ["r9"]


def test_what_an_edit_changed_is_written_down(bench: Bench, journal: FolderJournal) -> None:
    changes = Changes(
        (0.01, 0.1, 0.5), None, (None, 900.0), (StepDone(text("Closed"), 0.2, "fill_holes"),),
        missing_share=0.02, faithful=False, sheets=True, bodies=(3, 1), faces=(100, 90),
    )  # fmt: skip
    bench.finish(Edit(text("Repair"), "r0", "r1", changes=changes))
    assert journal.read() == bench.document


def test_a_journal_of_an_earlier_version_is_read(bench: Bench, journal: FolderJournal, tmp_path: Path) -> None:
    bench.finish(Edit(text("Repair"), "r0", "r1", changes=Changes((0.0, 0.1, 0.5), (1.0, 2.0), (1.0, 2.0), ())))
    stored = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    changes = stored["edits"][0]["changes"]
    for name in ("missing_share", "faithful", "sheets", "bodies", "faces"):
        del changes[name]
    del stored["edits"][0]["placement"]
    changes["steps"] = [[["Closed", None, 0, {}], 0.2]]
    (tmp_path / "bench.json").write_text(json.dumps(stored), "utf-8")
    read = journal.read()
    assert read is not None
    assert read.last_edit is not None
    assert read.last_edit.changes is not None
    assert read.last_edit.changes.steps == (StepDone(text("Closed"), 0.2),)
    assert read.last_edit.changes.bodies is None


def test_it_is_compared_with_what_stands_at_the_same_place(bench: Bench) -> None:
    assert bench.document is not None
    assert bench.document.reference == "r0"
    bench.finish(edit("r0", "r1"))
    assert bench.document.reference == "r0"
    bench.finish(Edit(text("Height"), "r1", "r2", placement=True))
    bench.finish(edit("r2", "r3"))
    assert bench.document.reference == "r2"
    bench.go_to(1)
    assert bench.document.reference == "r0"


def test_large_figures_are_not_kept_for_long(bench: Bench) -> None:
    million = np.zeros(1_000_000, np.float32)
    for number in range(12):
        heats = tuple(
            Finding(
                f"check {n}",
                text("Walls"),
                "warns",
                0,
                text("Fine."),
                heat=Heat(text("Walls"), million, "mm", 0, 1, True),
            )
            for n in range(4)
        )
        bench.remember(
            Report(f"r{number}", "white-resin", 1, 3, 1, True, True, 0, 1.0, 1.0, (1, 1, 1), "none", heats, 0.1), None
        )
    kept = sum(f.heat.values.nbytes for report in bench._reports.values() for f in report.findings if f.heat)
    assert kept <= HEATS_KEPT_BYTES
    assert len(bench._reports) == 6


def test_an_edit_of_something_else_is_not_taken(bench: Bench) -> None:
    unchanged: list[Edit] = []
    bench.unchanged.connect(unchanged.append)
    assert not bench.finish(edit("other", "r1"))
    assert unchanged == []
    assert not bench.finish(edit("r0", "r0"))
    assert unchanged == [edit("r0", "r0")], "whoever asked for it is told that nothing had to be done"
    assert bench.document is not None
    assert bench.document.edits == ()


def test_unsaved_until_the_shown_revision_is_in_a_file(bench: Bench) -> None:
    assert bench.document is not None
    assert not bench.document.unsaved
    bench.finish(edit("r0", "r1"))
    assert bench.document.unsaved
    bench.change(saved_as=Path("out.3mf"), saved_revision="r1")
    assert not bench.document.unsaved


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"title": 3}', "\x00"])
def test_a_damaged_journal_is_an_empty_bench(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "bench.json").write_text(damage, "utf-8")
    assert FolderJournal(tmp_path).read() is None
    assert "cannot be read" in caplog.text


def test_clearing_the_bench_is_written_down(bench: Bench, journal: FolderJournal) -> None:
    bench.close()
    assert journal.read() is None


def test_pins_are_written_down_and_belong_to_where_the_model_stands(bench: Bench, journal: FolderJournal) -> None:
    first = bench.pin((1.0, 2.0, 3.0), (0.0, 0.0, 1.0), "耳朵 thin")
    bench.finish(edit("r0", "r1"))
    bench.finish(Edit(text("Scaled"), "r1", "r2", placement=True))
    second = bench.pin((4.0, 5.0, 6.0), (1.0, 0.0, 0.0), "strap")
    assert journal.read() == bench.document
    assert bench.document is not None
    assert bench.document.pins_here() == (second,)
    bench.go_to(1)
    assert bench.document.pins_here() == (first,)
    assert (first.number, second.number) == (1, 2)
    bench.unpin(first.number)
    assert bench.document.pins == (second,)
    assert bench.pin((0.0, 0.0, 0.0), (0.0, 0.0, 1.0), "next").number == 3


def test_an_older_revision_becomes_the_newest_and_nothing_is_forgotten(bench: Bench) -> None:
    bench.finish(edit("r0", "r1"))
    bench.finish(Edit(text("Scaled"), "r1", "r2", placement=True))
    bench.finish(edit("r2", "r3"))
    bench.restore(1, text("Back"))
    assert bench.document is not None
    assert [e.after for e in bench.document.edits] == ["r1", "r2", "r3", "r1"]
    assert bench.document.last_edit is not None
    assert bench.document.last_edit.placement  # it was scaled on the way
    bench.restore(4, text("Back"))
    assert len(bench.document.edits) == 4


def test_what_a_tool_was_given_is_written_down(bench: Bench, journal: FolderJournal) -> None:
    given = {"wall_mm": 2.0, "shape": "round", "at": (1.0, 2.0, 3.0, 0.0, 0.0, 1.0)}
    bench.finish(Edit(text("Hollow"), "r0", "r1", tool="hollow", values=given, local=True))
    assert journal.read() == bench.document


def test_the_chosen_height_goes_back_and_forth_with_the_steps(bench: Bench, journal: FolderJournal) -> None:
    bench.change(height_mm=120.0)
    bench.finish(edit("r0", "r1"))
    bench.finish(Edit(text("Scaled"), "r1", "r2", placement=True, heights=(120.0, 80.0)))
    bench.finish(Edit(text("Base"), "r2", "r3", heights=(80.0, 85.2)))
    bench.finish(edit("r3", "r4"))
    seen = []
    for position in (3, 2, 1, 0, 4, 2, 3):
        bench.go_to(position)
        assert bench.document is not None
        seen.append(bench.document.height_mm)
    assert seen == [85.2, 80.0, 120.0, 120.0, 85.2, 80.0, 85.2]
    assert journal.read() == bench.document
    bench.restore(1, text("Back"))
    assert bench.document is not None
    assert bench.document.height_mm == 120.0
    assert bench.document.last_edit is not None
    assert bench.document.last_edit.heights == (85.2, 120.0)


def test_what_was_done_is_told_once_and_not_by_undo(bench: Bench) -> None:
    told: list[Edit] = []
    bench.done.connect(told.append)
    bench.finish(edit("r0", "r1"))
    bench.go_to(0)
    bench.go_to(1)
    assert [one.after for one in told] == ["r1"]


def test_a_known_report_comes_after_the_news_that_there_was_none(bench: Bench) -> None:
    """Whoever answers the news at once makes the others hear both in the order in which they happened."""
    known = Report("r1", "white-resin", 1, 3, 1, True, True, 0, 1.0, 1.0, (1, 1, 1), "none", (), 0.1)
    heard: list[object] = []

    def answer(now: object) -> None:
        if now is None:
            bench.show_known_report()

    bench.report_changed.connect(answer)
    bench.report_changed.connect(heard.append)
    bench.remember(known, None)
    bench.finish(edit("r0", "r1"))
    assert heard == [None, known]
    assert bench.report is known
