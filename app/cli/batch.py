"""``statuette batch``: one recipe over many models, on all cores, resumable."""

import argparse
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli.answer import DONE, NOT_GOOD, Answer, Given, process_of, whole
from app.cli.person import office_of, person_options
from app.errors import AppError
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress

Add = Callable[..., argparse.ArgumentParser]


def add_batch(add: Add) -> None:
    """Declare the command."""
    batch = add("batch", run_batch_command, tr("Do one recipe to many models, on all cores"))
    batch.add_argument("models", type=Path, nargs="*", metavar="FOLDER|FILE", help=tr("folders and model files"))
    batch.add_argument(
        "--orders", metavar="VIEW|NUMBER", action="append", default=[],
        help=tr("figurines of the order book instead: a view such as to_model, or the number of an order"),
    )  # fmt: skip
    batch.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=tr("where the results go"))
    batch.add_argument("--recipe", default="repair-only", metavar="ID|FILE", help=tr("what is done to each of them"))
    batch.add_argument("--process", metavar="ID", help=tr("print process whose limits apply"))
    batch.add_argument("--format", default="3mf", metavar="SUFFIX", help=tr("format of the results"))
    batch.add_argument("--workers", type=_workers, metavar="N", help=tr("how many at a time"))
    person_options(batch)


def run_batch_command(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    """Run the batch and tell what became of every file."""
    from app.mesh.forms.recipe import check_steps  # noqa: PLC0415
    from app.mesh.loading import FORMATS  # noqa: PLC0415

    if bool(options.models) == bool(options.orders):
        raise AppError(text("Name folders and files, or orders with --orders: one of the two."))
    recipe = _recipe(options.recipe)
    check_steps(recipe.steps)
    if options.process is None and recipe.process is not None:
        options.process = recipe.process
    process = process_of(options)
    suffix = "." + options.format.lower().lstrip(".")
    if suffix not in {s for form in FORMATS if form.writes for s in form.suffixes}:
        raise AppError(text("We write no “{suffix}” files; choose another format.", suffix=suffix))
    run = _orders if options.orders else _files
    try:
        rows = run(options, given, recipe, process.id, suffix, progress)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise AppError(text("“{path}” cannot be written: {why}.", path=str(options.out), why=why)) from error
    counts = {state: sum(row.state == state for row in rows) for state in ("printable", "not_printable", "failed")}
    data = {"recipe": recipe.id, "process": process.id, **counts, "files": [_told(row) for row in rows]}
    status = DONE if counts["printable"] == len(rows) else NOT_GOOD
    return Answer(status, data, (*(_line(row) for row in rows), _total(counts, len(rows))))


def _files(
    options: argparse.Namespace, _given: Given, recipe: Any, process: str, suffix: str, progress: Progress
) -> tuple[Any, ...]:
    from app.commands.batch import run_batch, sensible_workers  # noqa: PLC0415
    from app.commands.batch_plan import models_in, plan  # noqa: PLC0415
    from app.mesh.loading import FORMATS  # noqa: PLC0415

    reads = [s for form in FORMATS if form.reads for s in form.suffixes]
    files = [f for model in options.models for f in (models_in(model, reads) if model.is_dir() else (model,))]
    batch = plan(files, options.out, recipe, process, suffix)
    return run_batch(batch, options.workers or sensible_workers(), progress)


def _orders(  # noqa: PLR0917 - a batch
    options: argparse.Namespace, given: Given, recipe: Any, process: str, suffix: str, progress: Progress
) -> tuple[Any, ...]:
    from app.commands.batch import sensible_workers  # noqa: PLC0415
    from app.commands.order_batch import figurines_of, run_for_items  # noqa: PLC0415

    with office_of(options, given) as office:
        items = [item for words in options.orders for item in figurines_of(office, words)]
        if not items:
            raise AppError(text("There is no figurine to be done in these orders."))
        return run_for_items(
            office, given.meshes(), dict.fromkeys(items), options.out, recipe, process, suffix,
            options.workers or sensible_workers(), progress,
        )  # fmt: skip


def _told(row: Any) -> dict[str, Any]:
    """A row for ``--json``, without the history that the bench keeps and what it is told over."""
    told = dataclasses.asdict(row)
    del told["document"], told["over"]
    return told


def _recipe(name: str) -> Any:
    from app.settings.folders import standard_folders  # noqa: PLC0415
    from app.settings.recipe import load_recipes, read_recipe  # noqa: PLC0415

    path = Path(name)
    if path.suffix.lower() == ".json":
        return read_recipe(path)
    recipes = load_recipes(standard_folders().recipes)
    if name not in recipes:
        raise AppError(
            text("There is no recipe “{name}”; choose one of: {names}.", name=name, names=", ".join(recipes))
        )
    return recipes[name]


def _line(row: Any) -> Text:
    states = {
        "printable": text("printable"),
        "not_printable": text("not printable"),
        "failed": text("failed"),
    }
    why = row.message or ", ".join(row.blocking)
    return text("{file}: {state} {why}", file=row.name, state=states.get(row.state, row.state), why=why)


def _total(counts: dict[str, int], all_: int) -> Text:
    return plural(
        "{printable} of {n} file printable, {failed} failed.",
        "{printable} of {n} files printable, {failed} failed.",
        all_,
        printable=counts["printable"],
        failed=counts["failed"],
    )


def _workers(words: str) -> int:
    return whole(words, 1, 64)
