"""Whoever does something: a person who is logged in, the one person of a PC without accounts, or the program."""

from dataclasses import dataclass

from app.security.roles import PEOPLE, Role


@dataclass(frozen=True)
class Actor:
    """account  id of the account; 0 where nobody has one (single-user mode), or for the program itself."""

    account: int
    name: str
    roles: frozenset[Role]

    @property
    def role_names(self) -> str:
        """The roles for the audit chain: sorted, joined by a plus."""
        return "+".join(sorted(self.roles))


OWNER = Actor(0, "", frozenset(PEOPLE) - {Role.SUPERVISOR, Role.AUDITOR})
"""The one person of a workshop that has no accounts: may do all that its people may do."""

PROGRAM = Actor(0, "", frozenset({Role.SYSTEM}))
"""Intake adapters, retention clock, migrations."""

NOBODY = Actor(0, "", frozenset())
"""Before log-in, where there are accounts."""
