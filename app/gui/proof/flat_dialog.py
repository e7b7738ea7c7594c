"""Asks what the proof of a flat thing shall say, and where its files go."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from app.commands.proof import ProofWishes
from app.gui.proof.dialog import ProofDialog
from app.gui.widgets.basics import label
from app.i18n import text

FOR_ORDER = text("Pictures of how it will look and of each side, and a sheet to sign, which is kept with the order.")


class FlatProofDialog(ProofDialog):
    """The round is that of the order."""

    def __init__(
        self, wishes: ProofWishes, folder: Path, chosen: Callable[[ProofWishes, Path], object], parent: QWidget
    ) -> None:
        super().__init__(wishes, folder, chosen, parent)
        self.material = QLineEdit(wishes.material)
        self.lay_out(
            text("What the buyer looks at and agrees to before it is printed."),
            fields=((text("Material"), text("In the buyer's words"), self.material),),
            note=FOR_ORDER,
            beside=label(text("Round {n} of approval", n=wishes.round), "dim"),
        )

    def wishes(self) -> ProofWishes:
        """The wishes as they are now."""
        return replace(super().wishes(), material=self.material.text().strip())
