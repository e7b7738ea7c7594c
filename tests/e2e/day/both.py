"""Both days, one after the other, for whoever wants their figures: ``both(folder)``."""

from pathlib import Path
from typing import Any

from tests.e2e.day import one_workstation, three_processes


def both(folder: Path) -> dict[str, Any]:
    """Live the day on SQLite and on PostgreSQL in this folder: steps of both, whether all records agree, seconds, a table."""
    told = [one_workstation.run_day(folder / "one"), three_processes.run_day(folder / "three")]
    return {
        "steps": sum(one["steps"] for one in told),
        "events_equal": all(one["events_equal"] for one in told),
        "differences": [line for one in told for line in one["differences"]],
        "seconds": round(sum(one["seconds"] for one in told), 1),
        "table": "\n\n".join(one["table"] for one in told),
    }
