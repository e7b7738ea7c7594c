"""Bundles of made-up orders: two or three things each, and a cover that is another one for each order."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

_PNG = b"\x89PNG\r\n\x1a\n"
_ITEMS: tuple[dict[str, Any], ...] = (
    {"product": "figurine", "size": "120", "base": "round"},
    {"product": "magnet"},
    {"product": "postcard", "quantity": 2},
)


def cover(key: str, size: int = 20_000) -> bytes:
    """What begins as a picture and cannot be packed tighter; bytes."""
    return _PNG + hashlib.shake_128(key.encode()).digest(size - len(_PNG))


def order(key: str, *, with_cover: bool) -> dict[str, Any]:
    """One order as a bundle has it."""
    creation = {"key": f"C-{key}", "title": f"夏夜的歌 {key}"} | ({"cover": f"covers/{key}.png"} if with_cover else {})
    count = 2 + len(key) % 2
    return {
        "key": key,
        "received_at": "2026-11-25T09:30:00+08:00",
        "channel": "app",
        "buyer": {"name": "测试甲", "phone": "13800000000", "address": "测试省测试市样例路1号101室"},
        "consent": {"scopes": ["likeness", "shipping"], "text_version": "2026-01"},
        "creations": [creation],
        "items": [{**item, "creation": f"C-{key}"} for item in _ITEMS[:count]],
    }


def write_bundle(path: Path, keys: list[str], *, covers: bool, source: str = "bench") -> Path:
    """A ``.json`` without covers, or a ``.zip`` that holds them."""
    head: dict[str, Any] = {"version": 1, "source": source, "orders": [order(key, with_cover=covers) for key in keys]}
    if not covers:
        path.write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")
        return path
    head["assets"] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for key in keys:
            content = cover(key)
            head["assets"].append(
                {"name": f"covers/{key}.png", "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            )
            archive.writestr(f"covers/{key}.png", content)
        archive.writestr("orders.json", json.dumps(head, ensure_ascii=False))
    return path
