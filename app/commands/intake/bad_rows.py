"""What did not come in, as a file: the rows of a table as they were, each with what is wrong, to be put right and sent again."""

from collections import defaultdict
from pathlib import Path

from app.commands.intake.result import IntakeResult
from app.commands.intake.table import Table
from app.commands.office import Office, command
from app.commands.table_files import csv_bytes, write_file
from app.i18n import text
from app.security.permissions import Permission


@command("intake.save_problems", Permission.ORDERS_IMPORT)
def save_problems(_office: Office, path: Path, result: IntakeResult, table: Table | None = None) -> int:
    """Write them to a ``.csv`` that Excel opens; gives how many rows. Without a table: where, and what is wrong.

    All rows of an order that was refused are in it: corrected, the file can be imported as it is. Raises WriteRefusedError.
    """
    rows = _problem_rows(result) if table is None else _bad_rows(result, table)
    write_file(path, csv_bytes(rows))
    return len(rows) - 1


def _bad_rows(result: IntakeResult, table: Table) -> list[list[str]]:
    wrong: dict[int, list[str]] = defaultdict(list)
    for problem in result.problems:
        for line in problem.lines:
            wrong[line].append(str(problem))
    width = len(table.header)
    rows = [[*table.header, str(text("What is wrong"))]]
    for line, cells in table.rows:
        if line in wrong:
            whole = [*cells, *[""] * (width - len(cells))]
            rows.append([*whole, " ".join(dict.fromkeys(wrong[line]))])
    return rows


def _problem_rows(result: IntakeResult) -> list[list[str]]:
    return [
        [str(text("Where")), str(text("What is wrong"))],
        *([str(problem.where), str(problem.what)] for problem in result.problems),
    ]
