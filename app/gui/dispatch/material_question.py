"""What a job that waits is printed in, where its file does not decide it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QWidget

from app.dispatch.matching import kind_of
from app.dispatch.records import PrintJob
from app.gui.base.words import say
from app.gui.dispatch.material_list import swatch_icon
from app.gui.widgets.question import Question
from app.i18n import Text, text
from app.settings.materials import Material


def choices(job: PrintJob, materials: Mapping[str, Material]) -> tuple[Material, ...]:
    """What this job can be printed in; none where there is nothing to choose: at a printer, on paper, in one material alone.

    A file that was sliced decides the process, never the colour.
    """
    if job.state != "planned" or kind_of(job) != "3d":
        return ()
    found = tuple(m for m in materials.values() if m.processes and (not job.process or job.process in m.processes))
    return found if any(m.id != job.material for m in found) else ()


class MaterialQuestion(Question):
    """``answered`` gets the id of the material that was chosen."""

    def __init__(
        self, title: str, job: PrintJob, among: tuple[Material, ...], answered: Callable[[str], object], parent: QWidget
    ) -> None:
        super().__init__(
            text("What is “{job}” printed in?", job=title),
            text("It goes to printers that are loaded with it. Another colour is never taken instead."),
            text("Set the material"),
            parent,
        )
        self.material = QComboBox()
        self.material.setIconSize(QSize(14, 14))
        for material in among:
            self.material.addItem(swatch_icon(material.swatch), material.title(), material.id)
        self.material.setCurrentIndex(self.material.findData(job.material))
        say(
            self.material,
            setAccessibleName=text("Material"),
            setPlaceholderText=text("Choose a material"),
            setToolTip=_TIP,
        )
        self.column.addWidget(self.material)
        self.finish()
        self.material.currentIndexChanged.connect(lambda _index: self._follow(job.material))
        self._follow(job.material)
        self.material.setFocus()
        self.accepted.connect(lambda: answered(str(self.material.currentData())))

    def _follow(self, before: str) -> None:
        self.go.setEnabled(self.material.currentIndex() >= 0 and self.material.currentData() != before)


_TIP: Text = text("All materials that this kind of print can be made of")
