from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.commands.workshop import Workshop
from app.gui.base.main_thread import MainThread
from app.gui.base.words import say_again
from app.gui.brushes.hand import BrushHand
from app.gui.brushes.kinds import KINDS
from app.gui.panels.paint import PaintPanel
from app.gui.panels.sculpt import SculptPanel
from app.gui.viewport.widget import Viewport
from app.jobs.runner import Runner
from app.session.bench import Bench, Document
from app.settings.preferences import Preferences
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Iterator[BrushHand]:
    viewport, main = Viewport(), MainThread()
    qtbot.addWidget(viewport)
    store = FolderMeshStore(tmp_path)
    workshop = Workshop(Bench(FolderJournal(tmp_path)), store, Runner(main.post), Preferences())
    workshop.bench.open(Document("ball", Path("ball"), "r0", "r0", "white_resin"))
    made = BrushHand(workshop, viewport, viewport)
    yield made
    made.close()
    workshop.runner.close()
    viewport.close()


def actions(hand: BrushHand, owner: QObject) -> dict[str, QAction]:
    made = {}
    for kind, one in KINDS.items():
        action = QAction(str(one.title), owner)
        action.setCheckable(True)
        action.triggered.connect(lambda _checked=False, kind=kind: hand.take(kind))
        made[f"brush.{kind}"] = action
    return made


@pytest.mark.parametrize("panel_of", [SculptPanel, PaintPanel])
def test_the_options_of_the_brush_in_hand_are_shown_and_set_it(qtbot: QtBot, hand: BrushHand, panel_of) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    panel = panel_of(hand, actions(hand, owner))
    qtbot.addWidget(panel)
    panel.show()
    options = panel.palette_.options
    assert not options.isVisible()
    kind = "flatten" if panel_of is SculptPanel else "blur"
    hand.take(kind)
    assert options.isVisible()
    assert options.strength.value() == KINDS[kind].strength * 100
    options.strength.setValue(33)
    assert hand.settings.values.strength[kind] == pytest.approx(0.33)
    options.units["mm"].click()
    assert options.radius.suffix() == " mm"
    options.radius.setValue(7.5)
    assert hand.settings.radius_mm(0.01) == pytest.approx(7.5)
    options.mirror["x"].click()
    options.mirror["z"].click()
    assert hand.settings.brush(kind, 1.0, inverted=False).mirror == "xz"
    options.mirror["x"].click()
    assert hand.settings.values.mirror == "z"
    hand.settings.set_curve(kind, "sharp")
    assert options.curve.currentData() == "sharp"
    for widget in (options.radius, options.strength, options.curve, *options.units.values(), *options.mirror.values()):
        assert widget.toolTip()
        assert widget.accessibleName()
    hand.take(kind)
    assert hand.kind is None
    assert not options.isVisible()


def test_the_panel_follows_the_language(qtbot: QtBot, hand: BrushHand) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    panel = SculptPanel(hand, actions(hand, owner))
    qtbot.addWidget(panel)
    hand.take("smooth")
    i18n.activate("zh_CN")
    say_again(panel)
    panel.refresh()
    assert panel.palette_.options.curve.count() == 5
    i18n.activate("en")
    panel.refresh()
    assert panel.palette_.options.curve.itemText(0) == "Smooth"


def test_opening_another_model_puts_the_brush_down(hand: BrushHand) -> None:
    hand.take("draw")
    bench = hand._workshop.bench
    bench.open(Document("other", Path("other"), "r1", "r1", "white_resin"))
    assert hand.kind is None
    hand.take("draw")
    bench.close()
    assert hand.kind is None
    hand.take("draw")
    assert hand.kind is None  # nothing is open


def test_the_colour_button_asks_for_a_colour(qtbot: QtBot, hand: BrushHand) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    panel = PaintPanel(hand, actions(hand, owner))
    qtbot.addWidget(panel)
    hand.take("paint")
    panel.palette_.options.color.chosen.emit((1, 2, 3))
    assert hand.settings.values.color == (1, 2, 3)
    assert panel.palette_.options.color.text() == "#010203"
    dialog = panel.palette_.options.color.ask()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
