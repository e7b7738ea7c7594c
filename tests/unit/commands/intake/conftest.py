"""An office with a real book and real files, and bundles to bring into it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.commands.office import Office
from app.orders.records import Order
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.opening import open_book

SCHEMA = Path(__file__).parents[4] / "resources" / "schemas" / "order-bundle.schema.json"
EXAMPLE = SCHEMA.with_name("order-bundle.example.json")


def picture(seed: int = 0) -> bytes:
    """A small PNG that is another one for each seed."""
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), (seed % 256, seed // 256 % 256, 7)).save(buffer, "PNG")
    return buffer.getvalue()


def an_order(key: str = "A-1", **more: Any) -> dict[str, Any]:
    """An order that is well formed."""
    return {
        "key": key,
        "received_at": "2026-11-25T09:30:00+08:00",
        "channel": "app",
        "buyer": {"name": "测试甲", "phone": "13800000000", "address": "测试省测试市样例路1号101室"},
        "consent": {"scopes": ["likeness", "shipping"], "text_version": "2026-01"},
        "creations": [{"key": "C-1", "title": "夏夜的歌"}],
        "items": [{"product": "figurine", "size": "120", "base": "round", "creation": "C-1"}],
        **more,
    }


def a_bundle(
    *orders: Any, source: str = "app", files: Mapping[str, bytes] | None = None, **more: Any
) -> dict[str, Any]:
    """A bundle of these orders that announces these files."""
    assets = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in (files or {}).items()
    ]
    return {"version": 1, "source": source, "orders": list(orders), "assets": assets, **more}


def write_json(path: Path, bundle: object) -> Path:
    path.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
    return path


def write_zip(path: Path, bundle: object, files: Mapping[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.json", json.dumps(bundle, ensure_ascii=False))
        for name, content in (files or {}).items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    vault = Vault(bytes(range(32)))
    home = tmp_path / "home"
    home.mkdir()
    book = open_book(str(home / "orders.sqlite"), vault.audit_key, anchors=home / "anchors")
    yield Office(book, open_assets(str(home / "assets"), vault.asset_key), vault)
    book.close()


@pytest.fixture
def orders(office: Office) -> Callable[[], list[Order]]:
    """All orders that are in the book."""

    def all_of_them() -> list[Order]:
        with office.book.reading() as book:
            return book.find(Order)

    return all_of_them
