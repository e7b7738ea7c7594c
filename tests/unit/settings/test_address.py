"""A password never stays in an address that is written down."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings.address import ServerParts, server_address, server_parts, split_password
from app.settings.preferences import Preferences, load_preferences, save_preferences


@pytest.mark.parametrize(
    ("address", "plain", "password"),
    [
        ("postgresql://shop:s3cret@db/book", "postgresql://shop@db/book", "s3cret"),
        ("postgresql://shop:a:b@c@db:5433/book?sslmode=off", "postgresql://shop@db:5433/book?sslmode=off", "a:b@c"),
        ("postgresql://shop@db/book?password=x&sslmode=require", "postgresql://shop@db/book?sslmode=require", "x"),
        ("postgresql://db/book?user=shop&PASSWORD=x", "postgresql://db/book?user=shop", "x"),
        ("postgresql://shop@db/book", "postgresql://shop@db/book", ""),
        ("C:\\books\\orders.sqlite", "C:\\books\\orders.sqlite", ""),
        ("/srv/a:b@c/orders.sqlite", "/srv/a:b@c/orders.sqlite", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_password_is_taken_out(address: str, plain: str, password: str) -> None:
    assert split_password(address) == (plain, password)
    assert split_password(plain) == (plain, "")


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=6, max_size=20).filter(lambda w: "@" not in w))
def test_no_password_stays(password: str) -> None:
    plain, _ = split_password(f"postgresql://shop:QQ{password}QQ@db.example/book")
    assert f"QQ{password}QQ" not in plain
    assert plain.endswith("db.example/book")


def test_settings_are_written_without_a_password(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    preferences = Preferences(database="postgresql://shop:s3cret@db/book")
    save_preferences(preferences, path)
    assert "s3cret" not in path.read_text("utf-8")
    assert load_preferences(path).database == "postgresql://shop@db/book"
    assert preferences.database == "postgresql://shop:s3cret@db/book"  # what runs, runs on


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        (ServerParts("book.lan", "statuette", "shop"), "postgresql://shop@book.lan:5432/statuette"),
        (
            ServerParts("fe80::1", "my book", "a@b", 6000, "verify-full"),
            "postgresql://a%40b@[fe80::1]:6000/my%20book?sslmode=verify-full",
        ),
        (ServerParts("10.0.0.2", "b", ""), "postgresql://10.0.0.2:5432/b"),
    ],
)
def test_a_server_is_entered_in_parts(parts: ServerParts, address: str) -> None:
    assert server_address(parts) == address
    assert server_parts(address) == parts
    assert split_password(address) == (address, "")


def test_addresses_that_hold_more_than_the_form_shows_are_left_alone() -> None:
    for address in (
        "",
        "/data/orders.sqlite",
        "postgresql://h/b?options=-c",
        "postgresql://h:none/b",
        "postgresql:///b",
    ):
        assert server_parts(address) is None
    assert server_parts("postgresql://shop:secret@h/b") == ServerParts("h", "b", "shop")
