"""When the strip is there, and what it leads to: from the first start until a print file is saved or somebody closes it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from app.gui.base.services import Services
from app.gui.bench.bench_view import BenchView
from app.gui.bench.tools import BenchTools
from app.gui.bench.wiring import Wiring
from app.gui.first_job.steps import Told, told
from app.gui.first_job.strip import FirstJobStrip
from app.jobs.runner import Job

TOPIC = "first-figurine"
"""The page of the manual that says how the work goes on."""


class FirstJob(QObject):
    """Kept in the preferences: whoever closes the program half way finds the strip again."""

    def __init__(
        self, services: Services, bench: BenchView, beside: BenchTools, opener: Wiring, *,
        go: Callable[[str], object], read: Callable[[str], object], show_tools: Callable[[], object],
        stand_back: Callable[..., object], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._services, self._bench, self._beside, self._opener = services, bench, beside, opener
        self._go, self._show_tools, self._stand_back = go, show_tools, stand_back
        self._coming = False  # the sample was asked for: what lies on the bench until then is of before
        self._job: Job | None = None
        self._told: Told | None = None
        self.strip = FirstJobStrip(services.look)
        bench.add_bar(self.strip)
        self.strip.left.connect(self.leave)
        self.strip.show_wanted.connect(self.show_button)
        self.strip.next_wanted.connect(lambda: read(TOPIC))
        opener.editing.connect(self._edited)
        bench.emptied.connect(self._look_again)
        opened = services.workshop.bench
        opened.opened.connect(self._arrived)
        opener.unopened.connect(self._arrived)
        opened.document_changed.connect(self._look_again)
        opened.report_changed.connect(self._look_again)

    @property
    def on(self) -> bool:
        """Whether somebody is on the way."""
        return self._services.workshop.preferences.first_job_on

    def begin(self) -> None:
        """Lead from here on."""
        self._keep(on=True)
        self._look_again()

    def resume(self) -> None:
        """Lead on, if the program was closed half way."""
        self._look_again()

    def start(self) -> None:
        """From the menu: with the sample figurine, from the beginning."""
        self._go("model")
        self._told = None
        self._coming = True
        self._opener.open_sample(self._services.samples[0][0])
        self.begin()

    def leave(self) -> None:
        """Enough of it."""
        self._keep(on=False)
        self._told, self._coming = None, False
        self.strip.hide()
        self._calm()

    def show_button(self) -> None:
        """Bring the button that is pressed next to the front, and the keys to it."""
        self._show_tools()
        self._beside.side.choose("check")
        if self._told is None or not self._told.press:
            return
        report = self._beside.report
        (report.repair if self._told.press == "repair" else report.save).setFocus(Qt.FocusReason.TabFocusReason)

    def _edited(self, job: object) -> None:
        self._job = job if isinstance(job, Job) and job.open else None
        self._look_again()

    def _arrived(self, *_what: object) -> None:
        self._coming = False
        self._look_again()

    def _look_again(self, *_what: object) -> None:
        ended = self._told is not None and self._told.step == "done"
        if not self.on and not ended:
            return
        bench = self._services.workshop.bench
        if self._coming:
            now = told(None, None, working=False, coming=True)
        else:
            working = self._job is not None
            now = told(bench.document, bench.report, working=working, coming=not self._bench.is_empty)
        if not self.on and now.step != "done":  # what was led to is there; the work goes on without the strip
            self.leave()
            return
        self._told = now
        self.strip.tell(now)
        self.strip.show()
        self._calm()
        if now.step == "done" and self.on:
            self._keep(on=False)

    def _keep(self, *, on: bool) -> None:
        preferences = self._services.workshop.preferences
        if preferences.first_job_on != on:
            preferences.first_job_on = on
            self._services.keep_preferences()

    def _calm(self) -> None:
        """While somebody is led, one button of the window alone is filled."""
        self._stand_back(back=not self.strip.isHidden() and self._told is not None)
