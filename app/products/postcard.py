"""The postcard 明信片, in the two sizes that the post carries."""

from app.i18n import text
from app.products.product import Product, flat

POSTCARD = Product(
    "postcard",
    text("Postcard"),
    "mdi6.card-text-outline",
    "flat",
    (flat(148, 100), flat(165, 102)),
    (("matte", text("Matte")), ("glossy", text("Glossy"))),
)
