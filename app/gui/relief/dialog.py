"""Asks what solid is to be made of a picture, and shows beside the fields how it will look."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.commands import relief
from app.commands.relief import ReliefPreview, Subject
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.once import once
from app.gui.base.words import say
from app.gui.fields.entering import Choice
from app.gui.relief.form import ReliefForm
from app.gui.relief.kinds import KINDS
from app.gui.relief.light import LightSwitch
from app.gui.relief.pane import ReliefPane
from app.gui.relief.source import Source, begun
from app.gui.widgets.basics import ElidedLabel, button, label
from app.gui.widgets.panel import scrolling
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, text, tr
from app.jobs.runner import Job
from app.layouts.relief.wishes import AnyWishes, Lithophane, Start

LATER_MS = 150  # of quiet, before the picture is drawn anew
FIELDS_WIDE = 300


class ReliefDialog(QDialog):
    """Several sources may be offered; ``choose_file`` asks for another. ``opened`` is called when the model is on the bench."""

    def __init__(
        self, workshop: Workshop, look: Look, opened: Callable[[], object], choose_file: Callable[[], object],
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._workshop, self._opened = workshop, opened
        self._sources: list[Source] = []
        self._at = -1
        self._preview: ReliefPreview | None = None
        self._drawing: Job | None = None
        self._again = False
        self.job: Job | None = None
        self._kept: dict[Start, AnyWishes] = {}
        say(self, setWindowTitle=text("Make a solid of a picture"))
        self.setMinimumSize(860, 600)
        self.resize(980, 680)
        self.source = Choice(())
        say(
            self.source, setToolTip=text("The picture that it is made of"), setAccessibleName=text("Picture"),
        )  # fmt: skip
        self.other = button(text("Choose a file…"), choose_file, "second")
        say(self.other, setToolTip=text("Take a picture from a file, or a frame of a video"))
        self.kind = Choice(tuple((name, kind.title) for name, kind in KINDS.items()))
        say(self.kind, setAccessibleName=text("Kind"), setToolTip=text("What is made of the picture"))
        self.tip = label("", "dim", wrap=True)
        self.given = label(
            text("Outline, size and hole are those of the design, so that both fit together."), "dim", wrap=True
        )
        self.forms = QStackedWidget()
        self.pane = ReliefPane(look)
        self.facts = ElidedLabel("dim")
        self.note = label("", "dim", wrap=True)
        self.light = LightSwitch()
        self.light.changed.connect(self._show)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(5)
        self.progress.setRange(0, 1000)
        self.doing = label("", "dim")
        self.fault = label("", "problem", wrap=True)
        self.go = button(text("Make and open on the bench"), self.make, "primary")
        say(self.go, setToolTip=text("Make the solid and open it on the modelling bench, where it is checked"))
        self.go.setDefault(True)
        self.cancel = button(text("Cancel"), self._cancel, "second")
        self.cancel.setAutoDefault(False)
        self.other.setAutoDefault(False)
        say(self.cancel, setToolTip=text("Stop making it; else close without making anything"))
        self._later = once(self, LATER_MS, self._draw)
        self._build()
        self.source.entered.connect(lambda number: self.choose(int(number)))
        self.kind.entered.connect(self.choose_kind)
        workshop.runner.changed.connect(self._job_moved)
        workshop.runner.finished.connect(self._job_moved)
        self.finished.connect(lambda _result: self._left())
        self._show_busy()
        self.pane.say(tr("Choose a picture first."))

    # ---- what it is made of -------------------------------------------------

    def offer(self, source: Source, *, choose: bool = True) -> None:
        """Offer one more picture; ``choose``: it is the one that is made."""
        self._sources.append(source)
        self.source.offer([(str(number), one.words) for number, one in enumerate(self._sources)])
        if choose or self._at < 0:
            self.choose(len(self._sources) - 1)

    def choose(self, number: int) -> None:
        """Make it of this picture."""
        self._at = number
        self.source.show_value(str(number))
        self.choose_kind(self._sources[number].start, anew=True)

    def say(self, sentence: Text | str) -> None:
        """Say why a picture is not there."""
        self.pane.say(str(sentence))

    @property
    def chosen(self) -> Source | None:
        """The picture that is chosen."""
        return self._sources[self._at] if self._at >= 0 else None

    @property
    def wishes(self) -> AnyWishes:
        """The wishes as they are now."""
        return self.form.wishes

    @property
    def form(self) -> ReliefForm:
        """The fields of the kind that is chosen."""
        form = self.forms.currentWidget()
        assert isinstance(form, ReliefForm)
        return form

    def choose_kind(self, kind: Start, *, anew: bool = False) -> None:
        """Make this kind of thing; what was entered for a kind is there again when somebody comes back to it."""
        source = self.chosen
        if source is None:
            return
        if anew:
            self._kept.clear()
        elif isinstance(self.forms.currentWidget(), ReliefForm):
            self._kept[self.form.kind] = self.wishes
        wishes = self._kept.get(kind) or begun(relief.start_of(self._workshop, kind, source.subject.process), source)
        outlined = source.subject.outlined is not None and kind != "lithophane"
        form = ReliefForm(kind, wishes, outlined=outlined)
        form.changed.connect(self._changed)
        old = self.forms.currentWidget()
        self.forms.addWidget(form)
        self.forms.setCurrentWidget(form)
        if old is not None:
            self.forms.removeWidget(old)
            old.deleteLater()
        self.kind.show_value(kind)
        say(self.tip, setText=KINDS[kind].tip)
        say(self.kind, setToolTip=KINDS[kind].tip)
        self.given.setVisible(outlined)
        self.light.setVisible(kind == "lithophane")
        self._changed()

    # ---- how it will look ---------------------------------------------------

    def _changed(self) -> None:
        self._show_busy()
        self.pane.show_old()
        self._later.start()

    def _draw(self) -> None:
        source = self.chosen
        if source is None:
            return
        if self._drawing is not None and self._drawing.open:
            self._again = True
            return
        self._drawing = relief.preview_relief(
            self._workshop, self._subject(source), self.wishes, self._was_drawn, self._not_drawn
        )

    def _was_drawn(self, preview: ReliefPreview) -> None:
        if not self._next():
            self._preview = preview
            self.fault.hide()
            self._show()
            self._show_busy()

    def _not_drawn(self, error: AppError) -> None:
        if not self._next():
            self._preview = None
            self.pane.say("")
            self.facts.set_text("")
            self.note.hide()
            self.fault.setText(str(error.sentence))
            self.fault.show()
            self._show_busy()

    def _next(self) -> bool:
        """Whether something newer is asked for."""
        self._drawing = None
        again, self._again = self._again, False
        if again:
            self._draw()
        return again

    def _show(self) -> None:
        preview = self._preview
        if preview is None:
            return
        behind = preview.backlit is not None and self.light.behind.isChecked()
        pixels = preview.backlit if behind and preview.backlit is not None else preview.pixels
        self.pane.show_pixels(pixels, dark=behind)
        wide, high, thick = preview.size_mm
        size = tr("{w} × {d} × {h} mm", w=f"{wide:.1f}", d=f"{high:.1f}", h=f"{thick:.1f}")
        self.facts.set_text(f"{size} · " + tr("{volume} cm³", volume=f"≈ {preview.volume_mm3 / 1000:.1f}"))
        self.note.setText(" ".join(str(note) for note in preview.notes))
        self.note.setVisible(bool(preview.notes))

    # ---- making it ----------------------------------------------------------

    def make(self) -> None:
        """Make it; the window stays free meanwhile."""
        source = self.chosen
        if source is None or (self.job is not None and self.job.open):
            return
        self.fault.hide()

        def made() -> None:
            self.accept()
            self._opened()

        self.job = relief.make_relief(
            self._workshop, self._subject(source), self.wishes, made=made, failed=self._not_made
        )
        self._show_busy()

    def _not_made(self, error: AppError) -> None:
        self.fault.setText(str(error.sentence))
        self.fault.show()
        self._show_busy()

    def _subject(self, source: Source) -> Subject:
        plate = isinstance(self.wishes, Lithophane)
        return replace(source.subject, outlined=None) if plate else source.subject

    def _cancel(self) -> None:
        if self.job is not None and self.job.open:
            self.job.cancel()
        else:
            self.reject()

    def _job_moved(self, job: Job) -> None:
        if job is self.job:
            self._show_busy()

    def _show_busy(self) -> None:
        busy = self.job is not None and self.job.open
        for widget in (self.progress, self.doing):
            widget.setVisible(busy)
        if busy and self.job is not None:
            self.progress.setValue(round(1000 * self.job.done))
            self.doing.setText("" if self.job.what is None else str(self.job.what))
        self.go.setEnabled(not busy and self.chosen is not None and self.fault.isHidden())
        for field in (self.forms, self.kind, self.source, self.other):
            field.setEnabled(not busy)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self._left()
        super().closeEvent(event)

    def _left(self) -> None:
        """Nobody waits for it any more."""
        self._later.stop()
        self._again = False
        for signal in (self._workshop.runner.changed, self._workshop.runner.finished):
            signal.disconnect(self._job_moved, missing_ok=True)
        if self.job is not None and self.job.open:
            self.job.cancel()

    # ---- how it is laid out -------------------------------------------------

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 18, 20, 16)
        row.setSpacing(20)
        left, side = QVBoxLayout(), QWidget()
        hold_width(side, FIELDS_WIDE)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(10)
        left.addWidget(label(text("Make a solid of a picture"), "title"))
        left.addWidget(self.source)
        left.addWidget(self.other)
        left.addWidget(self.kind)
        left.addWidget(self.tip)
        left.addWidget(self.given)
        area = scrolling(self.forms)
        left.addWidget(area, 1)
        self.given.hide()
        row.addWidget(side)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.pane, 1)
        facts = QHBoxLayout()
        facts.addWidget(self.facts, 1)
        facts.addWidget(self.light)
        right.addLayout(facts)
        right.addWidget(self.note)
        right.addWidget(self.fault)
        right.addWidget(self.progress)
        foot = QHBoxLayout()
        foot.addWidget(self.doing, 1)
        foot.addStretch()
        foot.addWidget(self.cancel)
        foot.addWidget(self.go)
        right.addLayout(foot)
        row.addLayout(right, 1)
        self.note.hide()
        self.fault.hide()
        self.light.hide()
