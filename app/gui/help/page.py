"""One page of the manual: Markdown in the colours of the theme, pictures of the theme's shade, links that tell."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QApplication, QTextBrowser, QTextEdit

from app.gui.base.look import Look
from app.gui.base.theme import LIGHT, Tokens
from app.gui.base.words import say
from app.gui.help.book import MANUAL
from app.gui.help.dress import MARGIN, Dress, dress, fit_pictures
from app.i18n import language, text

DESIGNED_PIXELS = 13  # size of the words of the window as designed
_MOST = 200  # places that are marked on one page


class HelpPage(QTextBrowser):
    """Emits ``wanted`` with the target of a link that was followed."""

    wanted = Signal(str)

    def __init__(self, look: Look, folder: Path = MANUAL) -> None:
        super().__init__()
        self._look, self._folder = look, folder
        self._markdown = ""
        self._marked: tuple[str, ...] = ()
        self._widths: dict[str, int] = {}
        self._shown: dict[str, int] = {}
        self.setObjectName("helpPage")
        self.setOpenLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        say(self, setAccessibleName=text("Page of the manual"))
        self.anchorClicked.connect(lambda url: self.wanted.emit(url.toString()))
        look.changed.connect(self._dress_again)

    def show_markdown(self, markdown: str, marked: tuple[str, ...] = ()) -> None:
        """Show this page from its beginning, or from the first of the marked words."""
        self._markdown, self._marked = markdown, marked
        self._dress_again()
        self.moveCursor(QTextCursor.MoveOperation.Start)  # else the focus scrolls to the end
        self.verticalScrollBar().setValue(0)
        if marked:
            self.find_words(marked[0])

    def find_words(self, words: str) -> bool:
        """Scroll to the first place of these words below the title."""
        cursor = self.document().find(words, self.document().begin().length())
        if cursor.isNull():
            return False
        cursor.setPosition(cursor.selectionStart())
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def paper(self) -> QTextDocument:
        """The page for a printer: light, whatever the theme."""
        copy = QTextDocument(self)
        copy.setDefaultFont(self.font())
        _read(copy, self._markdown, LIGHT)
        widths = {}
        for name in self._names_of_pictures():
            image = self._picture(name, LIGHT)
            copy.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
            widths[name] = image.width()
        fit_pictures(copy, 560, widths)
        return copy

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's name
        """Pictures lie beside the pages, in a dark and a light one each."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        return self._picture(name if isinstance(name, str) else name.toString(), self._look.tokens)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(760, 620)

    def _dress_again(self) -> None:
        place = self.verticalScrollBar().value()
        self.document().clear()
        self._shown.clear()
        _read(self.document(), self._markdown, self._look.tokens)
        self._widths = {name: self._picture(name, self._look.tokens).width() for name in self._names_of_pictures()}
        self._fit()
        self._mark()
        self.verticalScrollBar().setValue(place)

    def _fit(self) -> None:
        """Give each picture the width that there is, scaled here: a document scales without smoothing."""
        width = max(200.0, self.viewport().width() - 2 * MARGIN - 8)
        dots = self.devicePixelRatioF()
        for name, natural in self._widths.items():
            wanted = round(min(natural, width) * dots)
            if wanted < 1 or self._shown.get(name) == wanted:
                continue
            self._shown[name] = wanted
            image = self._picture(name, self._look.tokens)
            if image.width() != wanted:
                image = image.scaledToWidth(wanted, Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(dots)
            self.document().addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        fit_pictures(self.document(), width, self._widths)

    def _mark(self) -> None:
        """Lay the colour of a selection under the words that were searched for."""
        places: list[QTextEdit.ExtraSelection] = []
        look = QTextCharFormat()
        look.setBackground(QColor(self._look.tokens.selected))
        for words in self._marked:
            cursor = self.document().find(words)
            while not cursor.isNull() and len(places) < _MOST:
                place = QTextEdit.ExtraSelection()
                place.cursor, place.format = QTextCursor(cursor), look
                places.append(place)
                cursor = self.document().find(words, cursor)
        self.setExtraSelections(places)

    def _names_of_pictures(self) -> set[str]:
        names = set()
        block: QTextBlock = self.document().begin()
        while block.isValid():
            step = block.begin()
            while not step.atEnd():
                form = step.fragment().charFormat()
                if form.isImageFormat():
                    names.add(form.toImageFormat().name())
                step += 1
            block = block.next()
        return names

    def _picture(self, name: str, tokens: Tokens) -> QImage:
        """The picture of this name (``../pictures/report-en-light.png``), in the shade of the theme where there is one."""
        path = (self._folder / language() / name).resolve()
        if tokens.dark:
            dark = path.with_name(path.name.replace("-light.", "-dark."))
            path = dark if dark.exists() else path
        return QImage(str(path))


def _read(document: QTextDocument, markdown: str, tokens: Tokens) -> None:
    document.setUndoRedoEnabled(False)
    document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    dress(document, Dress(tokens, fixed, QApplication.font().pixelSize() / DESIGNED_PIXELS))
