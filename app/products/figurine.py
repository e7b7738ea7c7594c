"""The figurine 手办: white 白膜 or full colour 彩膜."""

from app.i18n import text
from app.products.product import COLOR, WHITE, Product, tall

FIGURINE = Product(
    "figurine",
    text("Figurine"),
    "mdi6.human-handsup",
    "figurine",
    tall(60, 80, 100, 120, 150, 180, 200),
    (COLOR, WHITE),
    (
        ("round", text("Round base")),
        ("oval", text("Oval base")),
        ("rectangle", text("Rectangular base")),
        ("hexagon", text("Hexagonal base")),
        ("contour", text("Base that follows the figure")),
        ("", text("No base")),
    ),
    {"color": "full-color-jetting", "white": "white-resin"},
    recipe="color-figurine-120",
    recipes={"white": "white-figurine-120"},
)
