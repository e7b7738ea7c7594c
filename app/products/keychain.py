"""The keychain 钥匙扣: a printed charm, or a small figure with an eyelet."""

from app.i18n import text
from app.products.product import COLOR, PRINTED, WHITE, Product, flat, tall

KEYCHAIN = Product(
    "keychain",
    text("Keychain"),
    "mdi6.key-chain",
    "flat",
    (flat(40, 40), flat(50, 50), flat(40, 60), *tall(30, 40, 50)),
    (PRINTED, COLOR, WHITE),
    process={"color": "full-color-jetting", "white": "white-resin"},
    kinds={"color": "figurine", "white": "figurine"},
    recipes={"color": "keychain-50", "white": "keychain-50"},
)
