"""Errors for people go from process to process: a job whose error could not be read never ended."""

import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Iterator

import pytest

import app
from app.errors import AppError
from app.security.keys import KeyDoesNotFitError
from app.security.vault import SealBrokenError

ROOMS = (
    "app.orders",
    "app.dispatch",
    "app.security",
    "app.storage",
    "app.commands",
    "app.drivers",
    "app.jobs",
    "app.layouts",
)
STARTS_AT_ONCE = ("app.storage.migrations", "app.jobs.worker_main")


def kinds() -> list[type[AppError]]:
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if found.name.startswith(ROOMS) and not found.name.startswith(STARTS_AT_ONCE):
            importlib.import_module(found.name)
    return sorted(set(below(AppError)), key=lambda kind: kind.__qualname__)


def below(kind: type[AppError]) -> Iterator[type[AppError]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def taken(kind: type[AppError]) -> int:
    parameters = list(inspect.signature(kind).parameters.values())
    return sum(one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD for one in parameters)


def test_every_error_goes_from_process_to_process() -> None:
    seen = 0
    for kind in kinds():
        try:
            error = kind(*["x"] * taken(kind))
        except (AttributeError, TypeError):
            continue  # wants more than words
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), again.args) == (kind, str(error), error.args)
        seen += 1
    assert seen > 40


@pytest.mark.parametrize("error", [SealBrokenError(), KeyDoesNotFitError()])
def test_nothing_that_it_carries_is_lost(error: AppError) -> None:
    error.add_note("at the third try")
    again = pickle.loads(pickle.dumps(error))
    assert again.__notes__ == ["at the third try"]
    assert str(again) == str(error)
    assert str(again).endswith(".")
