"""Keys of the canvas, in the words of what they do."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

SMALL_MM, LARGE_MM = 0.1, 1.0
_WAYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
Meant = tuple[str, float, float]


def design_key(event: QKeyEvent) -> Meant | None:
    """What a key means on a design: arrows nudge by a tenth of a millimetre, with shift by a whole one."""
    way = _WAYS.get(Qt.Key(event.key())) if event.key() in {int(key) for key in _WAYS} else None
    others = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if way is not None and not others:
        step = LARGE_MM if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else SMALL_MM
        return ("nudge", way[0] * step, way[1] * step)
    if event.matches(QKeySequence.StandardKey.SelectAll):
        return ("all", 0.0, 0.0)
    if others:
        return None
    names = {
        Qt.Key.Key_Delete: "delete", Qt.Key.Key_Backspace: "delete", Qt.Key.Key_Escape: "leave", Qt.Key.Key_Return: "open",
        Qt.Key.Key_Enter: "open", Qt.Key.Key_F2: "open",
    }  # fmt: skip
    name = next((name for key, name in names.items() if event.key() == int(key)), None)
    return None if name is None else (name, 0.0, 0.0)
