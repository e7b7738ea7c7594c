"""Whether a print is paused; what was tried in a time, found without reading every try."""

from alembic import op
from sqlalchemy import Column, Text, inspect

revision = "r0003_pausing"
down_revision = "r0002_dispatch"


def upgrade() -> None:
    """One step on; a book that is new has it already."""
    found = inspect(op.get_bind())
    if "pausing" not in {column["name"] for column in found.get_columns("print_jobs")}:
        op.add_column("print_jobs", Column("pausing", Text(), nullable=False, server_default=""))
        if op.get_bind().dialect.name == "postgresql":  # SQLite cannot take a default away again
            op.alter_column("print_jobs", "pausing", server_default=None)
    if "ix_print_attempts_ended_at" not in {index["name"] for index in found.get_indexes("print_attempts")}:
        op.create_index("ix_print_attempts_ended_at", "print_attempts", ["ended_at"])
