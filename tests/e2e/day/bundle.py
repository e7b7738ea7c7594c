"""The morning's bundle: twelve orders of every product, with their covers and generated meshes, as one ``.zip``."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from app.commands.intake.sample_art import draw_cover
from tests.e2e.day.meshes import Generated, generated

SOURCE = "ringtone-app"
COVER_PIXELS = 1600  # the generator's covers, large enough for a postcard
CHARM_PIXELS = 600


@dataclass(frozen=True)
class Wanted:
    """One thing that somebody has ordered. mesh: key of the generated figure; "" for flat things."""

    title: str
    product: str
    finish: str
    size: str
    mesh: str = ""
    quantity: int = 1


ORDERS: tuple[tuple[Wanted, ...], ...] = (
    (Wanted("Night Singer", "figurine", "white", "60", "holed"), Wanted("Night Singer Card", "postcard", "matte", "148x105")),
    (Wanted("Drummer", "figurine", "white", "60", "finned"),),
    (Wanted("Dancer", "figurine", "white", "60", "flipped"),),
    (Wanted("Traveller", "figurine", "color", "60", "crossing"),),
    (Wanted("Violinist", "figurine", "color", "60", "textured"),),
    (Wanted("Sleepwalker", "figurine", "color", "60", "inverted"),),
    (Wanted("Summer Wind", "postcard", "glossy", "148x105", quantity=2),),
    (Wanted("Harbour", "postcard", "matte", "148x105"),),
    (Wanted("Lighthouse", "photo", "glossy", "102x152"),),
    (Wanted("Whale", "magnet", "printed", "50x50"),),
    (Wanted("Orange Cat", "keychain", "printed", "50x50", quantity=2),),
    (Wanted("Blue Cat", "keychain", "printed", "40x40", quantity=3),),
)  # fmt: skip
"""Without names of buyers: these are made up where they are written."""

SOLID = ("Night Singer", "Drummer", "Dancer", "Traveller", "Violinist", "Sleepwalker")
WHITE, COLORED = SOLID[:3], SOLID[3:]
FLAT = ("Night Singer Card", "Summer Wind", "Harbour", "Lighthouse", "Whale", "Orange Cat", "Blue Cat")
CARDS, CHARMS = ("Night Singer Card", "Summer Wind", "Harbour"), ("Orange Cat", "Blue Cat")


def write_bundle(path: Path) -> dict[str, Generated]:
    """Write it where nobody watches yet; gives the meshes that are in it. Titles tell which is which afterwards."""
    meshes = generated()
    assets: dict[str, bytes] = {}
    told = [_order(number, things, meshes, assets) for number, things in enumerate(ORDERS, 1)]
    listed = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in assets.items()
    ]
    bundle = {"version": 1, "source": SOURCE, "orders": told, "assets": listed}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.json", json.dumps(bundle, ensure_ascii=False))
        for name, content in assets.items():
            archive.writestr(name, content)
    return meshes


def _order(
    number: int, things: tuple[Wanted, ...], meshes: dict[str, Generated], assets: dict[str, bytes]
) -> dict[str, Any]:
    charm = things[0].product == "keychain"
    cover = f"covers/{number:02d}.{'png' if charm else 'jpg'}"
    assets[cover] = _charm(number) if charm else _cover(number)
    creation = {
        "key": f"C-{number:02d}", "title": things[0].title, "cover": cover, "licence": "client",
        "media_url": f"https://example.com/c/{number:02d}",
    }  # fmt: skip
    found = next((thing.mesh for thing in things if thing.mesh), "")
    if found:
        creation["mesh"] = f"meshes/{meshes[found].name}"
        assets[creation["mesh"]] = meshes[found].content
    return {
        "key": f"A-{number:04d}",
        "language": "zh_CN",
        "buyer": {
            "name": f"测试{'甲乙丙丁戊己庚辛壬癸子丑'[number - 1]}", "phone": f"1380000{number:04d}",
            "address": f"四川省成都市武侯区测试路{number}号样例花园3栋2单元1501室",
        },
        "consent": {"text_version": "2026-01", "channel": "app", "scopes": ["likeness", "shipping"]},
        "creations": [creation],
        "items": [
            {
                "product": thing.product, "title": thing.title, "finish": thing.finish, "size": thing.size,
                "quantity": thing.quantity, "creation": creation["key"],
            }
            for thing in things
        ],
    }  # fmt: skip


def _cover(number: int) -> bytes:
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(draw_cover(number))) as small:
        small.convert("RGB").resize((COVER_PIXELS, COVER_PIXELS)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _charm(number: int) -> bytes:
    """A cat on a clear ground: its outline becomes the cut."""
    image = Image.new("RGBA", (CHARM_PIXELS, CHARM_PIXELS), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    fill = (240, 140, 60, 255) if number % 2 else (70, 120, 220, 255)
    draw.ellipse((70, 120, 530, 570), fill=fill)
    draw.polygon([(110, 260), (90, 40), (290, 150)], fill=fill)
    draw.polygon([(490, 260), (510, 40), (310, 150)], fill=fill)
    for x in (220, 380):
        draw.ellipse((x - 26, 270, x + 26, 322), fill=(30, 30, 40, 255))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
