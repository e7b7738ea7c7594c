"""Every link that the program writes into the audit chain is said in words, not by its name in the code."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.gui.people.event_words import TOPICS, what
from app.orders.book import AuditEvent

ROOT = Path(__file__).parent.parent.parent.parent


def noted() -> Iterator[str]:
    """The kinds that ``….note("kind", …)`` stands for in the code."""
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "note":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


KINDS = sorted(set(noted()))


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_words(kind: str) -> None:
    event = AuditEvent(1, datetime(2026, 11, 30, tzinfo=UTC), 0, "system", kind, "", 0, "", {}, b"", b"")
    assert kind not in what(event, {})


def test_the_list_can_be_narrowed_to_printers() -> None:
    assert any("printer." in kinds for _title, kinds in TOPICS)
    assert {"dispatch.lease", "printer.new"} <= set(KINDS)
