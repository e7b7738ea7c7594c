"""Templates as small pictures, which are drawn beside the window and kept on disk."""

import hashlib
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QMenu

from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.layout.pictures import qimage
from app.i18n import text, tr
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner
from app.layouts.design.document import Template
from app.products.product import size_words

SIDE = 84
_ID = Qt.ItemDataRole.UserRole


class Gallery(QListWidget):
    """Emits ``wanted`` with the template that is clicked, ``drop_wanted`` with an own one that shall go."""

    wanted = Signal(object)
    drop_wanted = Signal(object)

    def __init__(self, look: Look, runner: Runner, folder: Path) -> None:
        """``folder``: where the pictures are kept."""
        super().__init__()
        self.setObjectName("templateGallery")
        self._look, self._runner, self._folder = look, runner, folder
        self._by_id: dict[str, Template] = {}
        self._icons: dict[str, QIcon] = {}
        self._waiting: deque[Template] = deque()
        self._running: Job | None = None
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setGridSize(QSize(SIDE + 14, SIDE + 50))
        self.setWordWrap(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        say(self, setAccessibleName=text("Templates"))
        self.itemClicked.connect(self._clicked)
        self.itemActivated.connect(self._clicked)

    def show_templates(self, templates: Iterable[Template]) -> None:
        """Show these, in this order."""
        shown = list(templates)
        chosen = self.chosen
        self.clear()
        for template in shown:
            if self._by_id.get(template.id, template) != template:  # an own one was kept anew
                self._icons.pop(template.id, None)
            self._by_id[template.id] = template
            title, size = tr(template.title), size_words(template.design.height_mm, template.design.width_mm)
            item = QListWidgetItem(self._icon(template), title)
            item.setData(_ID, template.id)
            item.setToolTip(f"{title}\n{size}")
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.addItem(item)
        self.show_chosen(chosen)
        self._next()

    @property
    def chosen(self) -> str:
        """The id that is shown as chosen, or empty."""
        item = self.currentItem()
        return "" if item is None else str(item.data(_ID))

    def show_chosen(self, template: str) -> None:
        """Show that this one is used."""
        for number in range(self.count()):
            if self.item(number).data(_ID) == template:
                self.setCurrentRow(number)
                self.scrollToItem(self.item(number))
                return
        self.setCurrentRow(-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """The menu of an own template; those that came with the program have none."""
        item = self.itemAt(event.pos()) if event.reason() == QContextMenuEvent.Reason.Mouse else self.currentItem()
        menu = None if item is None else self.menu_of(self._by_id[item.data(_ID)])
        if menu is not None and item is not None:
            menu.popup(self.viewport().mapToGlobal(self.visualItemRect(item).center()))

    def menu_of(self, template: Template) -> QMenu | None:
        """What can be done to a template of the workshop's own; None for another one."""
        from app.layouts.design.keeping import is_own  # noqa: PLC0415 - asked for seldom

        if not is_own(template.id):
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        drop = menu.addAction(self._look.icon("mdi6.trash-can-outline"), tr("Take the template away"))
        drop.setToolTip(tr("Designs that were begun with it stay as they are"))
        drop.triggered.connect(lambda: self.drop_wanted.emit(template))
        return menu

    def _clicked(self, item: QListWidgetItem) -> None:
        self.wanted.emit(self._by_id[item.data(_ID)])

    def _icon(self, template: Template) -> QIcon:
        icon = self._icons.get(template.id)
        if icon is not None:
            return icon
        if template not in self._waiting:
            self._waiting.append(template)
        return QIcon(_framed(QImage(), self._look, self.devicePixelRatioF()))

    def _next(self) -> None:
        if not self._waiting or (self._running is not None and self._running.open):
            return
        template = self._waiting.popleft()

        def work(*, progress: Progress) -> QImage:
            progress(0.0)
            return picture_of(template, self._folder)

        self._running = self._runner.run(
            text("Draw templates"), work, then=lambda image: self._drawn(template.id, image),
            failed=lambda error: self._refused(template.id, error), lane="view", quiet=True,
        )  # fmt: skip

    def _drawn(self, name: str, image: QImage) -> None:
        self._running = None
        self._icons[name] = QIcon(_framed(image, self._look, self.devicePixelRatioF()))
        for number in range(self.count()):
            if self.item(number).data(_ID) == name:
                self.item(number).setIcon(self._icons[name])
        self._next()

    def _refused(self, name: str, error: AppError) -> None:
        for number in range(self.count()):
            if self.item(number).data(_ID) == name:
                self.item(number).setToolTip(str(error.sentence))
        self._drawn(name, QImage())


def picture_of(template: Template, folder: Path) -> QImage:
    """The small picture of a template: from the folder where it was drawn before."""
    from app.layouts.composing.thumbnail import thumbnail  # noqa: PLC0415 - what draws is loaded with the first picture

    name = hashlib.sha256(template.model_dump_json().encode()).hexdigest()[:32]
    there = folder / f"{name}.png"
    kept = QImage(str(there)) if there.exists() else QImage()
    if not kept.isNull():
        return kept
    image = qimage(thumbnail(template, 2 * SIDE))
    folder.mkdir(parents=True, exist_ok=True)
    image.save(str(there))
    return image


def _framed(image: QImage, look: Look, ratio: float) -> QPixmap:
    """In the middle of a square, with a thin line of shadow below."""
    side = round(SIDE * ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
    if image.isNull():
        painter.setPen(QColor(look.tokens.line))
        painter.setBrush(QColor(look.tokens.raised))
        painter.drawRoundedRect(8, 8, side - 16, side - 16, 6, 6)
    else:
        inside = image.scaled(
            side - 8, side - 8, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage((side - inside.width()) // 2, (side - inside.height()) // 2, inside)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
