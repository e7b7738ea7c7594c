"""Which figure is shown over the surface: the deviation from the model before, or what a check measured."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.commands import model
from app.commands.workshop import Workshop
from app.gui.base.display import Display
from app.gui.viewport.heat_layer import HeatLayer
from app.jobs.runner import Job
from app.mesh.report import Finding, Heat

DEVIATION = "deviation"
CURVATURE = "curvature"
KEPT = 4  # heats of a million vertices take 4 MB each


class HeatView(QObject):
    """One at a time.

    changed  which: ``DEVIATION``, ``CURVATURE``, the id of a check, or "" for none
    scaled   the same, with the Heat that is shown (None: none), whose ends are those of the legend
    """

    changed = Signal(str)
    scaled = Signal(str, object)

    def __init__(self, workshop: Workshop, display: Display, layer: HeatLayer, parent: QObject) -> None:
        super().__init__(parent)
        self._workshop, self._display, self._layer = workshop, display, layer
        self._deviations: dict[tuple[str, str], Heat] = {}
        self._curvatures: dict[str, Heat] = {}
        self._heat: Heat | None = None
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

    def show_figure(self, source: str) -> None:
        """Show ``DEVIATION``, ``CURVATURE`` or what the check of this id measured; "" shows none."""
        report = self._workshop.bench.report
        finding = next((f for f in report.findings if f.id == source), None) if report is not None else None
        if source == DEVIATION:
            self.show_deviation(on=True)
        elif source == CURVATURE:
            self._show_curvature()
        elif finding is not None and self.source != source:
            self.show_finding(finding)
        elif finding is None:
            self.clear()
        if self.source != source:
            self.scaled.emit(self.source, self._heat)  # there is none to show: whoever asked shows that

    def set_limits(self, low: float, high: float) -> None:
        """Let the colours reach from one value to another."""
        if self._heat is not None and self.source and low < high:
            self._show(replace(self._heat, low=low, high=high))

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

    def _show_curvature(self) -> None:
        document = self._workshop.bench.document
        if document is None:
            return
        self._choose(CURVATURE)
        heat = self._curvatures.get(document.revision)
        if heat is None:
            self._job = model.measure_curvature(self._workshop, self._curvature_measured)
        else:
            self._show(heat)

    def _curvature_measured(self, revision: str, heat: Heat) -> None:
        self._curvatures = {revision: heat}
        document = self._workshop.bench.document
        if self.source == CURVATURE and document is not None and document.revision == revision:
            self._show(heat)

    def _choose(self, source: str) -> None:
        if self._job is not None and self._job.open:
            self._job.cancel()
        self._job, self._then_fly = None, 0
        if source != self.source:
            self.source, self._heat = source, None
            self.changed.emit(source)
            self.scaled.emit(source, None)

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
            self._heat = heat
            self._layer.show(mesh, heat)
            self.scaled.emit(self.source, heat)

    def _shown(self, on: bool) -> None:
        if not on and self.source:
            self._choose("")
        if on and self._then_fly:
            self._then_fly = 0
            self.fly()

    def _finished(self, job: Job) -> None:
        if job is self._job and job.state != "done":
            self.clear()
