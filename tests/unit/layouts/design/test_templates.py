import json
from pathlib import Path

import pytest

from app.layouts.design.document import Template
from app.layouts.design.filling import PLACE, places
from app.layouts.design.templates import SHIPPED, load_templates, read_templates, templates_for
from app.layouts.design.titles import PLACES, TEMPLATES, title_of
from app.products.table import PRODUCTS

OURS = read_templates([SHIPPED])


def test_all_of_ours_are_read() -> None:
    assert OURS.refused == ()
    assert len(OURS.all) >= 24
    assert len({template.id for template in OURS.all}) == len(OURS.all)


@pytest.mark.parametrize("template", OURS.all, ids=lambda template: template.id)
def test_every_place_has_a_slot_and_every_slot_a_place(template: Template) -> None:
    used = {name for page in template.design.pages for layer in page.layers for name in places(layer)}
    assert used == {slot.name for slot in template.slots}
    assert template.design.product in PRODUCTS


def test_every_title_is_translated() -> None:
    phrases = {phrase.message for phrase in (*TEMPLATES, *PLACES)}
    titles = {template.title for template in OURS.all}
    slots = {slot.title for template in OURS.all for slot in template.slots}
    assert titles | slots == phrases
    assert str(title_of("Our own words")) == "Our own words"


def test_there_is_one_for_every_flat_size_of_every_product() -> None:
    for product in PRODUCTS.values():
        for size in product.sizes:
            if size.width_mm is not None:
                assert templates_for(OURS.all, product.id, (size.width_mm, size.height_mm)), (product.id, size.id)


def test_a_size_finds_what_lies_across_too_after_what_stands() -> None:
    found = [template.id for template in templates_for(OURS.all, "photo", (152, 102))]
    assert found.index("photo-6-wide") < found.index("photo-6")
    assert {template.id for template in templates_for(OURS.all, "magnet", (54, 86))} == {
        "magnet-polaroid",
        "magnet-ticket",
    }
    assert templates_for(OURS.all, "figurine") == ()


def valid() -> dict[str, object]:
    return json.loads(next(SHIPPED.glob("*photo-1.json")).read_text("utf-8"))


def test_files_that_cannot_be_used_are_named_and_the_others_work(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{", "utf-8")
    (tmp_path / "b.json").write_text(json.dumps(valid() | {"extra": 1}), "utf-8")
    (tmp_path / "c.json").write_bytes(b"\xff\xfe")
    (tmp_path / "d.json").write_text("[" * 100_000, "utf-8")
    (tmp_path / "e.json").write_text(" " * 1_000_001, "utf-8")
    (tmp_path / "f.json").write_text(json.dumps(valid() | {"id": "mine"}), "utf-8")
    found = read_templates([tmp_path, tmp_path / "not-there"])
    assert [template.id for template in found.all] == ["mine"]
    assert [str(words).split("“")[1][:6] for words in found.refused] == [
        "a.json",
        "b.json",
        "c.json",
        "d.json",
        "e.json",
    ]
    assert "extra" in str(found.refused[1])


def test_the_workshop_s_own_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(json.dumps(valid() | {"title": "Passport picture"}), "utf-8")
    found = read_templates([SHIPPED, tmp_path])
    own = found.get("photo-1")
    assert own is not None
    assert own.title == "Passport picture"
    assert len(load_templates([SHIPPED, tmp_path])) == len(OURS.all)


def test_no_sample_has_a_place_in_it() -> None:
    assert not any(PLACE.search(slot.sample) for template in OURS.all for slot in template.slots)
