"""The people at the workstation, by what they do (operations.md R9)."""

from enum import StrEnum

from app.i18n import Text, text


class Role(StrEnum):
    """A person may have several."""

    ENGINEER = "engineer"
    SERVICE = "service"
    LOGISTICS = "logistics"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SYSTEM = "system"  # what no person does: intake adapters, clocks


ROLE_NAMES: dict[Role, Text] = {
    Role.ENGINEER: text("Modelling engineer"),
    Role.SERVICE: text("Customer service"),
    Role.LOGISTICS: text("Logistics lead"),
    Role.SUPERVISOR: text("Client supervisor"),
    Role.ADMIN: text("Administrator"),
    Role.AUDITOR: text("Auditor"),
    Role.SYSTEM: text("The program"),
}

PEOPLE = tuple(role for role in Role if role is not Role.SYSTEM)

OF_THE_FIRST = (Role.ADMIN, Role.ENGINEER, Role.SERVICE, Role.LOGISTICS)
"""Of the first account, where the administrator works in the workshop, too."""
