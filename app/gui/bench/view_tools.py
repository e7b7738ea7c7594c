"""What the actions of the picture do, what is remembered of them, and the keys of the chosen navigation."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from app.commands import model
from app.commands.workshop import Workshop
from app.gui.base.actions import Actions
from app.gui.bench.bench_view import BenchView
from app.gui.bench.section_bar import SectionBar
from app.gui.viewport.habits import habit
from app.gui.viewport.lights import LIGHTS
from app.gui.viewport.modes import MODES
from app.gui.viewport.section import AXES, Axis
from app.session.bench import Document

TURN_DEGREES = 15.0
ZOOM = 1.25
STEPS = 50  # of a section's way through the figure


class ViewTools(QObject):
    """Belongs to a window; made once the actions and the bench are there."""

    def __init__(self, workshop: Workshop, actions: Actions, bench: BenchView, keep: Callable[[], None]) -> None:
        """``keep`` writes the preferences to disk."""
        super().__init__(bench)
        self._workshop, self._actions, self._keep = workshop, actions, keep
        self._viewport = bench.viewport
        self._usual: dict[str, list[QKeySequence]] = {}
        self._axis: Axis = "y"
        self.section_bar = SectionBar(self._viewport, actions.by_id)
        self._viewport.section.changed.connect(self._section_changed)
        workshop.bench.document_changed.connect(self._document_changed)
        for name in ("view.backfaces", "view.grid", "view.cube"):
            actions.by_id[name].setChecked(True)
        actions.by_id[f"view.light_{LIGHTS[0].id}"].setChecked(True)
        actions.by_id["view.perspective"].setChecked(not workshop.preferences.parallel_view)
        self._project(on=not workshop.preferences.parallel_view)
        self.navigate()

    def navigate(self) -> None:
        """Take mouse and keys of the preferences' navigation."""
        chosen = habit(self._workshop.preferences.navigation)
        self._viewport.set_habit(chosen)
        taken = {QKeySequence(key) for keys in chosen.keys.values() for key in keys}
        for name, action in self._actions.by_id.items():
            usual = self._usual.setdefault(name, action.shortcuts())
            keys = chosen.keys.get(name)
            # A key that the habit gives to another action leaves this one.
            action.setShortcuts(
                [key for key in usual if key not in taken] if keys is None else [*map(QKeySequence, keys)]
            )
        self._actions.refresh()

    # ---- handlers -----------------------------------------------------------

    def switch(self, name: str) -> None:
        """Do what the checkable action says now."""
        on = self._actions.by_id[f"view.{name}"].isChecked()
        if name == "perspective":
            self._workshop.preferences.parallel_view = not on
            self._project(on=on)
            self._keep()
        elif name == "volume":
            self._show_volume()
        elif name == "section":
            (self._viewport.section.show(self._axis) if on else self._viewport.section.clear())
        else:
            show: dict[str, Callable[[bool], object]] = {
                "backfaces": self._viewport.set_back_hatch,
                "grid": self._viewport.set_grid,
                "dimensions": self._viewport.set_dimensions,
                "cube": self._viewport.cube.setVisible,
            }
            show[name](on)

    def light(self, name: str) -> None:
        """Light by a preset."""
        self._viewport.set_light(name)

    def cut(self, axis: Axis) -> None:
        """Cut across this axis."""
        self._axis = axis
        self._viewport.section.show(axis)

    def flip(self) -> None:
        """Show the other side of the cut."""
        self._viewport.section.flip()

    def step(self, steps: int) -> None:
        """Move the cut."""
        section = self._viewport.section.section
        if section is not None:
            low, high = section.range_mm
            self._viewport.section.put(section.at + steps * (high - low) / STEPS, moving=True)

    def proof_camera(self) -> None:
        """Fly to where the first picture of a proof is taken from, in perspective as there."""
        camera = self._viewport.camera
        if camera.target.parallel:
            self._actions.by_id["view.perspective"].trigger()
        self._viewport.view("three-quarter")

    def zoom(self, factor: float) -> None:
        """Nearer or farther."""
        self._viewport.zoom(factor, 0.0, 0.0)

    def turn(self, right: float, up: float) -> None:
        """Turn the view by steps."""
        self._viewport.turn(right * TURN_DEGREES, up * TURN_DEGREES)

    # ---- inside -------------------------------------------------------------

    def _project(self, *, on: bool) -> None:
        self._viewport.camera.project(parallel=not on)

    def _section_changed(self) -> None:
        self._actions.by_id["view.section"].setChecked(self._viewport.section.on)

    def _document_changed(self, _document: Document) -> None:
        self._show_volume()

    def _show_volume(self) -> None:
        document = self._workshop.bench.document
        shown = self._actions.by_id["view.volume"].isChecked() and document is not None
        size = model.process_of(document).build_volume_mm if shown and document is not None else None
        self._viewport.set_volume(size)


def handlers(tools: Callable[[], ViewTools]) -> dict[str, Callable[[], object]]:
    """What each action of view_actions.VIEW does; ``tools`` is asked when one is triggered."""
    made: dict[str, Callable[[], object]] = {}

    def add(name: str, work: Callable[[ViewTools], object]) -> None:
        made[f"view.{name}"] = lambda: work(tools())

    for mode in MODES:
        add(mode, lambda t, mode=mode: t._viewport.set_mode(mode))  # type: ignore[misc] # noqa: SLF001 - of this file
    for name in ("backfaces", "grid", "volume", "dimensions", "cube", "section", "perspective"):
        add(name, lambda t, name=name: t.switch(name))  # type: ignore[misc]
    for light in LIGHTS:
        add(f"light_{light.id}", lambda t, name=light.id: t.light(name))  # type: ignore[misc]
    for axis in AXES:
        add(f"section_{axis}", lambda t, axis=axis: t.cut(axis))  # type: ignore[misc]
    add("section_flip", lambda t: t.flip())
    add("section_back", lambda t: t.step(-1))
    add("section_forward", lambda t: t.step(1))
    add("bottom", lambda t: t._viewport.view("bottom"))  # noqa: SLF001 - of this file
    add("proof", lambda t: t.proof_camera())
    add("zoom_in", lambda t: t.zoom(ZOOM))
    add("zoom_out", lambda t: t.zoom(1 / ZOOM))
    for name, right, up in (("left", -1, 0), ("right", 1, 0), ("up", 0, 1), ("down", 0, -1)):
        add(f"turn_{name}", lambda t, right=right, up=up: t.turn(right, up))  # type: ignore[misc]
    return made
