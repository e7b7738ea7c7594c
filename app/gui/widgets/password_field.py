"""A line for a password: it can be shown, and it says when Caps Lock seems to be on."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import label, tool
from app.i18n import text


class PasswordField(QWidget):
    """``line`` is the field itself."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setMaxLength(256)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.line.installEventFilter(self)
        self.eye = tool(look.icon("mdi6.eye-outline", "dim"), text("Show what is typed (F8)"), self._turn)
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab leads from one line to the next
        self.eye.setProperty("keysElsewhere", True)
        self.caps = label(text("Caps Lock is on"), "dim")
        self.caps.hide()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self.eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.caps)
        self.setFocusProxy(self.line)

    def hide_words(self) -> None:
        """Show dots."""
        if self.line.echoMode() != QLineEdit.EchoMode.Password:
            self._turn()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A capital without Shift, or a small letter with it, tells of Caps Lock; the key itself toggles it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_F8:  # here it is no key of the window
                event.accept()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_F8:
                self._turn()
                return True
            typed = event.text()
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if len(typed) == 1 and typed.isascii() and typed.isalpha():
                self.caps.setVisible(typed.isupper() != shift)
            elif event.key() == Qt.Key.Key_CapsLock:
                self.caps.hide()
        return super().eventFilter(watched, event)

    def _turn(self) -> None:
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.eye.setIcon(self._look.icon("mdi6.eye-off-outline" if hidden else "mdi6.eye-outline", "dim"))
        tip = text("Hide what is typed (F8)") if hidden else text("Show what is typed (F8)")
        say(self.eye, setToolTip=tip, setAccessibleName=tip)
