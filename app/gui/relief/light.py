"""Where the light of a preview comes from."""

from PySide6.QtCore import Signal

from app.gui.widgets.segments import Segments
from app.i18n import text


class LightSwitch(Segments):
    """From the front, or from behind as a lithophane is looked at; ``changed``: somebody chose the other."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.front = self.add("front", text("Lit"), text("As it lies on a table"))
        self.behind = self.add("behind", text("Backlit"), text("With a lamp behind it"))
        self.behind.setChecked(True)
        self.pressed.connect(lambda _name: self.changed.emit())
