"""The picture that is chosen: crop, straighten, improve; how fine it will print; the best frame of a video."""

from dataclasses import dataclass, field

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.fields.entering import Choice, Slide, Switch
from app.gui.layout.desk import LayoutDesk
from app.gui.widgets.basics import Card, button, label, mark, rule
from app.i18n import Text, plural, text, tr
from app.layouts.design.document import Adjustments, Crop, PictureLayer
from app.layouts.editing.changes import set_values
from app.layouts.editing.cropping import fitted, straightened, whole, zoom_of, zoomed
from app.layouts.pictures.upscale import has_plugin

SLIDES: tuple[tuple[str, Text], ...] = (
    ("exposure", text("Brightness")), ("contrast", text("Contrast")), ("warmth", text("Warmth")), ("tint", text("Tint")),
    ("saturation", text("Colour strength")), ("sharpness", text("Sharpness")),
)  # fmt: skip
SWITCHES: tuple[tuple[str, Text, Text], ...] = (
    ("auto", text("Improve by itself"), text("Levels and colour balance; skin stays as it is")),
    ("red_eye", text("Take red eyes away"), text("In the faces that are found")),
    ("cut_out", text("Take the background away"), text("What is around the person or the thing becomes clear")),
)
ENLARGE: tuple[tuple[str, Text], ...] = (
    ("no", text("As it is")), ("smooth", text("Smoothly")), ("drawing", text("Drawing, by the plug-in")),
)  # fmt: skip
FRAME = QSize(104, 66)


@dataclass(frozen=True)
class Candidate:
    """One frame of a video."""

    frame: int
    seconds: float
    image: QImage
    faces: int


@dataclass(frozen=True)
class PictureFactsShown:
    """What is known of the picture in a layer. ``level``: of its resolution: "ok", "warn", "strong", "block"."""

    source: str
    size: tuple[int, int]
    crop: Crop
    level: str = "ok"
    words: Text | None = None
    frames: int = 1
    notes: tuple[Text, ...] = field(default=())


class PhotoPanel(QWidget):
    """Shows and changes the picture layer that is chosen.

    crop_wanted, level_wanted (find the horizon), frames_wanted (look for good frames), other_wanted
    """

    crop_wanted = Signal()
    level_wanted = Signal()
    frames_wanted = Signal()
    other_wanted = Signal()

    def __init__(self, look: Look, desk: LayoutDesk) -> None:
        super().__init__()
        self._desk = desk
        self.facts: PictureFactsShown | None = None
        self.none = label(text("Choose a picture on the canvas."), "dim", wrap=True)
        self.body = QWidget()
        self.pixels, self.fine = label("", "strong"), label("", "badge")
        self.notes = label("", "dim", wrap=True)
        self.slides: dict[str, Slide] = {name: Slide(title) for name, title in SLIDES}
        self.switches = {name: Switch(title, tip) for name, title, tip in SWITCHES}
        self.enlarge = Choice([one for one in ENLARGE if one[0] != "drawing" or has_plugin()])
        say(
            self.enlarge,
            setAccessibleName=text("Enlarge"),
            setToolTip=text("Twice the pixels at most, where the picture has too few"),
        )
        self.straight = Slide(text("Straighten"), -45, 45, 0.1, "°")
        self.zoom = Slide(text("Zoom"), 100, 800, 1, " %")
        self.frames = QListWidget()
        self.find_good = button(
            text("Find good frames"), self.frames_wanted.emit, "small", look.icon("mdi6.movie-search-outline")
        )
        self._build(look)
        for name, slide in self.slides.items():
            slide.entered.connect(lambda value, name=name: self._adjust(name, value))
        for name, switch in self.switches.items():
            switch.entered.connect(lambda value, name=name: self._adjust(name, value))
        self.enlarge.entered.connect(lambda value: self._adjust("enlarge", value))
        self.straight.entered.connect(self._straighten)
        self.zoom.entered.connect(self._zoom)
        self.frames.itemClicked.connect(self._choose_frame)
        desk.chosen.connect(self.refresh)
        desk.changed.connect(self.refresh)
        self.refresh()

    @property
    def layer(self) -> PictureLayer | None:
        """The picture layer that is chosen, or the only one there is."""
        single = self._desk.single
        if isinstance(single, PictureLayer):
            return single
        pictures = [layer for layer in self._desk.layers if isinstance(layer, PictureLayer)]
        return pictures[0] if len(pictures) == 1 and not self._desk.selection else None

    def show_facts(self, facts: PictureFactsShown | None) -> None:
        """What is known of the picture."""
        if facts is None or self.facts is None or facts.source != self.facts.source:
            self.frames.clear()
            self.frames.hide()
        self.facts = facts
        self.refresh()

    def show_frames(self, candidates: tuple[Candidate, ...]) -> None:
        """Good frames of the video, the best first."""
        self.frames.clear()
        for candidate in candidates:
            item = QListWidgetItem(QIcon(QPixmap.fromImage(candidate.image)), f"{candidate.seconds:.1f} s")
            item.setData(Qt.ItemDataRole.UserRole, candidate.frame)
            faces = plural("{n} face", "{n} faces", candidate.faces) if candidate.faces else text("No face")
            item.setToolTip(str(faces))
            self.frames.addItem(item)
        self.frames.setVisible(bool(candidates))

    def refresh(self) -> None:
        """Show the layer as it is now."""
        layer = self.layer
        self.none.setVisible(layer is None)
        self.body.setVisible(layer is not None)
        if layer is None:
            return
        for name, slide in self.slides.items():
            slide.show_value(getattr(layer.adjust, name))
        for name, switch in self.switches.items():
            switch.show_value(getattr(layer.adjust, name))
        self.enlarge.show_value(layer.adjust.enlarge)
        facts = self.facts
        crop = layer.crop or (facts.crop if facts is not None else Crop.model_validate({}))
        self.straight.show_value(crop.turn_deg)
        video = facts is not None and facts.frames > 1
        self.find_good.setVisible(video)
        if facts is None:
            self.pixels.setText("")
            self.fine.hide()
            self.notes.hide()
            return
        box = (layer.width_mm, layer.height_mm)
        self.zoom.show_value(100 * zoom_of(crop, facts.size, box))
        self.pixels.setText(tr("{width} × {height} pixels", width=facts.size[0], height=facts.size[1]))
        self.fine.setVisible(facts.words is not None)
        if facts.words is not None:
            self.fine.setText(str(facts.words))
            tones = {"ok": "ok", "warn": "warn", "strong": "warn", "block": "bad"}
            mark(self.fine, tone=tones[facts.level])
        self.notes.setText("\n".join(str(note) for note in facts.notes))
        self.notes.setVisible(bool(facts.notes))

    # ---- what is entered ----------------------------------------------------

    def crop_now(self) -> Crop | None:
        """What is shown of the picture, also where nobody has chosen it."""
        layer, facts = self.layer, self.facts
        if layer is None or facts is None:
            return None
        crop = layer.crop or facts.crop
        return fitted(crop, facts.size, (layer.width_mm, layer.height_mm))

    def turned_crop(self, degrees: float) -> Crop | None:
        """The same with the picture turned clockwise so far."""
        layer, facts, crop = self.layer, self.facts, self.crop_now()
        if layer is None or facts is None or crop is None:
            return None
        return straightened(crop, facts.size, (layer.width_mm, layer.height_mm), degrees)

    def _adjust(self, name: str, value: object) -> None:
        layer = self.layer
        if layer is not None:
            adjust = Adjustments.model_validate(layer.adjust.model_dump() | {name: value})
            self._set(text("Improve"), f"adjust {name}", layer, adjust=adjust)

    def _straighten(self, degrees: float) -> None:
        layer, crop = self.layer, self.turned_crop(degrees)
        if layer is not None and crop is not None:
            self._set(text("Straighten"), "straighten", layer, crop=crop)

    def _zoom(self, percent: float) -> None:
        layer, facts, crop = self.layer, self.facts, self.crop_now()
        if layer is None or facts is None or crop is None:
            return
        box = (layer.width_mm, layer.height_mm)
        factor = percent / 100 / zoom_of(crop, facts.size, box)
        self._set(text("Zoom"), "zoom", layer, crop=zoomed(crop, facts.size, box, factor))

    def _whole(self) -> None:
        layer, facts = self.layer, self.facts
        if layer is not None and facts is not None:
            self._set(text("Crop"), "", layer, crop=whole(facts.size, (layer.width_mm, layer.height_mm)))

    def _choose_frame(self, item: QListWidgetItem) -> None:
        layer = self.layer
        if layer is not None:
            self._set(text("Another frame"), "", layer, frame=item.data(Qt.ItemDataRole.UserRole), crop=None)

    def _set(self, title: Text, merge: str, layer: PictureLayer, **values: object) -> None:
        design = self._desk.design
        if design is not None:
            after = set_values(design, self._desk.page, {layer.id}, **values)
            self._desk.change(title, after, f"{merge} {layer.id}" if merge else "")

    def _automatic(self) -> None:
        layer = self.layer
        if layer is not None:
            self._set(text("Crop by faces"), "", layer, crop=None)

    def _reset(self) -> None:
        layer = self.layer
        if layer is not None:
            self._set(text("As it came"), "", layer, adjust=Adjustments.model_validate({}))

    # ---- form ---------------------------------------------------------------

    def _build(self, look: Look) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 4, 12)
        outer.addWidget(self.none)
        outer.addWidget(self.body)
        outer.addStretch()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 10, 12, 10)
        self.fine.setWordWrap(True)
        inside.addWidget(self.pixels)
        inside.addWidget(self.fine)
        inside.addWidget(self.notes)
        column.addWidget(card)
        column.addWidget(self.find_good)
        self.frames.setViewMode(QListView.ViewMode.IconMode)
        self.frames.setIconSize(FRAME)
        self.frames.setMovement(QListView.Movement.Static)
        self.frames.setResizeMode(QListView.ResizeMode.Adjust)
        self.frames.setFixedHeight(200)
        self.frames.hide()
        say(self.frames, setAccessibleName=text("Good frames of the video, the best first"))
        column.addWidget(self.frames)
        column.addWidget(label(text("Crop"), "heading"))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(
            button(
                text("Crop…"),
                self.crop_wanted.emit,
                "small",
                look.icon("mdi6.crop"),
                tip=text("Choose on the canvas which part of the picture is shown"),
            )
        )
        by_faces = button(text("By faces"), self._automatic, "small", look.icon("mdi6.face-recognition"))
        say(by_faces, setToolTip=text("Chosen by faces, or by what stands out"))
        row.addWidget(by_faces)
        row.addWidget(
            button(
                text("As much as fits"),
                self._whole,
                "small",
                tip=text("Show as much of the picture as its frame can hold"),
            )
        )
        row.addStretch()
        column.addLayout(row)
        column.addWidget(self.zoom)
        column.addWidget(self.straight)
        level = button(
            text("Level the horizon"),
            self.level_wanted.emit,
            "small",
            look.icon("mdi6.spirit-level"),
            tip=text("Look for the horizon and turn the picture level"),
        )
        across = QHBoxLayout()
        across.addWidget(level)
        across.addWidget(
            button(
                text("Another picture…"),
                self.other_wanted.emit,
                "small",
                look.icon("mdi6.image-edit-outline"),
                tip=text("Put another picture into this frame"),
            )
        )
        across.addStretch()
        column.addLayout(across)
        column.addWidget(rule())
        column.addWidget(label(text("Improve"), "heading"))
        for switch in self.switches.values():
            column.addWidget(switch)
        few = QHBoxLayout()
        few.addWidget(label(text("Enlarge")))
        few.addWidget(self.enlarge, 1)
        column.addLayout(few)
        for slide in self.slides.values():
            column.addWidget(slide)
        reset = QHBoxLayout()
        reset.addWidget(
            button(
                text("As it came"),
                self._reset,
                "small",
                look.icon("mdi6.restore"),
                tip=text("Take all changes of light and colour back"),
            )
        )
        reset.addStretch()
        column.addLayout(reset)
