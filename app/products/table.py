"""Every product that the workshop makes: one file and one line each."""

from app.products.figurine import FIGURINE
from app.products.keychain import KEYCHAIN
from app.products.magnet import MAGNET
from app.products.photo import PHOTO
from app.products.postcard import POSTCARD
from app.products.product import Product

ALL: tuple[Product, ...] = (FIGURINE, PHOTO, POSTCARD, MAGNET, KEYCHAIN)
PRODUCTS: dict[str, Product] = {product.id: product for product in ALL}
"""By id."""
