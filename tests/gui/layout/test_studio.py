"""What is measured is measured once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.gui.layout.studio import Studio
from app.i18n import activate
from app.layouts.composing import compose
from app.layouts.composing.folder_shelf import FolderShelf
from app.settings.folders import standard_folders
from app.settings.shops import load_shops

from .conftest import card, shape


def test_who_asks_at_the_same_time_gets_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, composed = compose.composed, list[str]()

    def counted(*what: object, **how: object) -> object:
        composed.append(str(how["id"]))
        return real(*what, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(compose, "composed", counted)
    shop = next(iter(load_shops(standard_folders()).by_id.values()))
    studio, thing, together = Studio(FolderShelf(tmp_path)), card(shape("a", 5, 5)), Barrier(4)

    def ask(_: int) -> object:
        together.wait(20)
        return studio.measure(thing, shop)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(4)))
    assert len(composed) == 1
    assert all(one is found[0] for one in found)
    assert studio.pieces([thing], shop).pieces[0] is studio.measure(thing, shop).composed.piece
    assert len(composed) == 1
    studio.measure(thing.with_copies(3), shop)  # another thing to print, though it looks the same
    assert len(composed) == 2
    activate("zh_CN")  # faults are in words
    try:
        studio.measure(thing.with_copies(3), shop)
    finally:
        activate("en")
    assert len(composed) == 3
    studio.forget_all_but([thing.key])
    studio.measure(thing.with_copies(3), shop)
    assert len(composed) == 4  # in English again
    studio.forget_all_but([])
    studio.measure(thing.with_copies(3), shop)
    assert len(composed) == 5
