"""Small questions before something is done: a reason, one of several answers. Each opens and calls back."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.words import say
from app.gui.widgets.basics import LEAVE, button, label
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, text, tr

WIDTH = 420


class Question(QDialog):
    """A heading, a sentence, something to fill in, and two buttons. ``answered`` is called once, after it is closed."""

    def __init__(self, title: Text | str, sentence: Text | str, done: Text, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(title))
        self.setModal(True)
        hold_width(self, WIDTH)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 18, 20, 16)
        self.column.setSpacing(10)
        self.column.addWidget(label(str(title), "title", wrap=True))
        if str(sentence):
            self.column.addWidget(label(str(sentence), "dim", wrap=True))
        self.go = button(
            done, self.accept, "primary", tip=text("Do it (Return; Ctrl+Return where several lines are typed)")
        )
        self.go.setDefault(True)
        self.no = button(text("Leave it as it is"), self.reject, "second", tip=LEAVE)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch()
        self._buttons.addWidget(self.no)
        self._buttons.addWidget(self.go)

    def finish(self) -> None:
        """Put the buttons below what was filled in meanwhile."""
        self.column.addSpacing(4)
        self.column.addLayout(self._buttons)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its words are in its own width; Qt asks for more, as if it were as narrow as its fields may be."""
        width = self.minimumWidth()
        return QSize(width, self.column.totalHeightForWidth(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Control and Return answer, from a field of several lines too."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go.isEnabled():
            self.accept()
        else:
            super().keyPressEvent(event)


class ReasonQuestion(Question):
    """Asks why. ``needed``: not without words."""

    def __init__(
        self,
        title: Text | str,
        sentence: Text | str,
        answered: Callable[[str], object],
        parent: QWidget,
        *,
        done: Text,
        needed: bool = True,
    ) -> None:
        super().__init__(title, sentence, done, parent)
        self._needed = needed
        self.field = QPlainTextEdit()
        self.field.setProperty("kind", "words")
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(76)
        self.field.setPlaceholderText(tr("In a few words; it is kept with the order"))
        say(
            self.field,
            setAccessibleName=text("Reason"),
            setToolTip=text("Why; names and numbers of buyers do not belong here"),
        )
        self.field.textChanged.connect(self._enable)
        self.column.addWidget(self.field)
        self.finish()
        self._enable()
        self.accepted.connect(lambda: answered(self.words()))

    def words(self) -> str:
        """What was typed."""
        return self.field.toPlainText().strip()

    def _enable(self) -> None:
        self.go.setEnabled(bool(self.words()) or not self._needed)


class ChoiceQuestion(Question):
    """Asks for one of several, and for words with it. ``answered`` gets the key and the words."""

    def __init__(
        self,
        title: Text | str,
        sentence: Text | str,
        choices: Mapping[str, Text],
        answered: Callable[[str, str], object],
        parent: QWidget,
        *,
        done: Text,
        words_needed: bool = False,
    ) -> None:
        super().__init__(title, sentence, done, parent)
        self._needed = words_needed
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for key, words in choices.items():
            choice = QRadioButton()
            say(choice, setText=words, setToolTip=text("Say that it is this: {what}", what=words))
            self._group.addButton(choice)
            self.choices[key] = choice
            self.column.addWidget(choice)
        self.field = QLineEdit()
        self.field.setMaxLength(500)
        say(
            self.field,
            setPlaceholderText=text("More about it"),
            setAccessibleName=text("More about it"),
            setToolTip=text("Why; names and numbers of buyers do not belong here"),
        )
        self.column.addWidget(self.field)
        self.finish()
        for choice in self.choices.values():
            choice.toggled.connect(lambda _on: self._enable())
        self.field.textChanged.connect(lambda _words: self._enable())
        self._enable()
        next(iter(self.choices.values())).setFocus()
        self.accepted.connect(lambda: answered(self.chosen(), self.field.text().strip()))

    def chosen(self) -> str:
        """Key of what is chosen, or empty."""
        return next((key for key, choice in self.choices.items() if choice.isChecked()), "")

    def _enable(self) -> None:
        self.go.setEnabled(bool(self.chosen()) and (not self._needed or bool(self.field.text().strip())))
