"""What every field of a tool's form is: it shows a value, says when it changes, and asks for help of the model."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.base.words import say
from app.mesh.forms.parameter import Parameter, Value


class Field(QWidget):
    """One value of a tool.

    changed       the value is another one
    pick_wanted   places on the model are wanted from now on (True), or no more (False)
    """

    changed = Signal()
    pick_wanted = Signal(bool)

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.parameter = parameter
        say(self, setToolTip=parameter.description)

    def value(self) -> Value:
        """What is shown."""
        raise TypeError(f"{type(self).__name__} does not say its value")

    def set_value(self, value: Value) -> None:
        """Show this value."""
        raise TypeError(f"{type(self).__name__} cannot show {value!r}")
