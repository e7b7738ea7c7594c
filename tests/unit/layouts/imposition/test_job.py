"""Nesting jobs as files: schema and code say the same, and what is wrong is named."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as SchemaError

from app.errors import AppError
from app.layouts.imposition.job import read_job, schema

SCHEMA = Path(__file__).parents[4] / "resources" / "schemas" / "nest-job.schema.json"
EXAMPLE = SCHEMA.with_name("nest-job.example.json")


@pytest.fixture
def example() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
    return loaded


def test_the_published_schema_is_current() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == schema()
    Draft202012Validator.check_schema(schema())


def test_the_example_is_valid_for_schema_and_code(example: dict[str, Any]) -> None:
    Draft202012Validator(schema()).validate(example)
    job = read_job(EXAMPLE)
    star, tag = job.made()
    assert (star.cutting, star.quantity, len(star.trim.interiors)) == ("contour", 6, 1)
    assert (tag.cutting, tag.width_mm, tag.height_mm) == ("contour", 50.0, 30.0)
    assert job.size().width_mm == 210


def test_cards_are_cut_straight_unless_they_say_otherwise(example: dict[str, Any], tmp_path: Path) -> None:
    del example["pieces"][1]["cutting"]
    path = tmp_path / "job.json"
    path.write_text(json.dumps(example), "utf-8")
    assert read_job(path).made()[1].cutting == "guillotine"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("pieces",), []),
        (("pieces", 0, "quantity"), 0),
        (("pieces", 0, "polygon"), [[0, 0], [1, 1]]),
        (("gap_mm",), -1),
        (("seconds",), 0),
        (("sheet",), {"width_mm": 0}),
        (("surprise",), 1),
    ],
)
def test_what_the_schema_refuses_the_code_refuses_too(
    example: dict[str, Any], tmp_path: Path, place: tuple[Any, ...], value: object
) -> None:
    at = example
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    with pytest.raises(SchemaError):
        Draft202012Validator(schema()).validate(example)
    path = tmp_path / "job.json"
    path.write_text(json.dumps(example), "utf-8")
    with pytest.raises(AppError, match=r"job\.json"):
        read_job(path)


@pytest.mark.parametrize(
    "change",
    [
        {"width_mm": 3.0},  # beside a polygon
        {"polygon": None},
        {"id": "tag"},  # another one's
    ],
)
def test_what_only_the_code_can_see(example: dict[str, Any], tmp_path: Path, change: dict[str, Any]) -> None:
    example["pieces"][0].update(change)
    path = tmp_path / "job.json"
    path.write_text(json.dumps(example), "utf-8")
    with pytest.raises(AppError):
        read_job(path)


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, '{"gap_mm": NaN}', "\x00"])
def test_what_is_no_json_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "job.json"
    path.write_text(content, "utf-8")
    with pytest.raises(AppError):
        read_job(path)


def test_margins_must_leave_something(example: dict[str, Any], tmp_path: Path) -> None:
    example["sheet"] = {"width_mm": 100, "height_mm": 100, "margin_mm": [60, 5, 60, 5]}
    path = tmp_path / "job.json"
    path.write_text(json.dumps(example), "utf-8")
    with pytest.raises(AppError):
        read_job(path)
