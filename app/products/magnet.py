"""The fridge magnet 冰箱贴: a printed plate, or a small figure with magnets in its base."""

from app.i18n import text
from app.products.product import COLOR, PRINTED, WHITE, Product, flat, tall

MAGNET = Product(
    "magnet",
    text("Fridge magnet"),
    "mdi6.magnet",
    "flat",
    (flat(50, 50), flat(60, 60), flat(54, 86), flat(80, 60), *tall(40, 50, 60)),
    (PRINTED, COLOR, WHITE),
    process={"color": "full-color-jetting", "white": "white-resin"},
    kinds={"color": "figurine", "white": "figurine"},
    recipes={"color": "magnet-60", "white": "magnet-60"},
)
