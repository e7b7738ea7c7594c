"""Names of materials and processes in the language of the screen, where the book has their ids."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from app.dispatch.records import Printer, PrintJob
from app.settings.materials import Material, load_materials, material_title
from app.settings.process import ProcessProfile


class Names:
    """The materials are read when one is first named."""

    def __init__(self, processes: Mapping[str, ProcessProfile]) -> None:
        self.processes = processes

    @cached_property
    def materials(self) -> Mapping[str, Material]:
        """All materials by id."""
        return load_materials()

    def material(self, material: str) -> str:
        """The name of a material; an id that is not known stays as it is."""
        return material_title(self.materials, material) if material else ""

    def process(self, process: str) -> str:
        """The name of a print process."""
        known = self.processes.get(process)
        return process if known is None else known.title()

    def job(self, job: PrintJob) -> PrintJob:
        """The job as it is told of to people: never to be saved."""
        return replace(job, material=self.material(job.material))

    def printer(self, printer: Printer) -> Printer:
        """The printer as it is told of to people: never to be saved."""
        return replace(
            printer, materials=tuple(map(self.material, printer.materials)), process=self.process(printer.process)
        )
