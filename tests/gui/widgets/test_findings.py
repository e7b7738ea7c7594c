"""The list of findings: groups, keys, figures over the surface, and many checks at once."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.widgets.finding_list import FindingList, grouped
from app.i18n import text
from app.mesh.report import Finding, Heat, Places, Report


def finding(name: str, severity: Any, count: int, *, boxes: int = 0, ran: bool = True, heat: bool = False) -> Finding:
    places = Places("face", np.arange(boxes, dtype=np.int32), np.zeros((boxes, 2, 3)))
    values = Heat(text("Walls"), np.zeros(8, np.float32), "mm", 0.0, 3.0, bad_is_low=True, limit=1.0) if heat else None
    message = text(f"About {name}.")
    return Finding(name, text(name.title()), severity, count, message, places, ("cure",), ran=ran, heat=values)


def report(*findings: Finding) -> Report:
    return Report("r0", "white-resin", 12, 8, 1, True, True, 0, 8000.0, 2400.0, (20, 20, 20), "none", findings, 0.5)


FINDINGS = (
    finding("cost", "informs", 1),
    finding("dust", "warns", 2, boxes=1),
    finding("walls", "warns", 3, boxes=2, heat=True),
    finding("stand", "warns", 0, ran=False),
    finding("crossings", "blocks", 0, ran=False),
    finding("holes", "blocks", 3, boxes=3),
    finding("size", "blocks", 0),
    finding("gaps", "warns", 0, heat=True),
)


@pytest.fixture
def findings(qtbot: QtBot, look: Look) -> FindingList:
    made = FindingList(look)
    qtbot.addWidget(made)
    made.resize(340, 900)
    made.show()
    made.show_report(report(*FINDINGS), {})
    return made


def test_each_finding_is_in_one_group() -> None:
    groups = grouped(report(*FINDINGS))
    names = [[f.id for f in g] for g in (groups.blocks, groups.warns, groups.notes, groups.not_run, groups.passed)]
    assert names == [["holes", "crossings"], ["dust", "walls"], ["cost"], ["stand"], ["size", "gaps"]]


def test_what_asks_for_nothing_is_folded_away_and_stays_open_once_opened(findings: FindingList, qtbot: QtBot) -> None:
    assert list(findings.cards) == ["holes", "crossings", "dust", "walls"]
    assert list(findings.folds) == ["notes", "not_run", "passed"]
    assert not any(fold.opened for fold in findings.folds.values())
    qtbot.mouseClick(findings.folds["passed"], Qt.MouseButton.LeftButton)
    assert findings.folds["passed"].opened
    assert "gaps" in findings.cards, "a passed check with a figure can still show it"
    findings.show_report(report(*FINDINGS), {})
    assert findings.folds["passed"].opened
    assert not findings.folds["notes"].opened


def test_a_fold_is_opened_and_closed_by_keys(findings: FindingList, qtbot: QtBot) -> None:
    fold = findings.folds["not_run"]
    for key, opened in ((Qt.Key.Key_Right, True), (Qt.Key.Key_Right, True), (Qt.Key.Key_Left, False)):
        qtbot.keyClick(fold, key)
        assert fold.opened is opened
    qtbot.keyClick(fold, Qt.Key.Key_Return)
    assert fold.opened


def test_keys_choose_a_card_fly_and_go_on(findings: FindingList, qtbot: QtBot) -> None:
    places: list[tuple[str, int]] = []
    findings.place.connect(lambda f, number: places.append((f.id, number)))
    holes = findings.cards["holes"]
    holes.setFocus()
    with qtbot.waitSignal(findings.chosen) as chosen:
        qtbot.keyClick(holes, Qt.Key.Key_Return)
    assert chosen.args == [holes.finding]
    qtbot.keyClick(holes, Qt.Key.Key_Right)
    qtbot.keyClick(holes, Qt.Key.Key_Left)
    assert places == [("holes", 0), ("holes", 2)]
    with qtbot.waitSignal(findings.focused) as focused:
        qtbot.keyClick(holes, Qt.Key.Key_Down)
    assert focused.args == [findings.cards["crossings"]]


def test_one_key_walks_through_all_places_of_all_findings(findings: FindingList) -> None:
    seen: list[tuple[str, int]] = []

    def go(of: Finding, number: int) -> None:
        findings.select(of.id)
        seen.append((of.id, number))

    findings.place.connect(go)
    for _ in range(7):
        findings.step(1)
    findings.step(-1)
    rest = [("dust", 0), ("walls", 0), ("walls", 1), ("holes", 0), ("walls", 1)]
    assert seen == [("holes", 0), ("holes", 1), ("holes", 2), *rest]


def test_a_figure_is_shown_on_the_model_and_its_button_says_so(findings: FindingList, qtbot: QtBot) -> None:
    card = findings.cards["walls"]
    assert findings.cards["dust"].heat_button is None
    assert card.heat_button is not None
    with qtbot.waitSignal(findings.heat) as wanted:
        qtbot.mouseClick(card.heat_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [card.finding]
    findings.show_heat("walls")
    assert card.heat_button.isChecked()
    findings.show_heat("")
    assert not card.heat_button.isChecked()


def test_every_button_has_a_tooltip(findings: FindingList) -> None:
    for card in findings.cards.values():
        for made in (card.heat_button, getattr(card, "next", None), getattr(card, "previous", None)):
            assert made is None or made.toolTip()
    assert all(fold.toolTip() for fold in findings.folds.values())


def test_many_checks_are_listed_in_pieces(qtbot: QtBot, look: Look) -> None:
    made = FindingList(look)
    qtbot.addWidget(made)
    made.show()
    many = [
        finding(f"check {n}", "blocks" if n % 3 else "warns", n % 4, boxes=n % 4, heat=n % 5 == 0) for n in range(30)
    ]
    pieces = list(made.works(report(*many), {}))
    assert len(pieces) > 20, "the window lives on between two cards"
    for piece in pieces:
        piece()
    assert len(made.cards) > 20
