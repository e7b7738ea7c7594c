"""Dresses a page of the manual in the theme: Qt reads Markdown, but gives it the look of a letter."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTable,
)

from app.gui.base.theme import Tokens
from app.gui.help.marks import SAID, SCHEME

SIZES = {1: 22, 2: 16, 3: 14}  # pixels of headings
TEXT, SMALL, CODE = 14, 12, 13
LINE_PERCENT = 138.0
MARGIN = 28.0
_LIST_INDENT = 26.0


@dataclass(frozen=True)
class Dress:
    """``family``: the font for what is typed, of one width; ``larger``: how much larger than designed words are."""

    tokens: Tokens
    family: str
    larger: float = 1.0

    def size(self, pixels: int) -> int:
        """A designed size as it is wanted now."""
        return round(pixels * self.larger)


def dress(document: QTextDocument, wear: Dress) -> None:
    """Give headings, links, keys, notes and tables of a page that Markdown was read into their look."""
    document.setIndentWidth(_LIST_INDENT)
    frame = document.rootFrame().frameFormat()
    frame.setLeftMargin(MARGIN)
    frame.setRightMargin(MARGIN)
    frame.setTopMargin(18)
    frame.setBottomMargin(MARGIN)
    document.rootFrame().setFrameFormat(frame)
    block = document.begin()
    while block.isValid():
        _dress_block(block, wear)
        block = block.next()
    for child in document.rootFrame().childFrames():
        if isinstance(child, QTextTable):
            _dress_table(child, wear.tokens)


def fit_pictures(document: QTextDocument, width: float, natural: dict[str, int]) -> None:
    """Show each picture as wide as it is, or as there is room for. ``natural``: widths by name, in pixels."""
    block = document.begin()
    while block.isValid():
        for start, end, form in _fragments(block):
            if not form.isImageFormat():
                continue
            image = QTextImageFormat(form.toImageFormat())
            wanted = min(float(natural.get(image.name(), 0)), width)
            if wanted < 1 or abs(image.width() - wanted) < 1:
                continue
            image.setWidth(wanted)
            cursor = QTextCursor(document)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(image)
        block = block.next()


def _dress_block(block: QTextBlock, wear: Dress) -> None:
    tokens = wear.tokens
    level = block.blockFormat().headingLevel()
    code = block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeLanguage) or block.blockFormat().hasProperty(
        QTextFormat.Property.BlockCodeFence
    )
    note = block.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel)
    wish = QTextBlockFormat()
    if level:
        wish.setTopMargin(0 if level == 1 else 18)
        wish.setBottomMargin(8 if level == 1 else 6)
    elif code:
        wish.setBackground(QColor(tokens.background))
        wish.setLeftMargin(8)
        wish.setTopMargin(0)
        wish.setBottomMargin(0 if _is_code(block.next()) else 12)
    elif block.textList() is not None:
        wish.setBottomMargin(5)
        wish.setTopMargin(0)
    elif _in_table(block):
        wish.setTopMargin(0)
        wish.setBottomMargin(0)
    else:
        wish.setBottomMargin(10)
        wish.setTopMargin(0)
    if note:
        wish.setBackground(QColor(tokens.warn_wash))
        wish.setLeftMargin(0)
        wish.setTextIndent(0)
    if not code:
        wish.setLineHeight(LINE_PERCENT, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
    cursor = QTextCursor(block)
    cursor.mergeBlockFormat(wish)
    # A picture with what stands below it keeps its own height of lines.
    fragments = list(_fragments(block))
    if any(form.isImageFormat() for _start, _end, form in fragments):
        plain = QTextBlockFormat()
        plain.setLineHeight(0, int(QTextBlockFormat.LineHeightTypes.SingleHeight.value))
        plain.setTopMargin(4)
        plain.setBottomMargin(2)
        cursor.mergeBlockFormat(plain)
    for start, end, form in fragments:
        if form.isImageFormat():
            continue
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(_letters(form, level, wear, code=code))


def _letters(form: QTextCharFormat, level: int, wear: Dress, *, code: bool) -> QTextCharFormat:
    tokens = wear.tokens
    wish = QTextCharFormat(form)
    _clear(wish, QTextFormat.Property.FontSizeAdjustment)  # else it rules over every size
    wish.setProperty(int(QTextFormat.Property.FontPixelSize.value), wear.size(SIZES.get(level, TEXT)))
    wish.setForeground(QColor(tokens.text))
    target = form.anchorHref()
    if level:
        wish.setFontWeight(QFont.Weight.DemiBold)
    elif form.fontFixedPitch() or code:
        wish.setFontFamilies([wear.family])
        wish.setProperty(int(QTextFormat.Property.FontPixelSize.value), wear.size(CODE))
        if not code:
            wish.setBackground(QBrush(QColor(tokens.hover)))
    elif form.fontItalic():  # what stands below a picture
        wish.setFontItalic(False)
        wish.setForeground(QColor(tokens.dim))
        wish.setProperty(int(QTextFormat.Property.FontPixelSize.value), wear.size(SMALL))
    if target.startswith(f"{SAID}:"):
        _clear(
            wish, QTextFormat.Property.IsAnchor, QTextFormat.Property.AnchorHref, QTextFormat.Property.AnchorName,
            QTextFormat.Property.FontUnderline, QTextFormat.Property.TextUnderlineStyle,
        )  # fmt: skip
        wish.setFontWeight(QFont.Weight.DemiBold)
    elif form.isAnchor():
        does = target.startswith(f"{SCHEME}:")
        wish.setForeground(QColor(tokens.accent))
        wish.setFontUnderline(not does)
        if does:
            wish.setFontWeight(QFont.Weight.DemiBold)
    return wish


def _clear(form: QTextCharFormat, *names: QTextFormat.Property) -> None:
    for name in names:
        form.clearProperty(int(name.value))


def _dress_table(table: QTextTable, tokens: Tokens) -> None:
    form = table.format()
    form.setBorder(1)
    form.setBorderBrush(QColor(tokens.line))
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderCollapse(True)
    form.setCellPadding(6)
    form.setCellSpacing(0)
    form.setTopMargin(4)
    form.setBottomMargin(14)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(form)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        head = cell.format()
        head.setBackground(QColor(tokens.raised))
        head.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        cell.setFormat(head)
        cursor = cell.firstCursorPosition()
        cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.DemiBold)
        cursor.mergeCharFormat(bold)
        aligned = QTextBlockFormat()
        aligned.setAlignment(Qt.AlignmentFlag.AlignLeft)
        cursor.mergeBlockFormat(aligned)


def _is_code(block: QTextBlock) -> bool:
    form = block.blockFormat()
    return block.isValid() and (
        form.hasProperty(QTextFormat.Property.BlockCodeLanguage)
        or form.hasProperty(QTextFormat.Property.BlockCodeFence)
    )


def _in_table(block: QTextBlock) -> bool:
    return QTextCursor(block).currentTable() is not None


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Start, end and look of each piece of a block, found before anything is changed."""
    pieces = []
    step = block.begin()
    while not step.atEnd():
        fragment = step.fragment()
        if fragment.isValid():
            pieces.append((fragment.position(), fragment.position() + fragment.length(), fragment.charFormat()))
        step += 1
    return pieces
