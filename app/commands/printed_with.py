"""With which process and which material an item is printed."""

from app.orders.records import Item
from app.products.table import PRODUCTS
from app.settings.materials import Material


def process_of(item: Item) -> str:
    """The print process that an item's finish is made with; "" where it is not printed in three dimensions."""
    product = PRODUCTS.get(item.product)
    return "" if product is None else product.process_of(item.finish)


def material_of(item: Item) -> str:
    """The material that was asked for; "" where any that the process takes is right."""
    return str(item.options.get("material", ""))


def usual_material(item: Item, materials: dict[str, Material]) -> str:
    """The material that is meant where the order asks for none: the first of its process; of flat things by their finish."""
    process = process_of(item)
    if process:
        return next((m.id for m in materials.values() if process in m.processes), "")
    paper = "photo" if item.product == "photo" else "card"
    wanted = f"{paper}-{item.finish}"
    return wanted if wanted in materials else ""
