"""The page of the packing bench itself: its size, its names and language, its keys, and who sees it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton

from app import i18n
from app.gui.base.words import say_again
from app.orders.draft import ItemDraft
from app.security.actor import Actor
from app.security.roles import Role
from tests.gui.packing.goods import MIXED, OpenBench


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(660, 560), (960, 600), (1400, 900)])
def test_it_fits_small_and_large_windows_in_both_languages(
    open_bench: OpenBench, language: str, size: tuple[int, int]
) -> None:
    bench = open_bench(card=True)
    bench.page.resize(*size)
    bench.fill(bench.house.order(*MIXED))
    i18n.activate(language)
    say_again(bench.page)
    bench.page.refresh()
    QApplication.processEvents()
    assert (bench.page.width(), bench.page.height()) == size
    for area in (bench.page.body, bench.page.bench.area):
        assert area.isHidden() or area.widget().width() <= area.viewport().width()


def test_every_control_has_a_name_and_a_tip(open_bench: OpenBench) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLineEdit

    bench = open_bench(card=True)
    bench.fill(bench.house.order(*MIXED))
    for panel in bench.page.panels.values():
        panel.show()
    names = []
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in bench.page.findChildren(kind):
            if widget.isVisible() and widget.parent() is not None and not isinstance(widget.parent(), QComboBox):
                name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
                names.append(name)
                assert name
                assert widget.toolTip() or isinstance(widget, QAbstractButton)
    assert len(names) > 15


def test_everything_speaks_the_language_of_now(open_bench: OpenBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every phrase of the page is asked for anew: in a made-up language none is left in English."""
    import gettext

    class Loud(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"«{message}»"

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return f"«{msgid1 if n == 1 else msgid2}»"

    bench = open_bench(card=True)
    order = bench.house.order(ItemDraft(product="magnet", title="«Cat»", height_mm=50.0))
    bench.open(order)
    bench.scan(bench.house.item(order).serial)
    monkeypatch.setattr(i18n, "_catalogue", lambda _code: Loud())
    i18n.activate("zh_CN")
    say_again(bench.page)
    bench.page.refresh()
    for panel in bench.page.panels.values():
        panel.show()
    words = {button.text() for button in bench.page.findChildren(QPushButton) if button.text()}
    words |= {label.text() for label in bench.page.findChildren(QLabel) if label.text()}
    combos = bench.page.findChildren(QComboBox)
    words |= {combo.itemText(n) for combo in combos for n in range(combo.count()) if combo.itemText(n)}
    left = {one for one in words if "«" not in one and any(sign.isalpha() for sign in one)}
    same = (order.number, bench.station.view.parcel.number, bench.house.item(order).serial, "****", " mm")
    same_in_all = {one for one in left if any(name in one for name in same)} | {"F2", "F4", "F5", "F6"}
    assert left - same_in_all == set()


def test_signs_of_the_page_are_no_shortcuts_of_the_window(open_bench: OpenBench) -> None:
    from PySide6.QtGui import QKeySequence, QShortcut

    bench = open_bench()
    pressed: list[str] = []
    for name in ("S", "1", "F5"):
        QShortcut(QKeySequence(name), bench.page.window(), lambda name=name: pressed.append(name))
    bench.page.close_panel.close_button.setEnabled(True)
    bench.page.steps.rows["close"].setFocus()
    bench.qtbot.keyClicks(QApplication.focusWidget(), "S1")
    bench.key(Qt.Key.Key_F5)
    assert pressed == []
    assert bench.page.scan_bar.field.text() == "S1"


def test_space_presses_one_button_after_the_other_however_fast(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.open(bench.house.order(*MIXED))
    pressed: list[int] = []
    row = bench.page.steps.rows["close"]
    row.clicked.connect(lambda: pressed.append(1))
    for _ in range(3):
        row.setFocus()
        bench.qtbot.keyClick(row, Qt.Key.Key_Space)
    assert pressed == [1, 1, 1]
    assert bench.page.scan_bar.field.text() == ""


def test_what_another_pc_does_is_shown(open_bench: OpenBench) -> None:
    from app.commands import packing

    bench = open_bench()
    order = bench.house.order(*MIXED)
    bench.open(order)
    parcel = bench.station.view.parcel.id
    packing.scan(bench.house.office, parcel, bench.house.item(order).serial)
    bench.wait(lambda: bench.station.view.inside.scanned == 1)


def test_somebody_else_at_the_bench_sees_nothing_of_the_one_before(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.open(bench.house.order())
    bench.station.desk.act_as(Actor(9, "", frozenset({Role.ENGINEER})))
    assert bench.station.view is None
    assert bench.page.empty.isVisible()
    bench.scan("P-20261125-001")
    assert "may not do this" in bench.page.stop.sentence.text()
