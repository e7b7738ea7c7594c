"""The storyboard: one day at the workshop in pictures, from the orders that come in to the supervisor who looks in.

Every scene is taken in both languages, in a dark and a light window by turns, so that where one language is dark the other is
light. README shows some of them, the manual and whoever presents the program may take them all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from screens import bench_scenes, evening, floor, sample, souvenirs
from screens.stage import ROOT, Stage

SCREENS = ROOT / "resources" / "screens"
SIZE = (1440, 900)
COLORS = 160
Scene = Callable[[Stage, "Story"], object]


class Story:
    """Writes the pictures under their number and name; skips those that are not wanted."""

    def __init__(self, stage: Stage, language: str, names: list[str]) -> None:
        self.stage, self.code, self._names = stage, "en" if language == "en" else "zh", names

    def wants(self, *names: str) -> bool:
        """Whether one of these scenes is wanted."""
        return not self._names or any(name in self._names for name in names)

    def take(self, name: str, dialog: Any = None, *, wait: float = 0.8) -> None:
        """The window, with a dialog of it where there is one. Raises ValueError for a scene that has no place in the day."""
        if not self.wants(name):
            return
        number = ORDER.index(name) + 1
        dark = (number % 2 == 1) == (self.code == "en")
        self.stage.window.look.choose("dark" if dark else "light")
        self.stage.rest(wait)
        path = SCREENS / f"{number:02d}-{name}-{self.code}.png"
        self.stage.save(path, over=dialog, colors=COLORS)


ORDER = (
    "orders-come-in", "queue", "order", "report", "repair", "base", "text", "hollow", "colours", "proof", "decision",
    "plate", "printers", "unclear", "photos", "postcard", "keychain", "nest", "preflight",
    "packing", "wrong-item", "label", "chase", "claim", "supervisor",
)  # fmt: skip
"""The scenes in the order of the day."""


def take(home: Path, language: str, names: list[str]) -> None:
    """Take these scenes, or all, in one language."""
    stage = Stage(home, SIZE)
    window, story = stage.window, Story(stage, language, names)
    window.dress.speak(language)
    window.show()
    window.start([])
    stage.until(lambda: stage.desk.ready)
    sample.fill_workshop(stage)
    for scenes in (_morning, bench_scenes.take, _printing, souvenirs.take, _packing, evening.take):
        scenes(stage, story)
    stage.close()


def _morning(stage: Stage, story: Story) -> None:
    """Orders come in; one of them is looked at."""
    window = stage.window
    if story.wants("orders-come-in"):
        dialog = window.orders.import_file(floor.order_table(stage.home, window))
        stage.rest(2.0)
        story.take("orders-come-in", dialog)
        dialog.close()
    if story.wants("order"):
        sample.show_busy_order(stage)
        story.take("order")
        stage.action("orders.back")


def _printing(stage: Stage, story: Story) -> None:
    """What is printed together, the printers, and the print that nobody can tell about."""
    if not story.wants("plate", "printers", "unclear"):
        return
    floor.fill_printers(stage)
    stage.go("dispatch")
    if story.wants("plate"):
        floor.show_plate(stage)
        story.take("plate", wait=1.5)
    page = stage.window.dispatch.page
    stage.action("print.printers")
    floor.choose_first(page.wall)
    story.take("printers", wait=1.5)
    if story.wants("unclear"):
        floor.ask_unclear(stage, lambda dialog: story.take("unclear", dialog))


def _packing(stage: Stage, story: Story) -> None:
    """Scan by scan into the parcel, a wrong thing on the way, the label, and whom to chase."""
    if not story.wants("packing", "wrong-item", "label", "chase"):
        return
    sample.begin_parcel(stage)
    story.take("packing")
    if story.wants("wrong-item"):
        floor.scan_wrong(stage)
        story.take("wrong-item")
        stage.window.packing.station.acknowledge()
        stage.rest(0.5)
    if story.wants("label"):
        floor.show_label(stage)
        story.take("label")
    if story.wants("chase"):
        stage.action("pack.chase")
        story.take("chase", wait=2.0)
