"""Values of a colour tool are seen on the model while they are chosen, and gone when the form is left."""

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from app.gui.fields.simple import NumberField
from app.jobs.progress import silent
from app.mesh.loading import save
from tests.gui.conftest import Open, cube


def test_exposure_is_seen_before_it_is_applied(open_workstation: Open, qtbot: QtBot, tmp_path: Path) -> None:
    box = cube()
    gray = box.with_(vertex_colors=np.tile(np.array([90, 90, 90, 255], np.uint8), (len(box.vertices), 1)))
    save(gray, tmp_path / "gray.ply", silent())
    window = open_workstation().window
    viewport = window.bench.viewport
    with qtbot.waitSignal(viewport.shown, timeout=60_000):
        window.open_file(tmp_path / "gray.ply")
    qtbot.waitUntil(lambda: window.workshop.bench.report is not None, timeout=60_000)

    def middle() -> float:
        picture = viewport.screenshot()
        height, width = picture.shape[:2]
        return float(picture[height // 2 - 20 : height // 2 + 20, width // 2 - 20 : width // 2 + 20, :3].mean())

    before = middle()
    layer = window.soft_proof.layer
    window.actions_.by_id["tool.adjust"].trigger()
    form = window.docks.pages["color"].form
    assert form is not None
    field = form.fields["exposure_ev"]
    assert isinstance(field, NumberField)
    with qtbot.waitSignal(layer.shown, timeout=30_000):
        field.box.setValue(1.5)
    bright = middle()
    assert bright > 1.25 * before
    assert window.workshop.bench.document is not None
    assert not window.workshop.bench.document.edits
    with qtbot.waitSignal(layer.shown, timeout=30_000):
        form.back_wanted.emit()
    assert abs(middle() - before) < 2.0
