"""Printers, print jobs and what belongs to them."""

from alembic import op

from app.storage.tables import metadata

revision = "r0002_dispatch"
down_revision = "r0001_book"

TABLES = (
    "printers", "print_jobs", "print_attempts", "plates", "pieces", "verdicts", "services", "print_holders", "print_leases",
)  # fmt: skip


def upgrade() -> None:
    """One step on; a book that is new has the tables already."""
    metadata.create_all(op.get_bind(), tables=[metadata.tables[name] for name in TABLES], checkfirst=True)
