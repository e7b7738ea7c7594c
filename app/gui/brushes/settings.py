"""How the brushes are set: kept while the window is open, shown by the panels, read by the hand."""

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.gui.brushes.kinds import KINDS, Kind, family_of
from app.mesh.brushes.brush import Brush
from app.mesh.brushes.falloff import Curve

Unit = Literal["px", "mm"]
PIXELS = (4.0, 400.0)
MILLIMETRES = (0.1, 100.0)
STEP = 1.12  # a notch of the wheel


@dataclass
class _Values:
    unit: Unit = "px"
    radius_px: float = 40.0
    radius_mm: float = 4.0
    strength: dict[Kind, float] = field(default_factory=lambda: {kind: one.strength for kind, one in KINDS.items()})
    curve: dict[Kind, Curve] = field(default_factory=lambda: dict.fromkeys(KINDS, "smooth"))
    hardness: float = 0.5
    mirror: str = ""
    seen_only: bool = True
    connected: bool = False
    pressure: bool = True
    color: tuple[int, int, int] = (208, 64, 56)


class BrushSettings(QObject):
    """``changed`` follows every change."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.values = _Values()

    def set(self, **values: object) -> None:
        """Change some of the values by name."""
        for name, value in values.items():
            setattr(self.values, name, value)
        self.changed.emit()

    @property
    def radius(self) -> float:
        """In the chosen unit."""
        return self.values.radius_px if self.values.unit == "px" else self.values.radius_mm

    @property
    def limits(self) -> tuple[float, float]:
        """Of the radius, in the chosen unit."""
        return PIXELS if self.values.unit == "px" else MILLIMETRES

    def set_radius(self, radius: float) -> None:
        """In the chosen unit; kept inside its limits."""
        low, high = self.limits
        radius = min(high, max(low, radius))
        self.set(**{"radius_px" if self.values.unit == "px" else "radius_mm": radius})

    def resize(self, notches: float) -> None:
        """Larger (above 0) or smaller by notches."""
        self.set_radius(self.radius * STEP**notches)

    def set_strength(self, kind: Kind, strength: float) -> None:
        """0..1."""
        self.values.strength[kind] = min(1.0, max(0.02, strength))
        self.changed.emit()

    def set_curve(self, kind: Kind, curve: Curve) -> None:
        self.values.curve[kind] = curve
        self.changed.emit()

    def radius_mm(self, pixel_mm: float) -> float:
        """What the radius is where a pixel of the window is so large."""
        return self.values.radius_mm if self.values.unit == "mm" else self.values.radius_px * pixel_mm

    def brush(self, kind: Kind, radius_mm: float, *, inverted: bool) -> Brush:
        """As it is set now."""
        values = self.values
        return Brush(
            radius_mm,
            strength=values.strength[kind],
            curve=values.curve[kind],
            hardness=values.hardness if family_of(kind) == "paint" else 0.0,
            mirror=values.mirror,
            seen_only=values.seen_only,
            connected=values.connected,
            inverted=inverted,
            color=values.color,
        )
