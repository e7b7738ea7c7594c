"""How the window looks now: theme, icons and fonts, switchable while it is open."""

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from app.gui.base import theme, typefaces
from app.gui.base.icons import GlyphEngine, IconFont
from app.gui.base.theme import DARK, LIGHT, Tokens
from app.gui.base.view_cube import SIDES, CubeEngine

CUBE_PREFIX = "cube."
CUBES = {f"{CUBE_PREFIX}{side}" for side in SIDES}
Role = Literal["text", "dim", "accent", "on_fill", "ok", "warn", "bad"]


class Look(QObject):
    """Hands out icons and colours; ``changed`` is emitted after a change of theme."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.application = application
        self._font = IconFont()
        self._choice = "dark"
        self.tokens: Tokens = DARK
        self.text_percent = 100
        if not application.styleSheet():  # it is below the one that is worn already
            application.setStyle("Fusion")
        typefaces.load_own()
        self._set_font()
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    def choose(self, choice: str) -> None:
        """Wear "dark" or "light", or follow the "system"."""
        self._choice = choice
        hints = self.application.styleHints()
        scheme = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}.get(choice, Qt.ColorScheme.Unknown)
        hints.setColorScheme(scheme)
        self._wear(LIGHT if choice == "light" or (choice == "system" and self._system_is_light()) else DARK)

    def scale_text(self, percent: int) -> None:
        """All words of all windows that much larger (100: as designed), at once."""
        if percent != self.text_percent:
            self.text_percent = percent
            self._set_font()
            self._wear(self.tokens)

    @property
    def text_factor(self) -> float:
        """How much larger than designed words are, and what is painted around them."""
        return self.text_percent / 100

    def icon(self, name: str, role: Role = "text") -> QIcon:
        """An icon that follows the theme: dimmed where disabled, in the accent where checked."""

        def color(mode: QIcon.Mode, state: QIcon.State) -> str:
            if mode == QIcon.Mode.Disabled:
                return self.tokens.line
            if state == QIcon.State.On and role == "text":
                return self.tokens.accent
            value: str = getattr(self.tokens, role)
            return value

        if name in CUBES:
            return QIcon(CubeEngine(name.removeprefix(CUBE_PREFIX), color))
        return QIcon(GlyphEngine(self._font, name, color))

    def _set_font(self) -> None:
        font = QFont()
        font.setFamilies(list(typefaces.FAMILIES))
        font.setPixelSize(round(theme.TEXT_PX * self.text_factor))
        self.application.setFont(font)

    def _system_is_light(self) -> bool:
        return self.application.styleHints().colorScheme() == Qt.ColorScheme.Light

    def _follow_system(self) -> None:
        if self._choice == "system":
            self._wear(LIGHT if self._system_is_light() else DARK)

    def _wear(self, tokens: Tokens) -> None:
        self.tokens = tokens
        palette = QPalette(QColor(tokens.panel))
        for role, value in (
            (QPalette.ColorRole.Window, tokens.background),
            (QPalette.ColorRole.WindowText, tokens.text),
            (QPalette.ColorRole.Base, tokens.panel),
            (QPalette.ColorRole.AlternateBase, tokens.raised),
            (QPalette.ColorRole.Text, tokens.text),
            (QPalette.ColorRole.PlaceholderText, tokens.dim),
            (QPalette.ColorRole.Button, tokens.raised),
            (QPalette.ColorRole.ButtonText, tokens.text),
            (QPalette.ColorRole.Highlight, tokens.fill),
            (QPalette.ColorRole.HighlightedText, tokens.on_fill),
            (QPalette.ColorRole.ToolTipBase, tokens.raised),
            (QPalette.ColorRole.ToolTipText, tokens.text),
            (QPalette.ColorRole.Link, tokens.accent),
        ):
            palette.setColor(role, QColor(value))
        # Both are gone through by every widget that lives, changed or not.
        if self.application.palette() != palette:
            self.application.setPalette(palette)
        sheet = theme.style_sheet(tokens, self.text_percent)
        if self.application.styleSheet() != sheet:
            self.application.setStyleSheet(sheet)
        self.changed.emit()
