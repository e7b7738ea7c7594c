"""The question before a backup takes the place of the order book: a word has to be typed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.gui.base.look import Look
from app.gui.people.typed_confirmation import TypedConfirmation
from app.i18n import text, tr


def ask_before_restoring(
    look: Look, path: Path, parent: QWidget, restore: Callable[[Path], object]
) -> TypedConfirmation:
    """Open the question; ``restore`` is called with the backup once it is confirmed."""
    dialog = TypedConfirmation(
        look,
        text("Bring a backup back"),
        text(
            "{file} takes the place of the order book on every PC. What was entered since then is not in it; the order "
            "book of now is kept aside.",
            file=path.name,
        ),
        word=tr("bring back"),
        verb=text("Bring back"),
        parent=parent,
    )
    dialog.accepted.connect(lambda: restore(path))
    dialog.open()
    return dialog
