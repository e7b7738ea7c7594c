"""Jobs as JSON files: read under a budget, and refused with the place that is wrong."""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.errors import FileRefusedError
from app.i18n import Text, text

MOST_BYTES = 50_000_000
M = TypeVar("M", bound=BaseModel)


def read_model(path: Path, model: type[M], kind: Text) -> M:
    """What the file says. ``kind``: what such a file is called. Raises FileRefusedError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileRefusedError(text("“{file}” is too large for a {kind}; divide it.", file=path.name, kind=kind))
        return model.model_validate(json.loads(path.read_text("utf-8")))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FileRefusedError(text("“{file}” cannot be read: {why}.", file=path.name, why=why)) from error
    except ValidationError as error:
        place = " → ".join(str(part) for part in error.errors()[0]["loc"]) or "{}"
        what = error.errors()[0]["msg"]
        raise FileRefusedError(
            text(
                "“{file}” is no {kind}; correct it at “{place}” ({what}).",
                file=path.name,
                kind=kind,
                place=place,
                what=what,
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise FileRefusedError(
            text("“{file}” is no {kind}: it is not JSON; save it again.", file=path.name, kind=kind)
        ) from error
