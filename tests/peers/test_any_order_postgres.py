"""Two PCs do whatever they may, in any order, on one PostgreSQL server."""

import secrets
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from app.storage.book import DatabaseBook
from app.storage.opening import open_book
from tests.peers.postgres_server import PostgresServer
from tests.unit.storage.test_any_order import KEY, TwoPcs


def test_whatever_two_pcs_do(postgres_server: PostgresServer, postgres_template: str) -> None:
    class OnPostgres(TwoPcs):
        @staticmethod
        def make(folder: Path, pc: str) -> DatabaseBook:
            note = folder / "database"
            if not note.exists():
                note.write_text(postgres_server.make_database(f"any_{secrets.token_hex(4)}", postgres_template))
            return open_book(note.read_text(), KEY, anchors=folder / pc)

    run_state_machine_as_test(
        OnPostgres,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
