"""The way to the layout bench in the real window: made when it is wanted first, piece by piece."""

from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.gui.layout.wiring import LayoutPlace
from tests.gui.conftest import Open


def test_the_page_comes_at_once_and_the_bench_in_turns(
    open_workstation: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_workstation().window
    pieces: list[bool] = []
    more = LayoutPlace.make_more

    def counted(self: LayoutPlace) -> None:
        more(self)
        pieces.append(window.layouts.there is not None)

    monkeypatch.setattr(LayoutPlace, "make_more", counted)
    assert window.layouts.there is None
    window.actions_.by_id["layout.design"].trigger()
    assert window.workplaces.workplace == "layout"  # before anything was loaded: the hand gets its answer
    assert window.layouts.there is None
    qtbot.waitUntil(lambda: window.layouts.there is not None)
    assert len(pieces) > 10
    assert pieces[-1]
    assert not any(pieces[:-1])
    qtbot.waitUntil(lambda: window.workplaces.currentWidget() is window.flat.page)


def test_whoever_cannot_wait_gets_it_whole(open_workstation: Open, qtbot: QtBot) -> None:
    window = open_workstation().window
    done: list[LayoutPlace] = []
    window.layouts.visit(done.append)
    flat = window.flat
    assert flat.made
    qtbot.waitUntil(lambda: done == [flat])
    assert window.workplaces.indexOf(flat.page) >= 0


def test_what_came_while_it_was_made_is_laid_on_it(open_workstation: Open, qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "one.png"
    Image.new("RGB", (60, 40), "#336699").save(picture)
    window = open_workstation().window
    window.layouts.visit(lambda flat: flat.open_files((picture,)))
    window.layouts.visit(lambda flat: flat.open_files((picture,)))
    qtbot.waitUntil(lambda: window.layouts.there is not None and len(window.flat.desk.things) == 2)


def test_closed_while_it_is_made(open_workstation: Open, qtbot: QtBot) -> None:
    """Nothing of a half-made bench is left; the fixture looks for threads and bugs."""
    window = open_workstation().window
    window.layouts.visit(lambda _flat: pytest.fail("the window was closed before"))
    qtbot.waitUntil(lambda: window.layouts._place is not None)
    window.close()
    assert window.layouts._place is not None
    assert window.layouts._place.made
