import sys
from pathlib import Path

import pytest

from app.errors import WriteRefusedError
from app.layouts.design.document import Design, Slot
from app.layouts.design.keeping import drop_template, is_own, keep_template, template_of
from app.layouts.design.templates import SHIPPED, read_templates

OURS = read_templates([SHIPPED])


def test_every_template_is_the_same_after_it_was_kept(tmp_path: Path) -> None:
    for template in OURS.all:
        keep_template(template, tmp_path / "own")
    again = read_templates([tmp_path / "own"])
    assert again.refused == ()
    assert {template.id: template for template in again.all} == {template.id: template for template in OURS.all}


def test_a_design_keeps_the_slots_it_uses_and_gets_those_it_lacks() -> None:
    ours = OURS.get("postcard-player")
    assert ours is not None
    front = ours.design.pages[0]
    added = {"id": "new", "kind": "text", "text": "{best_wishes}", "x_mm": 1, "y_mm": 1, "width_mm": 9, "height_mm": 9}
    layers = [layer.model_dump() for layer in front.layers if layer.id != "artist"] + [added]
    design = Design.model_validate(ours.design.model_dump() | {"pages": [{"layers": layers}]})
    made = template_of(design, "我们的 Card", ours.slots)
    names = {slot.name: slot for slot in made.slots}
    assert "artist" not in names
    assert names["cover"] == ours.slots[0]
    assert (names["best_wishes"].kind, names["best_wishes"].title) == ("text", "Best wishes")
    assert made.id.startswith("own-card-")


def test_no_picture_and_no_name_of_whoever_it_was_made_for_is_kept(tmp_path: Path) -> None:
    face, voice, second = ("sha256:" + sign * 64 for sign in "abc")
    box = {"x_mm": 0, "y_mm": 0, "width_mm": 20, "height_mm": 20}
    crop = {"left": 0.1, "top": 0.1, "right": 0.9, "bottom": 0.9}
    layers = [
        {"kind": "picture", "id": "a", "name": "Mei and Tom", "source": face, "crop": crop, "frame": 3, **box},
        {"kind": "picture", "id": "b", "source": face, **box},
        {"kind": "picture", "id": "c", "source": second, **box},
        {"kind": "picture", "id": "d", "source": "{picture}", **box},
        {"kind": "picture", "id": "e", "name": "Mei, dancing", "source": "art:cover", **box},
        {"kind": "wave", "id": "f", "source": voice, **box},
    ]
    design = Design.model_validate(
        {"product": "keychain", "width_mm": 50, "height_mm": 50, "title": "Mei and Tom", "pages": [{"layers": layers}],
         "cut": {"shape": "picture", "by_hand": [(0, 0), (40, 0), (40, 40)]}}
    )  # fmt: skip
    made = template_of(design, "Two pictures")
    path = keep_template(made, tmp_path)
    written = path.read_text("utf-8")
    assert "sha256" not in written
    assert "Mei" not in written
    sources = [getattr(layer, "source", "") for layer in made.design.pages[0].layers]
    assert sources == ["{picture_2}", "{picture_2}", "{picture_3}", "{picture}", "art:cover", "{sound}"]
    assert made.design.pages[0].layers[0].crop is None
    assert made.design.cut.by_hand == ()
    assert {slot.name: slot.sample for slot in made.slots} == {
        "picture": "art:cover", "picture_2": "art:cover", "picture_3": "art:cover", "sound": "art:song",
    }  # fmt: skip


def test_what_an_order_filled_in_becomes_places_again() -> None:
    box = {"x_mm": 0, "y_mm": 0, "width_mm": 20, "height_mm": 20}
    link = "https://example.com/r/{mei}"
    texts = ["Mei & Tom", "For Mei & Tom, 2026", "给Mei", "{title} of 小满", "Keep together", "A and B"]
    layers = [{"kind": "text", "id": str(n), "text": words, **box} for n, words in enumerate(texts)]
    layers.append({"kind": "code", "id": "qr", "text": "https://example.com/r/%7Bmei%7D", **box})
    design = Design.model_validate({"product": "photo", "width_mm": 50, "height_mm": 50, "pages": [{"layers": layers}]})
    values = {
        "title": "Mei & Tom",
        "name": "Mei & Tom",
        "to": "Mei",
        "short": "to",
        "city": " 小满 ",
        "link": link,
        "sign": "A",
        "x": "",
    }
    known = (Slot(name="name", kind="text", title="Whose"),)
    made = template_of(design, "Ours", known, values)
    words = [getattr(layer, "text", "") for layer in made.design.pages[0].layers]
    assert words == ["{name}", "For {name}, 2026", "给{to}", "{title} of {city}", "Keep together", "A and B", "{link}"]
    kinds = {slot.name: slot.kind for slot in made.slots}
    assert kinds == {"name": "text", "to": "text", "title": "text", "city": "text", "link": "link"}
    assert made.slots[0].title == "Whose"


def test_a_template_is_taken_away_again(tmp_path: Path) -> None:
    made = template_of(OURS.all[0].design, "Mine", OURS.all[0].slots)
    assert not is_own(made.id, tmp_path)
    keep_template(made, tmp_path)
    assert is_own(made.id, tmp_path)
    drop_template(made.id, tmp_path)
    drop_template(made.id, tmp_path)  # another PC was faster
    assert not is_own(made.id, tmp_path)
    assert read_templates([tmp_path]).all == ()


@pytest.mark.parametrize("title", ["夏日", "A/B ../..", "x" * 80])
def test_any_title_makes_a_name_of_a_file(title: str, tmp_path: Path) -> None:
    ours = OURS.all[0]
    path = keep_template(template_of(ours.design, title, ours.slots), tmp_path)
    assert path.parent == tmp_path
    assert read_templates([tmp_path]).all[0].title == title


@pytest.mark.skipif(sys.platform == "win32", reason="a file in the way is another error there")
def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(WriteRefusedError, match="file"):
        keep_template(OURS.all[0], tmp_path / "file")
