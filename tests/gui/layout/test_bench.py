"""The whole layout bench, from a picture to a checked print file."""

import shutil
from dataclasses import replace
from pathlib import Path
from threading import Event

import cv2
import numpy as np
import pikepdf
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.layout.kept import NAME, Kept, read
from app.gui.layout.opening import with_template
from app.gui.layout.panels.photo_panel import PhotoPanel
from app.gui.layout.thing import Thing
from app.i18n import text
from app.layouts.design.document import PictureLayer, TextLayer
from app.layouts.design.templates import load_templates
from tests.gui.layout.conftest import WAIT, Bench, Open, card, hidden_in, shape


def opened(bench: Bench, qtbot: QtBot, path: Path) -> None:
    bench.place.open_files([path])
    qtbot.waitUntil(lambda: bool(bench.desk.things) and bench.place.page.measured is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: all(item.painted for item in bench.place.page.design.items_.values()), timeout=WAIT)


def test_a_cat_becomes_a_sheet_of_keychains_and_a_checked_file(open_bench: Open, cat: Path, qtbot: QtBot) -> None:
    bench = open_bench()
    place = bench.place
    assert place.page.currentIndex() == 0
    opened(bench, qtbot, cat)
    assert place.page.currentIndex() == 1
    design = bench.desk.design
    assert design is not None
    assert (design.product, design.cut.shape, place.setup.shop.route) == ("keychain", "picture", "cut")
    assert place.page.design.outline is not None
    bench.desk.set_copies(0, 6)
    place.do("nest")
    qtbot.waitUntil(lambda: not place.sheets.busy and place.sheets.layout is not None, timeout=WAIT)
    layout = place.sheets.layout
    assert layout is not None
    assert [len(sheet.placements) for sheet in layout.sheets] == [6]
    assert len(place.views.sheet.items_) == 6
    assert place.sheets.fresh
    path = bench.folder / "cats.pdf"
    place.output.make(path, sheets=True)
    assert place.output.job is not None
    assert place.output.job.writes == path.name  # the window does not close before it is there
    qtbot.waitUntil(lambda: bool(place.output.made), timeout=WAIT)
    report = place.output.made[0].report
    assert report is not None
    assert report.passed, [str(finding.words) for finding in report.rules]
    assert path.read_bytes().startswith(b"%PDF-1.6")
    if shutil.which("gs") is None:
        pytest.skip("the plates need Ghostscript")
    place.show_view("plates")
    qtbot.waitUntil(lambda: not place.views.plates.empty, timeout=WAIT)
    plates = place.separations.plates
    assert plates is not None
    assert set(plates.spots) == {"White", "CutContour"}
    place.separations.alone("White")
    assert place.separations.hidden == frozenset(plates.names) - {"White"}
    assert "White" in place.views.plates.words_at(
        place.views.sheet.items_[0].mapToScene(place.views.sheet.items_[0].shape().boundingRect().center())
    )


def test_a_piece_that_was_moved_stays_and_undo_brings_it_back(open_bench: Open, cat: Path, qtbot: QtBot) -> None:
    bench = open_bench()
    place = bench.place
    opened(bench, qtbot, cat)
    place.do("nest")
    qtbot.waitUntil(lambda: not place.sheets.busy and place.sheets.layout is not None, timeout=WAIT)
    sheet = place.sheets.sheet
    assert sheet is not None
    before = sheet.placements[0]
    place.views.sheet.items_[0].setSelected(True)
    place.views.sheet.turn(30)
    assert place.sheets.sheet is not None
    assert place.sheets.sheet.placements[0].turn_deg == pytest.approx((before.turn_deg + 30) % 360)
    assert (before.piece, before.copy) in place.sheets.locked
    place.undo()
    assert place.sheets.sheet.placements[0] == before
    place.views.sheet.items_[0].setPos(-30, -30)
    place.sheets.place(text("Move on the sheet"), [(0, place.views.sheet.items_[0].now())])
    qtbot.waitUntil(lambda: (0, 0) in place.sheets.crowded, timeout=WAIT)


def test_undo_of_a_sheet_that_was_arranged_before_more_was_wanted_says_so(
    open_bench: Open, cat: Path, qtbot: QtBot
) -> None:
    bench = open_bench()
    place = bench.place
    opened(bench, qtbot, cat)
    place.do("nest")
    qtbot.waitUntil(lambda: not place.sheets.busy and place.sheets.layout is not None, timeout=WAIT)
    place.views.sheet.items_[0].setSelected(True)
    place.views.sheet.turn(30)
    bench.desk.set_copies(0, 2)
    place.do("nest")
    qtbot.waitUntil(lambda: not place.sheets.busy and place.sheets.fresh, timeout=WAIT)
    bench.desk.stack.undo()
    assert place.sheets.sheet is not None
    assert len(place.sheets.sheet.placements) == 1
    assert not place.sheets.fresh


def test_a_photo_goes_into_a_template_and_its_places_are_filled(open_bench: Open, sea: Path, qtbot: QtBot) -> None:
    bench = open_bench()
    place = bench.place
    qtbot.waitUntil(lambda: bool(place.templates.known), timeout=WAIT)
    opened(bench, qtbot, sea)
    thing = bench.desk.thing
    assert thing is not None
    assert (thing.design.product, thing.design.width_mm) == ("photo", 152)
    template = next(t for t in place.templates.known if t.id == "postcard-player")
    place.use_template(template)
    thing = bench.desk.thing
    assert thing is not None
    assert thing.values["cover"].startswith("sha256:")
    place.templates.search.setText("player")
    qtbot.waitUntil(lambda: 0 < place.templates.gallery.count() < 10, timeout=WAIT)
    field = place.templates.fields["title"]
    field.setText("Evening wind")  # type: ignore[attr-defined]
    field.textEdited.emit("Evening wind")  # type: ignore[attr-defined]
    assert bench.desk.thing is not None
    assert bench.desk.thing.values["title"] == "Evening wind"
    qtbot.waitUntil(
        lambda: (
            place.page.measured is not None and any("link" in str(f.words).lower() for f in place.page.measured.faults)
        ),
        timeout=WAIT,
    )
    place.undo()
    assert bench.desk.thing is not None
    assert "title" not in bench.desk.thing.values
    layer = next(layer for layer in bench.desk.layers if isinstance(layer, TextLayer) and layer.text == "{title}")
    place.page.design.open_layer(layer)
    assert place.page.design.writing.item is not None
    place.page.design.writing.item.setPlainText("海边")
    place.page.design.writing.end(keep=True)
    assert bench.desk.thing.values["title"] == "海边"
    assert any(isinstance(one, TextLayer) and one.text == "{title}" for one in bench.desk.layers)


def test_how_fine_a_picture_prints_is_told_and_cropping_begins_by_itself(
    open_bench: Open, sea: Path, qtbot: QtBot
) -> None:
    bench = open_bench()
    place = bench.place
    opened(bench, qtbot, sea)
    panel: PhotoPanel = place.photo
    bench.desk.choose([bench.desk.layers[0].id])
    qtbot.waitUntil(lambda: panel.facts is not None, timeout=WAIT)
    assert panel.facts is not None
    assert (panel.facts.size, panel.facts.level) == ((1350, 900), "warn")
    assert panel.fine.text()[:3] in {"224", "225"}
    place.page.design.open_layer(bench.desk.layers[0])
    qtbot.waitUntil(lambda: place.page.design.crop.active, timeout=WAIT)
    place.page.design.crop.end()
    panel.slides["warmth"].slider.setValue(60)
    qtbot.waitUntil(lambda: not place.painter._layers.busy, timeout=WAIT)
    item = place.page.design.items_[bench.desk.layers[0].id]
    assert item.painted is not None
    painted = item.painted.of
    assert isinstance(painted, PictureLayer)
    assert painted.adjust.warmth == 60


def test_a_soft_proof_and_a_picture_for_the_buyer(open_bench: Open, sea: Path, qtbot: QtBot) -> None:
    bench = open_bench()
    place = bench.place
    opened(bench, qtbot, sea)
    place._actions["layout.softproof"].setChecked(True)
    with qtbot.waitSignal(place.proofing.proofed, timeout=WAIT, check_params_cb=lambda proof: proof is not None):
        place.do("softproof")
    assert place.page.design.proof is not None
    place._actions["layout.softproof"].setChecked(False)
    place.do("softproof")
    assert place.page.design.proof is None
    with qtbot.waitSignal(place.proofing.pictured, timeout=WAIT):
        place.show_view("mockup")
    assert place.page.view == "mockup"
    assert place.output_panel.mockup.currentData() == "photo"


def test_what_lay_on_the_bench_is_there_after_a_crash(open_bench: Open, tmp_path: Path, qtbot: QtBot) -> None:
    bench = open_bench()
    bench.desk.open([card(shape("a", 10, 10)), replace(card(shape("b", 20, 20)), key="b", copies=7)], 1)
    bench.place.page.design.guides.upright.append(12.5)
    bench.desk.guided.emit()
    hidden = hidden_in(tmp_path)
    qtbot.waitUntil(lambda: bool(read(hidden).guides), timeout=WAIT)
    assert len(read(hidden).things) == 2
    assert all(b"Card" not in path.read_bytes() for path in (tmp_path / "layout" / "kept").iterdir()), "sealed"
    again = open_bench()  # the first one was never closed
    qtbot.waitUntil(lambda: len(again.desk.things) == 2, timeout=WAIT)
    assert (again.desk.at, again.desk.things[1].copies, again.desk.layers[0].id) == (1, 7, "b")
    assert again.place.page.design.guides.upright == [12.5]
    again.desk.go_to(0)
    assert again.place.page.design.guides.upright == []  # guides are of one page of one thing


def test_what_is_still_being_written_does_not_come_after_what_is_written_at_the_end(
    open_bench: Open, qtbot: QtBot
) -> None:
    bench = open_bench()
    desk, journal = bench.desk, bench.place.journal
    qtbot.waitUntil(lambda: journal._read, timeout=60_000)
    go_on = Event()
    blocked = journal._writing._runner.run(
        text("Wait"), lambda progress: go_on.wait(60), then=lambda _: None, lane="thread", quiet=True  # noqa: ARG005
    )  # fmt: skip
    desk.open((Thing("a", "a", "a", card(shape("one", 1, 1)).design),))
    qtbot.waitUntil(lambda: journal._writing.busy, timeout=60_000)
    desk.guides_of_page()["x"].append(4.5)
    desk.guided.emit()
    journal.flush()
    go_on.set()
    qtbot.waitUntil(lambda: not blocked.open and not journal._writing.busy, timeout=60_000)
    assert any(4.5 in axes["x"] for axes in read(journal._hidden).guides.values())


def test_a_journal_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    hidden = hidden_in(tmp_path)
    for words in ("", "{", '{"things": 3}', '{"version": 1, "at": 0, "things": [{"key": "x"}]}'):
        hidden.keep(NAME, words.encode())
        assert read(hidden) == Kept()


def test_pictures_are_kept_as_long_as_they_lie_on_the_bench(
    open_bench: Open, sea: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    bench = open_bench()
    opened(bench, qtbot, sea)
    bench.place.journal.flush()
    kept = [path.name for path in (tmp_path / "layout" / "kept").iterdir()]
    assert len(kept) == 2, "the journal and the picture"
    assert all(b"JFIF" not in path.read_bytes() for path in (tmp_path / "layout" / "kept").iterdir())
    bench.place.do("clear")
    bench.place.journal.flush()
    assert [path.name for path in (tmp_path / "layout" / "kept").iterdir()] == [f"{NAME}.sealed"]


def test_a_file_that_is_no_picture_is_refused_in_one_sentence(open_bench: Open, tmp_path: Path, qtbot: QtBot) -> None:
    bench = open_bench()
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"nothing")
    bench.place.open_files([path])
    qtbot.waitUntil(lambda: bool(bench.place.page.messages.sentences), timeout=WAIT)
    assert bench.desk.things == ()


def test_with_a_template_pictures_go_into_places_in_their_order() -> None:
    template = next(t for t in load_templates() if t.id == "photo-strip")
    thing = card(
        PictureLayer(id="p", source="sha256:aa", x_mm=0, y_mm=0, width_mm=10, height_mm=10),
        PictureLayer(id="q", source="sha256:bb", x_mm=0, y_mm=0, width_mm=10, height_mm=10),
    )
    made = with_template(thing, template, 1)
    pictures = [slot.name for slot in template.slots if slot.kind == "picture"]
    assert [made.values.get(name) for name in pictures[:2]] == ["sha256:aa", "sha256:bb"]
    assert made.label == thing.label


def test_what_is_locked_on_the_sheet_stays_when_it_is_arranged_anew(open_bench: Open, cat: Path, qtbot: QtBot) -> None:
    bench = open_bench()
    place = bench.place
    opened(bench, qtbot, cat)
    bench.desk.set_copies(0, 3)
    place.do("nest")
    qtbot.waitUntil(lambda: not place.sheets.busy and place.sheets.layout is not None, timeout=WAIT)
    lock, turn = place._actions["layout.lock"], place._actions["layout.turn"]
    assert not lock.isEnabled()
    place.views.sheet.items_[1].setSelected(True)
    assert lock.isEnabled()
    assert turn.isEnabled()
    place.views.sheet.items_[1].setPos(200, 200)
    place.sheets.place(text("Move on the sheet"), [(1, place.views.sheet.items_[1].now())])
    place.sheets.locked = frozenset()
    lock.trigger()
    sheet = place.sheets.sheet
    assert sheet is not None
    kept = sheet.placements[1]
    assert place.sheets.locked == {(kept.piece, kept.copy)}
    place.do("nest")
    qtbot.waitUntil(lambda: not place.sheets.busy, timeout=WAIT)
    assert place.sheets.sheet is not None
    assert kept in place.sheets.sheet.placements
    assert len(place.sheets.sheet.placements) == 3
    place.views.sheet.items_[0].setSelected(True)  # and the bench closes with it


def test_a_sheet_is_filled_with_one_design(open_bench: Open, cat: Path, qtbot: QtBot) -> None:
    bench = open_bench()
    place = bench.place
    opened(bench, qtbot, cat)
    bench.desk.add(replace(bench.desk.things[0], key="another"))
    place.do("nest")
    qtbot.waitUntil(lambda: not place.sheets.busy and place.sheets.layout is not None, timeout=WAIT)
    for item in place.views.sheet.items_:
        item.setSelected(True)
    assert {item.placement.piece for item in place.views.sheet.chosen} == {0, 1}
    place.do("fill")
    assert any("filled with one design" in sentence for sentence in place.page.messages.sentences)
    for item in place.views.sheet.items_:
        item.setSelected(item.placement.piece == 1)
    place.sheets.wish = replace(place.sheets.wish, seconds=1.0)  # how well they lie is not asked here
    place.do("fill")
    qtbot.waitUntil(lambda: bench.desk.things[1].copies > 1, timeout=WAIT)
    assert bench.desk.things[0].copies == 1
    qtbot.waitUntil(lambda: not place.sheets.busy and place.sheets.fresh, timeout=WAIT)


def test_good_frames_of_a_video_are_found_and_chosen(open_bench: Open, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "ringtone.mp4"
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10, (320, 240))
    for number in range(30):
        frame = np.full((240, 320, 3), 40 + 5 * number, np.uint8)
        cv2.circle(frame, (20 + 9 * number, 120), 40, (30, 200, 240), -1)
        film.write(frame)
    film.release()
    bench = open_bench()
    place = bench.place
    opened(bench, qtbot, path)
    bench.desk.choose([bench.desk.layers[0].id])
    qtbot.waitUntil(lambda: place.photo.facts is not None and place.photo.facts.frames > 1, timeout=WAIT)
    place.photo.find_good.click()
    qtbot.waitUntil(lambda: place.photo.frames.count() > 1, timeout=WAIT)
    last = place.photo.frames.item(place.photo.frames.count() - 1)
    place.photo.frames.itemClicked.emit(last)
    layer = bench.desk.layers[0]
    assert isinstance(layer, PictureLayer)
    assert layer.frame == last.data(Qt.ItemDataRole.UserRole)


def test_another_picture_goes_into_the_place_of_the_template_not_over_it(
    open_bench: Open, sea: Path, cat: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = open_bench()
    place = bench.place
    qtbot.waitUntil(lambda: bool(place.templates.known), timeout=WAIT)
    opened(bench, qtbot, sea)
    place.use_template(next(t for t in place.templates.known if t.id == "postcard-player"))
    before = bench.desk.things[0].values["cover"]
    monkeypatch.setattr("app.gui.layout.choosing.ask_picture", lambda *_: cat)
    bench.desk.choose(["cover"])
    place.photo.other_wanted.emit()
    qtbot.waitUntil(lambda: bench.desk.things[0].values["cover"] != before, timeout=WAIT)
    layer = next(layer for layer in bench.desk.layers if layer.id == "cover")
    assert isinstance(layer, PictureLayer)
    assert layer.source == "{cover}"
    place.do("add_picture")
    qtbot.waitUntil(lambda: any(layer.id.startswith("picture-") for layer in bench.desk.layers), timeout=WAIT)
    assert bench.desk.single is not None
    assert bench.desk.single.kind == "picture"


def test_a_pdf_that_somebody_sent_is_judged_without_anything_on_the_bench(
    open_bench: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "from a customer.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(419.5, 283.5))
        pdf.pages[0].Contents = pdf.make_stream(b"1 0 0 rg 0 0 419.5 283.5 re f")
        pdf.save(path)
    bench = open_bench()
    place = bench.place
    with qtbot.waitSignal(place.output.judged, timeout=WAIT) as told:
        place.files.judge(path)
    report = told.args[0].report
    assert not report.passed
    assert {finding.id for finding in report.rules} >= {"intent_missing"}
    assert place.page.view == "plates"
    assert place.page.currentIndex() == 1, "its plates are shown"
    qtbot.waitUntil(lambda: place.separations.plates is not None, timeout=WAIT)
    assert any("must not be printed" in words for words in place.page.messages.sentences)
