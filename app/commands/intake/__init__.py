"""How orders come in: bundles, tables, a watched folder, a server that is asked; and the sample workshop."""

from app.commands.intake.files import import_file, look_at_table
from app.commands.intake.result import IntakeResult, Problem

__all__ = ["IntakeResult", "Problem", "import_file", "look_at_table"]
