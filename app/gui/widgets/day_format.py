"""How fields show a day that is typed: as the language of the screen writes it, with figures alone where it can."""

from PySide6.QtWidgets import QDateTimeEdit

from app.i18n import language

# Qt's letters, not the CLDR's. The month is a word in English: 03/04 is two different days in two countries.
_DAYS = {"zh_CN": "yyyy年M月d日", "en": "d MMM yyyy"}


def show_days(field: QDateTimeEdit, *, time: bool = False) -> None:
    """Show days (and minutes) in the language of now."""
    field.setDisplayFormat(_DAYS[language()] + (" HH:mm" if time else ""))
