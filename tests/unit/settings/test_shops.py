"""The print shops that are there: ours, a workshop's own, and files that cannot be used."""

import json
from pathlib import Path

import pytest

from app.errors import AppError
from app.layouts.paint import SpotRole
from app.settings.folders import Folders
from app.settings.shop import SHIPPED
from app.settings.shops import TITLES, load_shops, shop_title


def test_all_shipped_shops_are_usable_and_titled() -> None:
    shops = load_shops([SHIPPED])
    assert not shops.faults
    assert set(shops.by_id) == set(TITLES)
    assert {shop.route for shop in shops.by_id.values()} == {"photo", "press", "cut"}
    for shop in shops.by_id.values():
        assert TITLES[shop.id].message == shop.title
        assert set(shop.spots) <= set(SpotRole.__args__)
        assert shop.route != "cut" or "cut" in shop.spots
        assert (SHIPPED.parent / "color" / shop.profile).is_file()


@pytest.mark.parametrize(
    ("shop", "role", "name"),
    [
        ("versaworks", "white", "RDG_WHITE"),
        ("versaworks", "cut", "CutContour"),
        ("versaworks", "perforate", "PerfCutContour"),
        ("onlineprinters", "cut", "CutContur"),
        ("label-shop", "white", "White_Ink"),
    ],
)
def test_names_are_to_the_letter(shop: str, role: str, name: str) -> None:
    assert load_shops([SHIPPED]).find(shop).spots[role].name == name


def test_a_machine_that_makes_white_itself_is_sent_none() -> None:
    assert "white" not in load_shops([SHIPPED]).find("rasterlink").spots


def test_own_files_win_and_bad_ones_are_named(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data", tmp_path / "settings", tmp_path / "logs")
    own = folders.settings / "shops"
    own.mkdir(parents=True)
    (own / "a.json").write_text(
        json.dumps({"id": "photo-lab", "title": "老王照相馆", "route": "photo", "ppi": 320}), "utf-8"
    )
    (own / "b.json").write_text("{", "utf-8")
    (own / "c.json").write_text(json.dumps({"id": "c", "title": "C", "route": "press", "ink_limit": 9}), "utf-8")
    (own / "d.json").write_bytes(b"\xff\xfe{}")
    shops = load_shops(folders)
    assert shops.find("photo-lab").ppi == 320
    assert shop_title(shops.find("photo-lab")) == "老王照相馆"
    assert [str(fault) for fault in shops.faults] == [
        "The print shop file “b.json” is no JSON; correct it.",
        "In the print shop file “c.json”, “ink_limit” cannot be used; correct it.",
        "The print shop file “d.json” is no JSON; correct it.",
    ]
    assert "press-fogra39" in shops.by_id


def test_an_unknown_shop_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(AppError, match="choose one of: photo-lab, press-fogra39"):
        load_shops([SHIPPED]).find("nowhere")
