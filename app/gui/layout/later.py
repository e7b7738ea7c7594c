"""What the order book refuses only for now."""

from app.orders.assets import AssetsOfflineError
from app.orders.book import BookOfflineError, StaleError

LATER = (BookOfflineError, StaleError, AssetsOfflineError)
"""A design that is refused so is taken as soon as all answer again."""
