"""Layout jobs as files: schema and code say the same, what is wrong is named, pictures lie beside the job."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from PIL import Image, ImageDraw

from app.errors import FileRefusedError
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.making.job import JobRows, LayoutJob, pieces_of, read_job, schema
from app.layouts.piece import Piece
from app.settings.shop import SHIPPED
from app.settings.shops import load_shops

SCHEMAS = Path(__file__).parents[4] / "resources" / "schemas"


@pytest.fixture
def example() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / "layout-job.example.json").read_text("utf-8"))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a cut-out figure and a photograph."""
    cat = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    ImageDraw.Draw(cat).ellipse((40, 40, 360, 360), fill=(240, 120, 60, 255))
    cat.save(tmp_path / "cat.png")
    Image.linear_gradient("L").resize((1800, 1800)).convert("RGB").save(tmp_path / "sky.jpg")
    return tmp_path


def pieces(job: dict[str, Any], folder: Path) -> list[Piece]:
    made = LayoutJob.model_validate(job)
    with closing(FolderShelf(folder / "kept", (folder,))) as shelf:
        return list(pieces_of(made, folder, shelf, load_shops([SHIPPED]).find(made.shop)))


def test_the_published_schema_is_current() -> None:
    assert json.loads((SCHEMAS / "layout-job.schema.json").read_text("utf-8")) == schema()
    Draft202012Validator.check_schema(schema())


def test_the_example_is_valid_and_can_be_made(example: dict[str, Any], folder: Path) -> None:
    Draft202012Validator(schema()).validate(example)
    made = pieces(example, folder)
    assert [(piece.label, piece.quantity) for piece in made] == [("SN-7F3A9C", 6), ("SN-2B81D0", 1)]
    assert all(piece.cutting == "contour" and piece.trim.interiors for piece in made), "both hang from a hole"


def test_a_row_of_a_table_is_a_thing(folder: Path) -> None:
    (folder / "orders.csv").write_text("photo,label,quantity\nsky.jpg,SN-1,2\nsky.jpg,SN-2,\n", "utf-8-sig")
    job = {"shop": "photo-lab", "rows": {"template": "photo-6-wide", "file": "orders.csv"}}
    made = pieces(job, folder)
    assert [(piece.id, piece.label, piece.quantity) for piece in made] == [("1", "SN-1", 2), ("2", "SN-2", 1)]
    assert made[0].front.marks, "and is drawn"


def test_rows_are_read_as_pieces_are_taken_and_share_what_is_the_same(folder: Path) -> None:
    lines = [
        "cover,title,artist,link",
        *(f"sky.jpg,{title},小海,https://music.example/1" for title in "夏海"),
        "gone.jpg,x,y,z",
    ]
    (folder / "orders.csv").write_text("\n".join(lines), "utf-8")
    job = LayoutJob(shop="press-fogra39", rows=JobRows(template="postcard-player", file="orders.csv"))
    with closing(FolderShelf(folder / "kept", (folder,))) as shelf:
        found = pieces_of(job, folder, shelf, load_shops([SHIPPED]).find(job.shop))
        one, two = next(found), next(found)
        assert one.front.marks[0] is two.front.marks[0]
        assert one.front != two.front
        with pytest.raises(FileRefusedError, match="“3”"):
            next(found)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"things": [{"template": "no-such", "values": {}}]}, "no template"),
        ({"things": [{"template": "charm-50", "values": {}}]}, "missing"),
        ({"things": [{"template": "charm-50", "values": {"photo": "gone.png"}}]}, "cannot be read"),
        ({"things": [{"template": "charm-50", "values": {"photo": "cat.png", "color": "red"}}]}, "no place"),
        ({"things": [], "rows": {"template": "charm-50", "file": "gone.csv"}}, "cannot be read"),
    ],
)
def test_what_cannot_be_made_is_named(
    example: dict[str, Any], folder: Path, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(FileRefusedError, match=words):
        pieces(example | change, folder)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"shop": "acrylic-uv"}',
        '{"shop": "acrylic-uv", "things": [{}]}',
        '{"shop": "acrylic-uv", "things": [{"template": "charm-50", "quantity": 0}]}',
    ],
)
def test_a_file_that_is_no_job_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "job.json"
    path.write_text(content, "utf-8")
    with pytest.raises(FileRefusedError, match="layout job"):
        read_job(path)
