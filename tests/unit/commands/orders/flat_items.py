"""Flat items of orders, with pictures and templates."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from app.commands.layout_designs import Composition, FlatWork
from app.layouts.design.document import Template
from app.layouts.design.filling import fill
from app.layouts.design.templates import load_templates
from app.orders.draft import ItemDraft
from app.orders.records import Creation, Item
from tests.unit.commands.orders.world import World


def picture(*, clear: bool = False) -> bytes:
    """A photograph, or a figure that was cut out."""
    if not clear:
        image = Image.linear_gradient("L").resize((1900, 1300)).convert("RGB")
        out = io.BytesIO()
        image.save(out, "JPEG", quality=90)
        return out.getvalue()
    image = Image.new("RGBA", (700, 700), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((60, 60, 640, 640), fill=(240, 120, 60, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def template(name: str) -> Template:
    return next(one for one in load_templates() if one.id == name)


def nothing(_digest: str) -> bytes:
    raise AssertionError("every picture is in the store already")


@pytest.fixture
def flat(world: World) -> Callable[..., Item]:
    """Makes an item of this product whose creation has this cover."""

    def make(product: str = "photo", *, clear: bool = False, quantity: int = 1) -> Item:
        cover = world.office.assets.put(picture(clear=clear), sensitive=False).digest
        size = {"photo": (152, 102), "keychain": (50, 50)}[product]
        draft = ItemDraft(
            product=product, finish="printed" if product == "keychain" else "glossy", width_mm=size[0], height_mm=size[1],
            quantity=quantity, title="彩铃少女", creation="c1",
        )  # fmt: skip
        item = world.items(world.order(draft))[0]
        with world.office.book.writing(world.office.actor) as book:
            creation = book.get(Creation, item.creation)
            book.save(replace(creation, cover=cover, media_url="https://example.com/r/1"))
        world.step(item, "start")
        return world.item(item)

    return make


def composed(work: FlatWork, name: str) -> Composition:
    wanted = template(name)
    values = {slot.name: work.values[slot.name] for slot in wanted.slots if slot.name in work.values}
    return Composition(design=fill(wanted, values), values=values, template=name)
