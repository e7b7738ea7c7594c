"""The assistant: one page at a time, with the steps at the left and the way back and on below."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui.assistant.course import Room
from app.gui.assistant.done_page import DonePage
from app.gui.assistant.files_page import FilesPage
from app.gui.assistant.page import AssistantPage
from app.gui.assistant.place_page import PlacePage
from app.gui.assistant.printers_page import PrintersPage
from app.gui.assistant.rail import Rail
from app.gui.assistant.recovery_page import RecoveryPage
from app.gui.assistant.sample_page import SamplePage
from app.gui.assistant.scanner_page import ScannerPage
from app.gui.assistant.welcome_page import WelcomePage
from app.gui.assistant.who_works_page import WhoWorksPage
from app.gui.base.words import say
from app.gui.widgets.basics import button, rule
from app.gui.widgets.question import Question
from app.i18n import text
from app.security.permissions import may

WIDTH, HEIGHT = 900, 620
STEPS: tuple[type[AssistantPage], ...] = (
    WelcomePage, PlacePage, FilesPage, WhoWorksPage, RecoveryPage, PrintersPage, ScannerPage, SamplePage,
)  # fmt: skip


class AssistantDialog(QDialog):
    """``accepted`` when it was gone through, or the one click was enough; ``rejected`` when it was left half way.

    ``at``: id of the page to begin with.
    """

    left_at = Signal(str)

    def __init__(self, room: Room, parent: QWidget, at: str = "welcome") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setObjectName("assistant")
        self.room = room
        say(self, setWindowTitle=text("Set up Statuette"))
        self.resize(WIDTH, min(HEIGHT, max(520, parent.height() - 30)))
        actor = room.desk.actor
        waiting = not room.desk.ready  # nobody is at the desk yet, at a first start: then it is the owner
        self.steps = [kind for kind in STEPS if waiting or kind.permission is None or may(actor, kind.permission)]
        self.kinds: list[type[AssistantPage]] = [*self.steps, DonePage]
        self.by_id: dict[str, AssistantPage] = {}
        self._at, self._seen = -1, 0
        self.stack = QStackedWidget()
        self.rail = Rail(room.look, self.kinds)
        self.rail.wanted.connect(self._go_to)
        self.leave = button(text("Close"), self.reject, "link")
        say(self.leave, setToolTip=text("What was confirmed stays; the rest stays as it was"))
        self.back = button(text("Previous page"), self._back, "second", room.look.icon("mdi6.arrow-left"))
        say(self.back, setToolTip=text("Back to the page before (Alt+Left)"))
        self.skip = button(text("Skip"), self._skip, "second")
        self.next = button(text("Continue"), self._next, "primary")
        for one in (self.leave, self.back, self.skip):
            one.setAutoDefault(False)
        self._lay_out()
        QShortcut(QKeySequence("Alt+Left"), self, self._back)
        self._go_to(next((place for place, kind in enumerate(self.kinds) if kind.id == at), 0))

    # ---- from page to page ------------------------------------------------------

    @property
    def page(self) -> AssistantPage:
        """The page that is shown."""
        return self._page(self._at)

    def _page(self, place: int) -> AssistantPage:
        """Made when it is shown first: the window must not wait for pages that nobody may ever see."""
        kind = self.kinds[place]
        found = self.by_id.get(kind.id)
        if found is None:
            found = DonePage(self.room, self.steps) if kind is DonePage else kind(self.room)
            self.by_id[kind.id] = found
            self.stack.addWidget(found)
            found.confirmed.connect(self._confirmed)
            found.changed.connect(self._enable)
            if isinstance(found, WelcomePage):
                found.start_wanted.connect(self.accept)
        return found

    def _next(self) -> None:
        if isinstance(self.page, DonePage):
            self.accept()
        elif self.page.ready:
            self.page.go_on()

    def _confirmed(self) -> None:
        if self.sender() is not self.page:  # an answer for a page that was left
            return
        course = self.room.course
        stays = self.page.id in {"place", "welcome"}  # the place of the files is asked for all the same
        later = not stays and (course.joined or course.next_start)
        self._go_to(len(self.kinds) - 1 if later else self._at + 1)

    def _skip(self) -> None:
        page = self.page
        if page.busy:
            page.stop()
            self._enable()
        elif isinstance(page, FilesPage):
            page.use_without()
        else:
            self.room.course.told.pop(page.id, None)
            if isinstance(page, PlacePage):
                self.room.course.place, self.room.course.book = None, None
                self.room.course.joined = self.room.course.next_start = False
            if isinstance(page, WhoWorksPage):
                self.room.course.account = None
            self._go_to(self._at + 1)

    def _back(self) -> None:
        if self._at > 0:
            self._go_to(self._at - 1)

    def _go_to(self, place: int) -> None:
        if self._at >= 0:
            if self.page.busy and not self.page.ready:
                return
            self.page.leave()
        self._at = place
        self._seen = max(self._seen, place)
        page = self.page
        self.stack.setCurrentWidget(page)
        page.refresh()
        page.enter()
        self._enable()
        QTimer.singleShot(0, self, self._focus)

    def _focus(self) -> None:
        """The keys go to what is to be filled in, else to the button that goes on."""
        field = self.page.first_field()
        (field if field is not None and field.isEnabled() and field.isVisible() else self.next).setFocus(
            Qt.FocusReason.TabFocusReason
        )

    def _enable(self) -> None:
        page, course = self.page, self.room.course
        last, first = isinstance(page, DonePage), isinstance(page, WelcomePage)
        alone = first and course.first
        if alone and isinstance(page, WelcomePage):
            page.start.setDefault(True)
        else:
            self.next.setDefault(True)
        self.next.setVisible(not alone)
        self.next.setEnabled(page.ready)
        say(self.next, setText=text("Begin to work") if last else text("Continue"))
        say(self.next, setToolTip=text("Close the assistant") if last else text("Confirm this page (Enter)"))
        self.back.setVisible(not first)
        self.back.setEnabled(page.ready or not page.busy)
        self.skip.setVisible(not first and not last)
        stops = page.busy and not isinstance(page, FilesPage)
        say(self.skip, setText=text("Stop") if stops else text("Skip"))
        say(self.skip, setToolTip=text("Wait no more") if stops else text("Leave it as it is, and go on"))
        self.leave.setVisible(not last and not alone)
        for part in (self.rail, self._line, self._foot):
            part.setVisible(not alone)
        done = [k.id in course.told or (k.id == "welcome" and place < self._at) for place, k in enumerate(self.kinds)]
        self.rail.show_at(self._at, self._seen, done)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        for page in self.by_id.values():
            page.refresh()
        self._enable()

    # ---- leaving ----------------------------------------------------------------

    def reject(self) -> None:
        """Esc and the cross: asks where something that was typed would be lost."""
        if self.room.course.first and isinstance(self.page, WelcomePage):
            self.accept()  # to close it is to begin with everything as it is
            return
        if self.page.typed or self.room.course.account is not None:
            question = Question(
                text("Leave the assistant?"),
                text("What you entered here is not kept. What you confirmed before stays as you set it."),
                text("Leave"),
                self,
            )
            say(question.no, setText=text("Stay"))
            question.finish()
            question.accepted.connect(self._leave)
            question.open()
            return
        self._leave()

    def _leave(self) -> None:
        self.left_at.emit(self.page.id)
        super().reject()

    def done(self, result: int) -> None:
        """Nothing that was typed stays."""
        for page in self.by_id.values():
            page.leave()
        super().done(result)

    # ---- how it is laid out -----------------------------------------------------

    def _lay_out(self) -> None:
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(30, 12, 30, 18)
        foot.setSpacing(8)
        foot.addWidget(self.leave)
        foot.addStretch()
        for one in (self.back, self.skip, self.next):
            foot.addWidget(one)
        self.next.setMinimumWidth(130)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        self._line = rule()
        right.addWidget(self._line)
        right.addWidget(self._foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)
