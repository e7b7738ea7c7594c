import numpy as np
import pytest
import shapely

from app.layouts.composing.art.shelf import ArtShelf
from app.layouts.composing.art.table import ART, CLEAR, picture
from app.layouts.composing.codes import unreadable
from app.layouts.composing.compose import composed
from app.layouts.composing.thumbnail import thumbnail
from app.layouts.design.document import Template
from app.layouts.design.filling import fill
from app.layouts.design.templates import SHIPPED, read_templates
from app.layouts.path import path_of
from app.layouts.raster.image import face_picture, face_size, mask
from tests.unit.layouts.composing.shelves import shop

OURS = read_templates([SHIPPED]).all


@pytest.mark.parametrize("template", OURS, ids=lambda template: template.id)
def test_a_template_can_be_printed_with_its_samples(template: Template) -> None:
    made = composed(fill(template, {}, samples=True), {}, ArtShelf(), shop(route="cut", ppi=100.0))
    assert made.faults == ()
    assert unreadable(made.piece, made.codes) == ()


@pytest.mark.parametrize("template", OURS, ids=lambda template: template.id)
def test_nothing_of_a_template_shows_through_at_the_trim(template: Template) -> None:
    """What is not cut around a picture is printed to its edge and over it."""
    made = composed(
        fill(template, {}, samples=True), {}, ArtShelf(), shop(route="cut", ppi=72.0), draft=True, judge=False
    )
    if template.design.cut.shape == "picture" and template.design.pages[0].background is None:
        return
    piece = made.piece
    size, place = face_size(piece, 72.0, bleed=True)
    alpha = np.asarray(face_picture(piece, "front", 72.0, bleed=True, background=None))[..., 3]
    trim = path_of(shapely.Polygon(piece.trim.exterior).buffer(1.0))
    assert alpha[mask(trim, size, place) == 255].min() == 255


def test_thumbnails_are_clear_outside_of_the_cut() -> None:
    by_id = {template.id: template for template in OURS}
    for name in ("magnet-round-50", "charm-50"):
        image = thumbnail(by_id[name], 160)
        assert max(image.size) == 160
        assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]
        assert image.getpixel((image.width // 2, image.height // 2))[3] == 255  # type: ignore[index]
    assert thumbnail(by_id["postcard-148"], 160, "back").getpixel((2, 2)) == (255, 255, 255, 255)


@pytest.mark.parametrize("name", sorted(ART))
def test_our_pictures_are_the_same_each_time_and_fill_their_box(name: str) -> None:
    first, second = picture(name, 90, 60), picture(name, 90, 60)
    assert first.tobytes() == second.tobytes()
    assert first.mode == ("RGBA" if name in CLEAR else "RGB")
    assert len(first.convert("RGB").getcolors(90 * 60) or []) > 1


def test_animals_do_not_touch_the_edge_of_their_picture() -> None:
    for name in CLEAR:
        alpha = np.asarray(picture(name, 200, 200))[..., 3]
        assert alpha[0].max() == alpha[-1].max() == alpha[:, 0].max() == alpha[:, -1].max() == 0
