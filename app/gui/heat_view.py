"""Which figure is shown over the surface: the deviation from the model before, or what a check measured."""

from PySide6.QtCore import QObject, Signal

from app.commands import model
from app.commands.workshop import Workshop
from app.gui.display import Display
from app.gui.viewport.heat_layer import HeatLayer
from app.jobs.runner import Job
from app.mesh.report import Finding, Heat

DEVIATION = "deviation"
KEPT = 4  # heats of a million vertices take 4 MB each


class HeatView(QObject):
    """One at a time. ``changed`` says which: ``DEVIATION``, the id of a check, or "" for none."""

    changed = Signal(str)

    def __init__(self, workshop: Workshop, display: Display, layer: HeatLayer, parent: QObject) -> None:
        super().__init__(parent)
        self._workshop, self._display, self._layer = workshop, display, layer
        self._deviations: dict[tuple[str, str], Heat] = {}
        self._job: Job | None = None
        self._then_fly = 0
        self.source = ""
        layer.shown.connect(self._shown)
        workshop.runner.finished.connect(self._finished)

    def show_deviation(self, on: bool) -> None:
        """Show how far the model is from what it is compared with (measured first, where it was not yet), or stop that."""
        document = self._workshop.bench.document
        if not on or document is None or document.reference == document.revision:
            self.clear()
            return
        self._choose(DEVIATION)
        heat = self._deviations.get((document.reference, document.revision))
        if heat is None:
            self._job = model.measure_deviation(self._workshop, self._measured)
        else:
            self._show(heat)

    def show_finding(self, finding: Finding) -> None:
        """Show what this check measured; once more takes it away."""
        if finding.heat is None or self.source == finding.id:
            self.clear()
            return
        self._choose(finding.id)
        self._show(finding.heat)

    def fly(self, by: int = 1) -> None:
        """Fly to the next (1) or previous (-1) worst place of what is shown."""
        if self._layer.on:
            self._layer.fly_to_peak(by)

    def fly_to_largest_deviation(self) -> None:
        """Show the deviation and fly to its largest place; once more flies to the next one."""
        if self.source == DEVIATION:
            self.fly()
        else:
            self.show_deviation(on=True)
            self._then_fly = 1

    def clear(self) -> None:
        """Show none."""
        self._choose("")
        self._layer.clear()

    def _choose(self, source: str) -> None:
        if self._job is not None and self._job.open:
            self._job.cancel()
        self._job, self._then_fly = None, 0
        if source != self.source:
            self.source = source
            self.changed.emit(source)

    def _measured(self, before: str, after: str, heat: Heat) -> None:
        self._deviations[before, after] = heat
        while len(self._deviations) > KEPT:
            del self._deviations[next(iter(self._deviations))]
        document = self._workshop.bench.document
        if self.source == DEVIATION and document is not None and document.revision == after:
            self._show(heat)

    def _show(self, heat: Heat) -> None:
        mesh = self._display.mesh
        if mesh is None or len(mesh.vertices) != len(heat.values):
            self.clear()  # the model that it is about is not in the picture
        else:
            self._layer.show(mesh, heat)

    def _shown(self, on: bool) -> None:
        if not on and self.source:
            self._choose("")
        if on and self._then_fly:
            self._then_fly = 0
            self.fly()

    def _finished(self, job: Job) -> None:
        if job is self._job and job.state != "done":
            self.clear()
