"""What is packed in the tests of the packing bench."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image

from app.orders.draft import ItemDraft

OpenBench = Callable[..., Any]
MIXED = (
    ItemDraft(product="figurine", title="Night singer", finish="color", height_mm=100.0),
    ItemDraft(product="postcard", title="Cover", quantity=2, height_mm=100.0, width_mm=148.0),
)


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), (200, 80, 40)).save(buffer, "PNG")
    return buffer.getvalue()
