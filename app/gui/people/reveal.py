"""Asks for the plain contact of an order, and how long it may be on a screen."""

from dataclasses import dataclass

from app.commands import personal, workshop_settings
from app.commands.office import Office


@dataclass(frozen=True)
class Shown:
    """Personal data on its way to the screen: kept out of every repr."""

    name: str
    phone: str
    address: str
    seconds: float

    def __repr__(self) -> str:
        return "Shown()"


def reveal_for(office: Office, order: int, reason: str) -> Shown:
    """The plain contact and the seconds that it may be shown. Raises what the commands raise."""
    seconds = workshop_settings.settings(office).reveal_seconds
    plain = personal.reveal(office, order, reason)
    return Shown(plain.name, plain.phone, plain.address, seconds)
