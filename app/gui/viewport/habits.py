"""Which mouse button and which key moves the camera how: the habits of several programs, one table each."""

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import Qt

from app.i18n import Text, text

Move = Literal["turn", "shift", "zoom", "none"]
LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
NO_KEY = Qt.KeyboardModifier.NoModifier
Drag = tuple[Qt.MouseButton, Qt.KeyboardModifier]


@dataclass(frozen=True)
class Habit:
    """How one program is navigated.

    drags  what dragging with a button and modifiers does; a combination that is not listed does what the button alone does
    keys   shortcuts of actions of the window, by id, instead of their usual ones
    """

    id: str
    title: Text
    description: Text
    drags: dict[Drag, Move]
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def move(self, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> Move:
        """What dragging so does."""
        held = modifiers & (SHIFT | CTRL | ALT)
        return self.drags.get((button, held)) or self.drags.get((button, NO_KEY), "none")


HABITS: tuple[Habit, ...] = (
    Habit(
        "statuette",
        text("Statuette"),
        text("Left button turns, Shift + left, middle or right moves, the wheel zooms"),
        {
            (LEFT, NO_KEY): "turn", (LEFT, SHIFT): "shift", (LEFT, CTRL): "zoom",
            (MIDDLE, NO_KEY): "shift", (RIGHT, NO_KEY): "shift",
        },
    ),
    Habit(
        "blender",
        text("Blender"),
        text("Middle button turns, Shift + middle moves, Ctrl + middle or the wheel zooms, views on the number pad"),
        {
            (MIDDLE, NO_KEY): "turn", (MIDDLE, SHIFT): "shift", (MIDDLE, CTRL): "zoom",
            (LEFT, ALT): "turn", (LEFT, ALT | SHIFT): "shift", (LEFT, ALT | CTRL): "zoom", (RIGHT, NO_KEY): "shift",
        },
        {
            "view.front": ("Num+1", "1"), "view.back": ("Ctrl+Num+1", "Ctrl+1"),
            "view.right": ("Num+3", "3"), "view.left": ("Ctrl+Num+3", "Ctrl+3"),
            "view.top": ("Num+7", "7"), "view.bottom": ("Ctrl+Num+7", "Ctrl+7"),
            "view.iso": ("Num+0", "0"), "view.perspective": ("Num+5", "5"), "view.fit": ("Num+.", "F"),
            "view.turn_left": ("Num+4", "4"), "view.turn_right": ("Num+6", "6"),
            "view.turn_up": ("Num+8", "8"), "view.turn_down": ("Num+2", "2"),
            "view.zoom_in": ("Num++", "="), "view.zoom_out": ("Num+-", "-"),
            "view.xray": ("Alt+Z",),
        },
    ),
    Habit(
        "prusaslicer",
        text("PrusaSlicer"),
        text("Left button turns, right or middle moves, the wheel zooms, views on 0 to 6"),
        {(LEFT, NO_KEY): "turn", (MIDDLE, NO_KEY): "shift", (RIGHT, NO_KEY): "shift"},
        {
            "view.iso": ("0",), "view.top": ("1",), "view.bottom": ("2",), "view.front": ("3",), "view.back": ("4",),
            "view.left": ("5",), "view.right": ("6",), "view.perspective": ("K",), "view.fit": ("Z",),
            "view.zoom_in": ("I",), "view.zoom_out": ("O",),
        },
    ),
    Habit(
        "meshlab",
        text("MeshLab"),
        text("Left button turns, middle or Ctrl + left moves, Shift + left or the wheel zooms"),
        {
            (LEFT, NO_KEY): "turn", (LEFT, CTRL): "shift", (LEFT, SHIFT): "zoom",
            (MIDDLE, NO_KEY): "shift", (RIGHT, NO_KEY): "shift",
        },
    ),
)  # fmt: skip


def habit(name: str) -> Habit:
    """The habit with this id; the first one for an unknown id (settings of another release)."""
    return {one.id: one for one in HABITS}.get(name, HABITS[0])
