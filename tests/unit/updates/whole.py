"""Whether a layer on the disk is whole."""

import hashlib
import json
from pathlib import Path, PurePosixPath

from app.drivers.updates.index import LIST, Listed


def verify(layer: Path) -> bool:
    """Whether every file of a layer is as its list says; False without a list."""
    if not (layer / LIST).is_file():
        return False
    listed = Listed.model_validate(json.loads((layer / LIST).read_text("utf-8")))
    for name, file in listed.files.items():
        path = layer.joinpath(*PurePosixPath(name).parts)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            return False
    return True
