"""Recipes: named lists of steps that are done to one figure after another. Data: shipped ones, and the workshop's own."""

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import AppError, FileRefusedError
from app.i18n import language, text
from app.safe_write import write_chunks
from app.settings.shipped import RESOURCES

SHIPPED = RESOURCES / "recipes"
MOST_STEPS = 64
MOST_BYTES = 1_000_000

Value = float | str | tuple[float, ...]


class RecipeStep(BaseModel):
    """One tool (``app.mesh.recipe`` says which there are) and what it is given; what is left out has its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: str = Field(min_length=1, max_length=80)
    values: dict[str, Value] = {}


class Recipe(BaseModel):
    """Steps in their order.

    name      by language code, at least en; a recipe of the workshop's own has one name for all languages under "en"
    product   what it is kept for: "figurine-color", "figurine-white", "keychain", "magnet", or "" for any product
    process   id of the print process that it is judged by, or None for the one that is chosen
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")
    name: dict[str, str]
    product: str = ""
    process: str | None = None
    steps: tuple[RecipeStep, ...] = Field(max_length=MOST_STEPS)

    def title(self) -> str:
        """Name in the language of the screen."""
        return self.name.get(language()) or self.name["en"]


def load_recipes(own: Path | None, shipped: Path = SHIPPED) -> dict[str, Recipe]:
    """All recipes by id, shipped ones first; one of the workshop's own with the id of a shipped one takes its place.

    A file that cannot be read is left out: the others still work.
    """
    found: dict[str, Recipe] = {}
    for folder in (shipped, own):
        for path in sorted(folder.glob("*.json")) if folder is not None and folder.is_dir() else ():
            try:
                recipe = read_recipe(path)
            except AppError:
                continue
            found[recipe.id] = recipe
    return found


def read_recipe(path: Path) -> Recipe:
    """The recipe in a file. Raises FileRefusedError with a sentence."""
    refused = FileRefusedError(
        text(
            "“{file}” holds no recipe that we can read; save the recipe again, or choose another file.", file=path.name
        )
    )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refused
        return Recipe.model_validate(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, ValidationError, RecursionError) as error:
        raise refused from error


def save_recipe(recipe: Recipe, folder: Path) -> Path:
    """Write a recipe of the workshop's own; an interrupted write leaves the old file whole. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{recipe.id}.json"
    write_chunks(path, [recipe.model_dump_json(indent=2).encode()])
    return path


def delete_recipe(recipe_id: str, folder: Path) -> None:
    """Take a recipe of the workshop's own away; a shipped one with the same id shows again."""
    (folder / f"{recipe_id}.json").unlink(missing_ok=True)


def new_id(name: str, taken: Mapping[str, object]) -> str:
    """An id for a recipe of this name that no other one has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "recipe"
    number, candidate = 1, stem
    while candidate in taken:
        number += 1
        candidate = f"{stem}-{number}"
    return candidate
