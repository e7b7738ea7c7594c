import sys
from pathlib import Path

import pytest

from app.errors import WriteRefusedError
from app.layouts.design.document import Design
from app.layouts.design.keeping import keep_template, template_of
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
