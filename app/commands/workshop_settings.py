"""The settings of the whole workshop, in its book."""

from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from app.commands.office import Office, command
from app.errors import AppError
from app.i18n import Text, text
from app.orders.book import Reading
from app.orders.records import Setting
from app.security.permissions import Permission
from app.settings.workshop import WorkshopSettings, from_stored, to_stored
from app.settings.workshop_fields import FIELDS

_TITLES: dict[str, Text] = {field.name: field.title for _, fields in FIELDS for field in fields}


class SettingRefusedError(AppError):
    """A value that a setting does not take."""


@command("settings.read", None)
def settings(office: Office) -> WorkshopSettings:
    """The settings as they are now; the lock of the screen and the log-in need them before anybody has logged in."""
    with office.book.reading() as book:
        return read_settings(book)


def read_settings(book: Reading) -> WorkshopSettings:
    """The settings, inside a transaction that is open already."""
    return from_stored({row.name: row.value.get("value") for row in book.find(Setting) if row.name in _TITLES})


@command("settings.change", Permission.SETTINGS)
def change(office: Office, /, **fields: Any) -> WorkshopSettings:
    """Set these fields; the chain keeps which ones, who and when, never their values. Raises SettingRefusedError, StaleError."""
    unknown = sorted(fields.keys() - _TITLES.keys())
    if unknown:
        raise SettingRefusedError(text("There is no setting “{name}”.", name=unknown[0]))
    with office.book.writing(office.actor) as book:
        before = read_settings(book)
        try:
            after = WorkshopSettings.model_validate({**to_stored(before), **fields})
        except ValidationError as problems:
            name = str(problems.errors()[0]["loc"][0])
            raise SettingRefusedError(
                text("“{name}” cannot be set to this; look at its unit and limits.", name=_TITLES.get(name, name))
            ) from None
        old, new = to_stored(before), to_stored(after)
        changed = [name for name in new if new[name] != old[name]]
        if not changed:
            return before
        rows = {row.name: row for row in book.find(Setting, name=tuple(changed))}
        since = office.clock().isoformat(timespec="milliseconds")
        for name in changed:
            value = {"value": new[name], "since": since, "by": office.actor.account}
            if name in rows:
                book.save(replace(rows[name], value=value))
            else:
                book.add(Setting(name=name, value=value))
        book.note("settings.changed", "setting", facts={"fields": changed})
        return after
