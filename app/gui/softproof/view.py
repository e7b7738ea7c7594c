"""Whether the model is shown as it will be printed, by which profile, and where its colours cannot be printed."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.commands import model
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.viewport.dye_layer import DyeLayer
from app.gui.viewport.widget import Viewport
from app.mesh.mesh import Mesh
from app.mesh.soft_proof import Intent, SoftProof, profile_name, proof_for
from app.mesh.surface_color import surface_share
from app.mesh.tints.by_color import Change

MAGENTA = np.array([255, 0, 255], np.uint8)  # what the viewport draws as a hatch


@dataclass(frozen=True)
class ProofState:
    """What is shown.

    proof, gamut  whether the model is drawn as printed, and whether what cannot be printed is hatched
    profile       a file of the user's, or "" for that of the print process
    intent        how colours that the inks do not have are brought into them
    """

    proof: bool = False
    gamut: bool = False
    profile: str = ""
    intent: Intent = "relative"


class SoftProofView(QObject):
    """``changed``: the state is another one. ``told``: figures for it are known, or what is wrong."""

    changed = Signal()
    told = Signal()
    _known = Signal(int, object)

    def __init__(self, workshop: Workshop, viewport: Viewport, layer: DyeLayer, parent: QObject) -> None:
        super().__init__(parent)
        self._workshop, self._viewport, self._layer = workshop, viewport, layer
        self._worker = ThreadPoolExecutor(1, "soft proof")
        self._number = 0
        self._process = ""
        self.state = ProofState()
        self.share: float | None = None
        self.name = ""
        self.error: AppError | None = None
        self._known.connect(self._take)
        layer.failed.connect(self._fail)
        viewport.shown.connect(lambda _revision: self._measure())
        workshop.bench.document_changed.connect(lambda _document: self._process_changed())

    def show(self, state: ProofState) -> None:
        """Show it so."""
        if state == self.state:
            return
        self.state = state
        self.changed.emit()
        self.renew()

    def renew(self) -> None:
        """The profile may be another one now: begin again."""
        self.error = None
        proof = self._proof() if self.state.proof or self.state.gamut else None
        if proof is None:
            self._layer.show_proof(None)
        else:
            self._layer.show_proof(change_of(proof, self.state), marks=self.state.gamut)
        self._measure()

    def close(self) -> None:
        """Stop working."""
        self._number += 1
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._layer.close()

    def _proof(self) -> SoftProof | None:
        document = self._workshop.bench.document
        if document is None:
            return None
        process = model.process_of(document)
        self._process = process.id
        try:
            return proof_for(process, self.state.profile, self.state.intent, look_inside=False)
        except AppError as error:
            self._fail(error)
            return None

    def _process_changed(self) -> None:
        document = self._workshop.bench.document
        if document is not None and model.process_of(document).id != self._process:
            self.renew()

    def _fail(self, error: AppError) -> None:
        self.error, self.share = error, None
        self._layer.show_proof(None)
        self.told.emit()

    def _measure(self) -> None:
        """Find out how much of the surface cannot be printed, where somebody wants to know."""
        self._number += 1
        number, drawable = self._number, self._viewport.drawable()
        proof = self._proof() if self.state.proof or self.state.gamut else None
        if proof is None or drawable is None:
            self.share = None
            self.told.emit()
            return
        self._worker.submit(_figures, drawable.mesh, proof).add_done_callback(lambda done: self._send(number, done))

    def _send(self, number: int, done: "Future[tuple[str, float]]") -> None:
        if not done.cancelled():
            self._viewport.tell(self._known, number, done)

    def _take(self, number: int, done: "Future[tuple[str, float]]") -> None:
        if number != self._number:
            return
        try:
            self.name, self.share = done.result()
        except AppError as error:
            self._fail(error)
            return
        self.told.emit()


def change_of(proof: SoftProof, state: ProofState) -> Change:
    """The change that shows colours as printed, marked in magenta where they cannot be."""

    def change(colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
        result = proof.printed(colors) if state.proof else colors
        if state.gamut:
            result = np.where(proof.unprintable(colors)[:, None], MAGENTA, result)
        return result

    return change


def _figures(mesh: Mesh, proof: SoftProof) -> tuple[str, float]:
    return profile_name(Path(proof.profile)), surface_share(mesh, proof.unprintable)
