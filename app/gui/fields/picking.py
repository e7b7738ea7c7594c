"""What fields have in common whose value is taken from the model by a click: a button that waits for it."""

from app.gui.base.look import Look
from app.gui.fields.field import Field
from app.gui.widgets.basics import button
from app.i18n import Text
from app.mesh.forms.parameter import Parameter


class PickingField(Field):
    """``pick`` is on while clicks on the model are waited for."""

    def __init__(self, parameter: Parameter, look: Look, words: Text, icon: str) -> None:
        super().__init__(parameter)
        self.pick = button(words, self._toggled, "small", look.icon(icon))
        self.pick.setCheckable(True)

    def stop(self) -> None:
        """Wait for no more clicks."""
        if self.pick.isChecked():
            self.pick.setChecked(False)
            self.pick_wanted.emit(False)

    def _toggled(self) -> None:
        self.pick_wanted.emit(self.pick.isChecked())
