"""The actions of people and personal data: in the menu "Workshop", the menu of the person, and the palette."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text


class Desk(Protocol):
    """Who does what the actions say."""

    def lock(self) -> None: ...
    def log_out(self) -> None: ...
    def change_password(self) -> None: ...
    def set_up(self) -> None: ...
    def show_page(self, page_id: str) -> object: ...


PAGES: dict[str, Spec] = {
    "accounts": Spec(
        "people.accounts", text("Accounts…"), text("Who may log in, with which roles"), "mdi6.account-group-outline"
    ),
    "matrix": Spec("people.matrix", text("Who may do what…"), text("What each role may do"), "mdi6.table-account"),
    "person": Spec(
        "people.person",
        text("One person's data…"),
        text("Find what is kept about a person, hand it out or erase it"),
        "mdi6.account-search-outline",
    ),
    "retention": Spec(
        "people.retention",
        text("Retention…"),
        text("See which personal data has to go, and let it go"),
        "mdi6.calendar-remove-outline",
    ),
    "recipients": Spec(
        "people.recipients",
        text("Recipients…"),
        text("Who outside the workshop gets personal data"),
        "mdi6.account-arrow-right-outline",
    ),
    "certificates": Spec(
        "people.certificates",
        text("Certificates…"),
        text("What was deleted or handed back"),
        "mdi6.certificate-outline",
    ),
    "contract": Spec(
        "people.contract",
        text("End of the contract…"),
        text("Hand everything back to the client and delete it here"),
        "mdi6.file-sign",
    ),
    "settings": Spec(
        "people.settings", text("Workshop settings…"), text("What holds on every PC of the workshop"), "mdi6.tune"
    ),
    "database": Spec(
        "people.database",
        text("Database…"),
        text("Which order book, files and key this PC uses"),
        "mdi6.database-cog-outline",
    ),
    "backups": Spec(
        "people.backups",
        text("Backups…"),
        text("Make, check and bring back backups of the order book"),
        "mdi6.database-clock-outline",
    ),
    "audit": Spec(
        "people.audit",
        text("Audit chain…"),
        text("See what was done by whom, and verify that nothing was altered"),
        "mdi6.link-variant",
    ),
}
"""Actions that open a page of the window "Workshop"."""

SPECS: tuple[Spec, ...] = (
    Spec(
        "people.lock",
        text("Lock"),
        text("Cover the window until the password is entered; the bench stays as it is"),
        "mdi6.lock-outline",
        ("Ctrl+Alt+L",),
    ),
    Spec(
        "people.switch",
        text("Log out"),
        text("Let somebody else work here"),
        "mdi6.account-switch-outline",
    ),
    Spec(
        "people.password",
        text("Change the password…"),
        text("Choose another password for yourself"),
        "mdi6.form-textbox-password",
    ),
    Spec(
        "people.begin",
        text("Set up accounts…"),
        text("Let everybody log in under a name of their own; begins with the administrator"),
        "mdi6.account-plus-outline",
    ),
    *PAGES.values(),
)

MENU = (
    "people.begin", "people.accounts", "people.matrix", "",
    "people.person", "people.retention", "people.recipients", "people.certificates", "people.contract", "",
    "people.settings", "people.database", "people.backups", "people.audit", "",
    "people.lock", "people.switch", "people.password",
)  # fmt: skip


def handlers(desk: Callable[[], Desk]) -> dict[str, Callable[[], object]]:
    """What each action does; ``desk`` is asked when it is triggered."""

    def page(page_id: str) -> Callable[[], object]:
        return lambda: desk().show_page(page_id)

    return {
        "people.lock": lambda: desk().lock(),
        "people.switch": lambda: desk().log_out(),
        "people.password": lambda: desk().change_password(),
        "people.begin": lambda: desk().set_up(),
        **{spec.id: page(page_id) for page_id, spec in PAGES.items()},
    }
