"""The portrait photo 写真照片, in the sizes that Chinese print shops sell by the inch (寸)."""

from app.i18n import plural, text
from app.products.product import Product, flat

# Width × height of the trimmed picture, mm, upright. "Inches" are a name here, not a measure: a 5-inch photo is 3R.
_INCHES = ((1, 25, 35), (2, 35, 49), (3, 62, 89), (4, 76, 102), (5, 89, 127), (6, 102, 152), (7, 127, 178),
           (8, 152, 203), (10, 203, 254), (12, 254, 305))  # fmt: skip

PHOTO = Product(
    "photo",
    text("Photo"),
    "mdi6.image-outline",
    "flat",
    tuple(flat(w, h, plural("{n} inch", "{n} inches", n)) for n, w, h in _INCHES),
    (("glossy", text("Glossy")), ("matte", text("Matte"))),
)
