"""Seeded faults: how many there are, how many preflight finds, and how often it complains about a good file."""

import json
import tempfile
from pathlib import Path

from app.layouts.preflight.judging import preflight
from tests.unit.layouts.preflight.good_files import GOOD, saved
from tests.unit.layouts.preflight.seeding import MUTANTS


def seeded_faults() -> tuple[int, int, int]:
    """(seeded, found, false alarms). A false alarm is a warning or worse about a good file."""
    found = false = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for mutant in MUTANTS:
            report = preflight(mutant.write(folder), mutant.shop, plates=mutant.plates)
            found += mutant.expected in {f.id for f in report.rules}
        for title, (make, shop) in GOOD.items():
            report = preflight(saved(make(), folder / f"{title}.pdf"), shop)
            false += sum(f.severity != "informs" for f in report.rules)
    return len(MUTANTS), found, false


if __name__ == "__main__":
    seeded, found, alarms = seeded_faults()
    print(json.dumps({"seeded_faults": seeded, "seeded_found": found, "false_alarms": alarms}))
