"""Templates: data in resources/templates; a workshop adds its own files beside them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from app.i18n import Text, text
from app.layouts.design.document import Design, Template
from app.settings.folders import standard_folders
from app.settings.shipped import RESOURCES

SHIPPED = RESOURCES / "templates"
MOST_BYTES = 1_000_000
NEAR_MM = 0.5


@dataclass(frozen=True)
class Templates:
    """What was found: the usable ones in the order of their files, and a sentence for each file that is not."""

    all: tuple[Template, ...]
    refused: tuple[Text, ...] = ()

    def get(self, template_id: str) -> Template | None:
        return next((template for template in self.all if template.id == template_id), None)


def own_folder() -> Path:
    """Where the workshop keeps its own."""
    return standard_folders().settings / "templates"


def read_templates(folders: Iterable[Path]) -> Templates:
    """Templates of these folders; one of a later folder takes the place of an earlier one with its id."""
    found: dict[str, Template] = {}
    refused: list[Text] = []
    for folder in folders:
        for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
            try:
                template = _read(path)
            except (OSError, ValueError, RecursionError) as error:
                refused.append(text("The template “{name}” cannot be used: {why}.", name=path.name, why=_why(error)))
            else:
                found[template.id] = template
    return Templates(tuple(found.values()), tuple(refused))


def load_templates(folders: Iterable[Path] | None = None) -> tuple[Template, ...]:
    """The usable ones: ours, and those of the workshop's settings folder, where no folders are named."""
    return read_templates((SHIPPED, own_folder()) if folders is None else folders).all


def templates_for(
    templates: Iterable[Template], product: str, size_mm: tuple[float, float] | None = None
) -> tuple[Template, ...]:
    """Those for a product, in a size (width, height; across or upright), the ones in just this position first."""
    found = [template for template in templates if template.design.product == product]
    if size_mm is None:
        return tuple(found)
    width, height = size_mm
    upright = [template for template in found if fits_size(template.design, width, height)]
    turned = [template for template in found if template not in upright and fits_size(template.design, height, width)]
    return (*upright, *turned)


def fits_size(design: Design, width: float, height: float) -> bool:
    """Whether its trim is this wide and this high in mm, half a millimetre more or less."""
    return abs(design.width_mm - width) <= NEAR_MM and abs(design.height_mm - height) <= NEAR_MM


def _read(path: Path) -> Template:
    if path.stat().st_size > MOST_BYTES:
        raise ValueError("it is larger than 1 MB")
    return Template.model_validate(json.loads(path.read_text("utf-8")))


def _why(error: Exception) -> str:
    """One line for whoever wrote the file."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'file'}: {first['msg']}"
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
