"""The language of Qt itself: the buttons of its dialogs, and how its fields write numbers and days."""

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from app.moments import LOCALES

CATALOGUE = "qtbase"
"""Shipped with Qt, in the folder of its translations: a package has to keep ``qtbase_zh_CN.qm``."""


class Speech:
    """Follows the language of the window."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        # One for the program, not for each window: what another window has installed would go on speaking.
        there = application.findChild(QTranslator, CATALOGUE, Qt.FindChildOption.FindDirectChildrenOnly)
        self._words = QTranslator(application) if there is None else there
        self._words.setObjectName(CATALOGUE)

    def speak(self, code: str) -> bool:
        """Let Qt speak "zh_CN" or "en"; False where it does not know how."""
        self._application.removeTranslator(self._words)
        locale = QLocale(LOCALES[code])
        QLocale.setDefault(locale)  # of all windows that are made from now on
        for window in QApplication.topLevelWidgets():
            window.setLocale(locale)
        if code == "en":
            return True
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        return self._words.load(f"{CATALOGUE}_{code}", folder) and self._application.installTranslator(self._words)
