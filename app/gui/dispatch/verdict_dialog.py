"""The quality check of a print: what it should be beside what it is, passed or what is wrong with it, what follows."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.commands.quality_view import NEXT, Next, Pictures, ToJudge
from app.dispatch.defects import DEFECTS, Defect, defect_title, defects_of
from app.dispatch.records import Piece
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.thing_words import made_words
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, mark, rule
from app.gui.widgets.panel import scrolling
from app.gui.widgets.photo_box import PhotoBox
from app.i18n import Text, plural, text, tr

WIDTH, PICTURE = 790, 150
TAKEN = QSize(96, 72)
COLUMNS = 3
WORDS = 300
PASSED = "passed"
_STATES: dict[str, Text] = {
    "waiting": text("not printed yet"),
    "placed": text("not printed yet"),
    "printing": text("is being printed"),
    "printed": text("to be judged"),
    "failed": text("did not pass"),
    "passed": text("passed"),
}
_NEXT: dict[Next, tuple[Text, Text]] = {
    "print_again": (
        text("Print it again"),
        text("It goes back into the print queue with the same file."),
    ),
    "rework": (
        text("Rework it by hand"),
        text("It waits in rework. When that is done it comes back to the quality check."),
    ),
    "remake": (
        text("Make the whole item anew"),
        text("A new item takes its place, with the same model and the approved proof; this one is not used any more."),
    ),
}


@dataclass(frozen=True)
class Wish:
    """What was said. piece: None for all that wait; photo: bytes of a picture, or none."""

    passed: bool
    piece: int | None = None
    cause: str = ""
    words: str = ""
    photo: bytes = b""
    then: Next = "rework"


class VerdictDialog(QDialog):
    """``judged`` gives a :class:`Wish`; the dialog is closed, or given the next piece, by whoever has opened it."""

    judged = Signal(object)

    def __init__(self, look: Look, seen: ToJudge, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Judge the print"))
        self.resize(WIDTH, min(760, parent.window().height() - 40))
        self.seen, self._photo = seen, b""
        body = QWidget()
        body.setObjectName("panelBody")
        self._column = column = QVBoxLayout(body)
        column.setContentsMargins(20, 18, 16, 8)
        column.setSpacing(9)
        column.addWidget(label(text("Judge the print"), "title"))
        self.title, self.facts = label("", "strong", wrap=True), label("", "dim", wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        self.photo = PhotoBox(
            look, title=text("Photo of the print"), wanted=text("Photo of what is wrong, or of the good piece")
        )
        self.photo.chosen.connect(self._take_photo)
        self.photo.refused.connect(self.show_refusal)
        self.photo.picture.setFixedSize(TAKEN)
        column.addLayout(self._make_pictures())
        column.addLayout(self._make_pieces())
        self._make_answers()
        self.field = QLineEdit()
        self.field.setMaxLength(WORDS)
        say(
            self.field,
            setPlaceholderText=text("What you saw, in a few words"),
            setAccessibleName=text("What you saw, in a few words"),
            setToolTip=text("It is kept with the verdict; names and numbers of buyers do not belong here"),
        )
        column.addWidget(self.field)
        column.addStretch()
        self.problem = label("", "", wrap=True)
        mark(self.problem, tone="bad")
        self.problem.hide()
        self.consequence = label("", "dim", wrap=True)
        self.go = button(text("Write it down"), self._judge, "primary")
        self.go.setDefault(True)
        say(self.go, setToolTip=text("Write the verdict into the order book (Return)"))
        self.no = button(text("Leave it unjudged"), self.reject, "second")
        say(self.no, setToolTip=text("Close this; nothing is written down (Escape)"))
        self._arrange(body)
        self.pieces.installEventFilter(self)
        self.show_item(seen)

    def show_item(self, seen: ToJudge) -> None:
        """Begin with this item, or with what is left of it."""
        self.seen, self._photo = seen, b""
        item = seen.item
        self._offer(defects_of(item.product))
        self.title.setText(item.title or tr("Without a title"))
        self.facts.setText(" · ".join(part for part in (made_words(item), item.serial, seen.number) if part))
        self.pieces.blockSignals(True)
        self.pieces.clear()
        waiting = seen.open
        for piece in waiting if len(seen.pieces) > 1 else ():
            self.pieces.addItem(piece_words(piece, len(seen.pieces)), piece.id)
        if len(waiting) > 1:
            every = plural("All {n} pieces that wait", "All {n} pieces that wait", len(waiting))
            self.pieces.addItem(str(every), None)
        self.pieces.blockSignals(False)
        for widget in (self.pieces, self.pieces_title):
            widget.setVisible(self.pieces.count() > 0)
        self._answers.setExclusive(False)
        for choice in self.answers.values():
            choice.setChecked(False)
        self._answers.setExclusive(True)
        self.answers[PASSED].setEnabled(item.state != "ready_to_pack")
        self.field.clear()
        self.photo.show_photo(None)
        self.problem.hide()
        self._follow()
        self.go.setText(str(text("Write it down")))
        (self.pieces if self.pieces.count() > 1 else self.answers[PASSED]).setFocus()

    def show_pictures(self, seen: Pictures) -> None:
        """The picture it was made from, and the proof that was approved."""
        _show(self.creation, seen.creation)
        _show(self.proof, seen.proof)
        self.paper.setVisible(seen.paper)
        self.proof_box.setVisible(bool(seen.proof) or seen.paper)
        self.proof.setVisible(bool(seen.proof))
        self.creation_box.setVisible(bool(seen.creation))

    def show_refusal(self, error: AppError) -> None:
        """It cannot be written down so."""
        self.problem.setText(str(error))
        self.problem.show()
        self._follow()

    def answer(self) -> str:
        """Key of the answer: passed, a cause, or empty."""
        return next((key for key, choice in self.answers.items() if choice.isChecked()), "")

    def then(self) -> Next:
        """What follows where it does not pass."""
        return next((key for key, choice in self.next.items() if choice.isChecked()), "rework")

    def wish(self) -> Wish:
        """What is said now."""
        answer, piece = self.answer(), self.pieces.currentData() if self.pieces.count() else None
        if piece is None and len(self.seen.open) == 1:
            piece = self.seen.open[0].id
        passed = answer == PASSED
        return Wish(
            passed, piece, "" if passed else answer, self.field.text().strip(), self._photo,
            "rework" if passed else self.then(),
        )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Digits answer, except where words are typed; Control and Return answer from every field."""
        if _digit(event) is not None:
            self._key(_digit(event) or 0)
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go.isEnabled():
            self._judge()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The list of pieces would search for digits."""
        if watched is self.pieces and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            number = _digit(event)
            if number is not None:
                self._key(number)
                return True
        return super().eventFilter(watched, event)

    # ---- inside -------------------------------------------------------------

    def _make_pictures(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        self.creation, self.proof = _picture(text("The creation")), _picture(text("The approved proof"))
        self.paper = label(
            text("The approved proof is a document: open it from the files of the order."), "dim", wrap=True
        )
        self.paper.setFixedWidth(PICTURE)
        self.creation_box = _captioned(self.creation, text("The creation"))
        self.proof_box = _captioned(self.proof, text("The approved proof"), self.paper)
        for box in (self.creation_box, self.proof_box):
            box.hide()
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.photo, 1, Qt.AlignmentFlag.AlignBottom)
        return row

    def _make_pieces(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.pieces_title = label(text("Piece"), "heading")
        self.pieces = QComboBox()
        self.pieces.setMinimumWidth(280)
        say(
            self.pieces,
            setAccessibleName=text("Piece"),
            setToolTip=text("What the verdict is about; the label stands on the picking picture of the plate"),
        )
        self.pieces.currentIndexChanged.connect(lambda _index: self._follow())
        row.addWidget(self.pieces_title)
        row.addWidget(self.pieces)
        row.addStretch()
        return row

    def _make_answers(self) -> None:
        self._answers = QButtonGroup(self)
        self.answers: dict[str, QRadioButton] = {}
        self._defects: tuple[Defect, ...] = ()
        good = self._answer(PASSED, text("It passed"), 0)
        mark(good, tone="ok")
        self._column.addWidget(good)
        self._column.addWidget(label(text("Or what is wrong with it:"), "heading"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._column.addLayout(self._grid)

    def _offer(self, defects: tuple[Defect, ...]) -> None:
        """Offer what can be wrong with this kind of thing."""
        if defects == self._defects:
            return
        for defect in self._defects:
            gone = self.answers.pop(defect.id)
            self._answers.removeButton(gone)
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._defects = defects
        rows = -(-len(defects) // COLUMNS)
        before: QWidget = self.answers[PASSED]
        for place, defect in enumerate(defects):
            choice = self._answer(defect.id, defect.title, place + 1)
            self._grid.addWidget(choice, place % rows, place // rows)
            QWidget.setTabOrder(before, choice)
            before = choice

    def _answer(self, key: str, title: Text, number: int) -> QRadioButton:
        choice = QRadioButton()
        if number < 10:
            tip: Text = text("{title} (key {number})", title=title, number=number)
            choice.setText(f"{number}  {title}")
            say(choice, setToolTip=tip)
        else:
            say(choice, setText=title, setToolTip=title)
        choice.toggled.connect(lambda _on: self._follow())
        self._answers.addButton(choice)
        self.answers[key] = choice
        return choice

    def _make_next(self) -> QHBoxLayout:
        self.next_title = label(text("What is done with it now?"), "heading")
        self._next = QButtonGroup(self)
        self.next: dict[Next, QRadioButton] = {}
        row = QHBoxLayout()
        row.setSpacing(16)
        for key in NEXT:
            choice = QRadioButton()
            say(choice, setText=_NEXT[key][0], setToolTip=_NEXT[key][1])
            choice.toggled.connect(lambda _on: self._say_consequence())
            self._next.addButton(choice)
            self.next[key] = choice
            row.addWidget(choice)
        row.addStretch()
        return row

    def _arrange(self, body: QWidget) -> None:
        below = QVBoxLayout()
        below.setContentsMargins(20, 8, 20, 16)
        below.setSpacing(8)
        choices = self._make_next()
        below.addWidget(self.next_title)
        below.addLayout(choices)
        below.addWidget(self.problem)
        below.addWidget(self.consequence)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.no)
        buttons.addWidget(self.go)
        below.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolling(body), 1)
        whole.addWidget(rule())
        whole.addLayout(below)

    def _key(self, number: int) -> None:
        if number > len(self._defects):
            return
        key = PASSED if number == 0 else self._defects[number - 1].id
        if self.answers[key].isEnabled():
            self.answers[key].setChecked(True)
            self.answers[key].setFocus()

    def _take_photo(self, content: bytes) -> None:
        self._photo = content
        self.photo.show_photo(content)

    def _follow(self) -> None:
        """What may be pressed, and what follows from what is chosen."""
        answer = self.answer()
        self.go.setEnabled(bool(answer))
        bad = answer in DEFECTS
        for widget in (self.next_title, *self.next.values()):
            widget.setVisible(bad)
        if bad:
            # The same file printed again shows the same fault where the model or the file is to blame.
            usual: Next = "print_again" if DEFECTS[answer].blame == "print" else "rework"
            self.next[usual].setChecked(True)
        self._say_consequence()

    def _say_consequence(self) -> None:
        self.consequence.setText(str(self._consequence()))

    def _consequence(self) -> Text:
        answer, waiting = self.answer(), len(self.seen.open)
        chosen = self.pieces.currentData() if self.pieces.count() else None
        single = chosen is not None and len(self.seen.pieces) > 1
        if not answer:
            return text("Look at it, then press 0 where it is good, or the number of what is wrong.")
        if answer == PASSED:
            if single and waiting > 1:
                return plural(
                    "This piece is done; {n} other piece is still to be judged.",
                    "This piece is done; {n} other pieces are still to be judged.",
                    waiting - 1,
                )
            if self.seen.item.state == "rework":
                return text("This piece is done. The item stays in rework for what did not pass.")
            return text("The item goes to the packing bench.")
        then = self.then()
        if then == "print_again" and single:
            return text("Only this piece is printed again, with the same file; the others keep their verdict.")
        if then == "print_again" and waiting > 1:
            return plural(
                "All {n} pieces are printed again, with the same file.",
                "All {n} pieces are printed again, with the same file.", waiting,
            )  # fmt: skip
        return _NEXT[then][1]

    def _judge(self) -> None:
        self.problem.hide()
        self.go.setEnabled(False)
        self.judged.emit(self.wish())


def piece_words(piece: Piece, of: int) -> str:
    """A piece by its number, its label on the plate, and how it stands."""
    parts = [tr("Piece {n} of {all}", n=piece.unit, all=of), piece.label, str(_STATES[piece.state])]
    if piece.state == "failed":
        parts.append(str(defect_title(piece.cause)))
    return " · ".join(part for part in parts if part)


def _digit(event: QKeyEvent) -> int | None:
    plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
    return int(event.text()) if plain and event.text() in set("0123456789") else None


def _picture(name: Text) -> QLabel:
    made = QLabel()
    made.setFixedSize(PICTURE, PICTURE)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setProperty("kind", "picture")
    say(made, setAccessibleName=name, setToolTip=name)
    return made


def _captioned(picture: QLabel, words: Text, more: QLabel | None = None) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(label(words, "dim"))
    column.addWidget(picture)
    if more is not None:
        column.addWidget(more)
    return box


def _show(place: QLabel, content: bytes | None) -> None:
    image = QImage.fromData(content) if content else QImage()
    if image.isNull():
        place.clear()
        return
    ratio = place.devicePixelRatioF()
    pixmap = QPixmap.fromImage(
        image.scaled(
            round(PICTURE * ratio), round(PICTURE * ratio), Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    )  # fmt: skip
    pixmap.setDevicePixelRatio(ratio)
    place.setPixmap(pixmap)
