"""Pictures and sounds that are chosen from this PC: for a place of a template, for a layer, or to be added."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.gui.layout.desk import LayoutDesk
from app.gui.layout.doing import DesignDoings, ask_picture, ask_sound
from app.gui.layout.opening import Arrived, arrive
from app.gui.layout.studio import Studio
from app.i18n import Text, text
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.design.document import PictureLayer, Slot, WaveLayer
from app.layouts.design.filling import PLACE
from app.layouts.editing.changes import set_values
from app.settings.preferences import Preferences

Run = Callable[[Text, Callable[[], object], Callable[..., object]], object]


@dataclass(frozen=True)
class Means:
    """What choosing needs: who is asked over what, what runs beside the window, what keeps the files."""

    parent: QWidget
    preferences: Preferences
    run: Run
    studio: Callable[[], Studio]


class Choosing:
    """Asks for a file, puts it onto the shelf beside the window, and lets it be used."""

    def __init__(self, desk: LayoutDesk, doings: DesignDoings, means: Means) -> None:
        self._desk, self._doings, self._means = desk, doings, means

    def fill(self, slot: str, value: str) -> None:
        """Fill a place of the template."""
        thing = self._desk.thing
        if thing is not None:
            filled = replace(thing, values={**thing.values, slot: value})
            self._desk.replace(text("Fill in"), filled, f"fill {slot}")

    def for_slot(self, slot: Slot) -> None:
        """Choose what fills a place."""
        self._choose(slot.kind == "picture", lambda source: self.fill(slot.name, source))

    def add_picture(self) -> None:
        """Choose a picture and lay it on the page."""
        path = ask_picture(self._means.parent, self._means.preferences.last_folder)
        if path is not None:
            self.arrive(path, lambda arrived: self._doings.add_picture(arrived.source, arrived.size))

    def add_wave(self) -> None:
        """Choose a sound and lay its shape on the page."""
        self._choose(False, self._doings.add_wave)

    def other(self, layer: PictureLayer | WaveLayer) -> None:
        """Choose another picture or sound for a layer; where it is a place of the template, for the place."""
        place = PLACE.fullmatch(layer.source)

        def put(source: str) -> None:
            design = self._desk.design
            if place is not None:
                self.fill(place[1], source)
            elif design is not None:
                values = {"source": source, "crop": None, "frame": 0}
                after = set_values(design, self._desk.page, {layer.id}, **values)
                self._desk.change(text("Another picture"), after)

        self._choose(isinstance(layer, PictureLayer), put)

    def arrive(self, path: Path, then: Callable[[Arrived], object]) -> None:
        """Put a picture or a video onto the shelf."""
        shelf = self._means.studio().shelf
        self._means.run(text("Open {file}", file=path.name), lambda: arrive(shelf, path), then)

    def _choose(self, picture: bool, then: Callable[[str], object]) -> None:
        means = self._means
        path = (ask_picture if picture else ask_sound)(means.parent, means.preferences.last_folder)
        if path is None:
            return
        if picture:
            self.arrive(path, lambda arrived: then(arrived.source))
        else:
            shelf = means.studio().shelf
            means.run(text("Open {file}", file=path.name), lambda: _sound(shelf, path), then)


def _sound(shelf: FolderShelf, path: Path) -> str:
    """Put a sound onto the shelf, once it is known that it can be read. Raises AppError."""
    source = shelf.keep(path)
    shelf.sound(source, 16)
    return source
