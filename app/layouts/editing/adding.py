"""New layers, laid where they are seen, in a size that suits the page."""

from app.layouts.design.document import (
    AnyLayer,
    CodeLayer,
    Cut,
    Design,
    Page,
    PictureLayer,
    ShapeLayer,
    TextLayer,
    WaveLayer,
)
from app.layouts.editing.changes import fresh_id, ids_of


def picture(
    design: Design, source: str, size: tuple[float, float], middle: tuple[float, float] | None = None
) -> AnyLayer:
    """A picture of ``size`` (pixels, for its shape alone), at most half as wide and high as the page."""
    scale = min(design.width_mm / 2 / size[0], design.height_mm / 2 / size[1])
    box = _box(design, size[0] * scale, size[1] * scale, middle)
    values: dict[str, object] = {"id": _name(design, "picture"), "source": source}
    return PictureLayer.model_validate(values | box)


def words(design: Design, sentence: str, middle: tuple[float, float] | None = None) -> AnyLayer:
    """Text across two thirds of the page, in letters of a twentieth of its smaller side."""
    size = max(1.5, round(min(design.width_mm, design.height_mm) / 20, 1))
    values: dict[str, object] = {
        "id": _name(design, "text"), "text": sentence, "size_mm": size, "align": "center", "valign": "middle",
    }  # fmt: skip
    return TextLayer.model_validate(values | _box(design, design.width_mm * 2 / 3, size * 3, middle))


def code(design: Design, link: str, middle: tuple[float, float] | None = None) -> AnyLayer:
    """A QR code, 18 mm where there is room: small enough for a card, large enough for every phone."""
    side = min(18.0, design.width_mm / 2, design.height_mm / 2)
    values: dict[str, object] = {"id": _name(design, "code"), "text": link}
    return CodeLayer.model_validate(values | _box(design, side, side, middle))


def wave(design: Design, source: str, middle: tuple[float, float] | None = None) -> AnyLayer:
    """The shape of a sound, across three quarters of the page."""
    box = _box(design, design.width_mm * 3 / 4, min(design.height_mm / 4, design.width_mm / 6), middle)
    values: dict[str, object] = {"id": _name(design, "wave"), "source": source}
    return WaveLayer.model_validate(values | box)


def shape(design: Design, middle: tuple[float, float] | None = None) -> AnyLayer:
    """A grey rectangle."""
    values: dict[str, object] = {"id": _name(design, "shape"), "fill": "#c8cdd6"}
    return ShapeLayer.model_validate(values | _box(design, design.width_mm / 3, design.height_mm / 4, middle))


def of_picture(product: str, source: str, title: str, width_mm: float, height_mm: float) -> Design:
    """A new thing that one picture covers to its edges; a keychain is cut around its picture, with a hole."""
    charm = product == "keychain"
    inset = 4.0 if charm else 0.0
    layer = PictureLayer.model_validate({
        "id": "picture-1", "source": source, "fit": "contain" if charm else "cover", "x_mm": inset, "y_mm": inset,
        "width_mm": max(1.0, width_mm - 2 * inset), "height_mm": max(1.0, height_mm - 2 * inset),
    })  # fmt: skip
    cut = Cut.model_validate({"shape": "picture", "hole_mm": 3.0, "white": "below_picture"} if charm else {})
    return Design.model_validate({
        "title": title[:120], "product": product, "width_mm": width_mm, "height_mm": height_mm,
        "bleed_mm": 0.0 if charm else 3.0, "pages": (Page(layers=(layer,)),), "cut": cut,
    })  # fmt: skip


def _name(design: Design, kind: str) -> str:
    return fresh_id(ids_of(design), kind)


def _box(design: Design, width: float, height: float, middle: tuple[float, float] | None) -> dict[str, float]:
    x, y = middle if middle is not None else (design.width_mm / 2, design.height_mm / 2)
    return {
        "x_mm": round(x - width / 2, 2), "y_mm": round(y - height / 2, 2), "width_mm": round(width, 2),
        "height_mm": round(height, 2),
    }  # fmt: skip
