"""What a login, a name and a password have to be like."""

import unicodedata

from app.errors import AppError
from app.i18n import text
from app.security import passwords


class PasswordRefusedError(AppError):
    """A password that the policy does not take."""


class AccountRefusedError(AppError):
    """A change to an account that would lock everybody out, or makes no sense."""


def login_of(typed: str) -> str:
    """One form for one login."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def check_password(password: str, *, login: str, name: str, former: str | None = None) -> None:
    """Raises PasswordRefusedError. former: hash of the password of before, which is not taken again."""
    why = passwords.refusal(password, login=login, name=name, former=former)
    if why is not None:
        raise PasswordRefusedError(why)


def checked_login(typed: str) -> str:
    """The login in its one form. Raises AccountRefusedError."""
    login = login_of(typed)
    if not 2 <= len(login) <= 64 or any(c.isspace() or not c.isprintable() for c in login):
        raise AccountRefusedError(text("A login has 2 to 64 characters and no spaces."))
    return login


def checked_name(name: str) -> str:
    """The name without superfluous spaces. Raises AccountRefusedError."""
    clean = " ".join(name.split())
    if not clean or len(clean) > 80:
        raise AccountRefusedError(text("Enter the name of the person, up to 80 characters."))
    return clean
