"""The upper part of the page "Colours": the soft proof, and how sharp the picture is on the print."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout

from app.gui.base.words import say
from app.gui.softproof.view import ProofState, SoftProofView
from app.gui.widgets.basics import Card, label
from app.i18n import Text, plural, text, tr
from app.mesh.report import Report
from app.mesh.soft_proof import SUFFIXES, Intent

INTENTS: tuple[tuple[Intent, Text, Text], ...] = (
    ("relative", text("Relative"), text("Colours that the inks have stay exact, others go to the nearest one")),
    ("perceptual", text("Perceptual"), text("All colours move together, so that differences stay visible")),
)
PROCESS, OWN, CHOOSE = range(3)


class SoftProofRow(Card):
    """Shows and changes the state of a SoftProofView; ``actions`` are the window's, by id."""

    def __init__(self, view: SoftProofView, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._view = view
        self._report: Report | None = None
        self._own = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        switches = QHBoxLayout()
        switches.setSpacing(6)
        for name in ("view.softproof", "view.gamut"):
            made = QToolButton()
            made.setProperty("kind", "tool")
            made.setDefaultAction(actions[name])
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            switches.addWidget(made)
        column.addLayout(switches)
        self.profile, self.intent = QComboBox(), QComboBox()
        self.profile.setMinimumContentsLength(12)
        self.profile.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        say(self.profile, setAccessibleName=text("Colour profile"),
            setToolTip=text("ICC profile of the inks (CMYK): that of the print process, or a file of yours"))  # fmt: skip
        say(self.intent, setAccessibleName=text("Rendering intent"),
            setToolTip=text("What becomes of colours that the inks do not have"))  # fmt: skip
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.setColumnStretch(1, 1)
        for number, (title, field) in enumerate(((text("Profile"), self.profile), (text("Intent"), self.intent))):
            grid.addWidget(label(title, "dim"), number, 0)
            grid.addWidget(field, number, 1)
        column.addLayout(grid)
        self.figures, self.sharpness = label(kind="dim", wrap=True), label(kind="dim", wrap=True)
        column.addWidget(self.figures)
        column.addWidget(self.sharpness)
        self.profile.activated.connect(self._profile_chosen)
        self.intent.activated.connect(lambda index: self._choose(intent=INTENTS[index][0]))
        view.changed.connect(self.refresh)
        view.told.connect(self.refresh)
        self.refresh()

    def show_report(self, report: Report | None) -> None:
        """Take the sharpness of the picture from this report."""
        self._report = report
        self._say_sharpness()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        state = self._view.state
        self._own = state.profile or self._own
        self.profile.clear()
        self.profile.addItem(tr("That of the print process"), PROCESS)
        if self._own:
            self.profile.addItem(Path(self._own).name, OWN)
        self.profile.addItem(tr("Choose a file…"), CHOOSE)
        self.profile.setCurrentIndex(1 if state.profile else 0)
        self.intent.clear()
        for intent, title, sentence in INTENTS:
            self.intent.addItem(str(title), intent)
            self.intent.setItemData(self.intent.count() - 1, str(sentence), Qt.ItemDataRole.ToolTipRole)
        self.intent.setCurrentIndex([intent for intent, _title, _sentence in INTENTS].index(state.intent))
        self.figures.setText(self._figures())
        self._say_sharpness()

    def choose_file(self, name: str) -> None:
        """Proof with this profile."""
        self._own = name
        self._choose(profile=name)

    def _figures(self) -> str:
        view = self._view
        if view.error is not None:
            return str(view.error)
        if not (view.state.proof or view.state.gamut):
            return tr("Shows how the model will look in print; nothing is changed.")
        if view.share is None:
            return tr("Working out the colours…")
        share = f"{100 * view.share:.1f}" if view.share < 0.1 else f"{100 * view.share:.0f}"
        if view.share < 0.0005:
            return tr("The inks can show all of its colours. {profile}", profile=view.name)
        if view.state.gamut:
            return tr(
                "Hatched: {share} % of the surface has colours that the inks cannot show. {profile}",
                share=share,
                profile=view.name,
            )
        return tr(
            "{share} % of the surface has colours that the inks cannot show. {profile}", share=share, profile=view.name
        )

    def _say_sharpness(self) -> None:
        findings = () if self._report is None else self._report.findings
        dpi = next((f.values.get("median_dpi") for f in findings if f.id == "texture_resolution"), None)
        self.sharpness.setVisible(dpi is not None)
        if dpi is not None:
            self.sharpness.setText(
                str(plural("The picture has {n} texel an inch at print size.",
                           "The picture has {n} texels an inch at print size.", round(dpi)))
            )  # fmt: skip

    def _profile_chosen(self, index: int) -> None:
        kind = self.profile.itemData(index)
        if kind == PROCESS:
            self._choose(profile="")
        elif kind == OWN:
            self._choose(profile=self._own)
        else:
            endings = " ".join(f"*{suffix}" for suffix in SUFFIXES)
            name, _filter = QFileDialog.getOpenFileName(
                self, tr("Choose a colour profile"), "", tr("Colour profiles ({endings})", endings=endings)
            )
            if name:
                self.choose_file(name)
            else:
                self.refresh()

    def _choose(self, **changes: object) -> None:
        state: ProofState = replace(self._view.state, **changes)  # type: ignore[arg-type]
        if not (state.proof or state.gamut):
            state = replace(state, proof=True)  # who chooses a profile wants to see it
        self._view.show(state)
        self.refresh()
