"""Writes down what is open on the bench; the file is replaced as a whole, so it is never half written."""

import json
import logging
import os
from pathlib import Path

from app.session.bench import Document
from app.session.document_json import from_json, to_json

log = logging.getLogger(__name__)


class FolderJournal:
    """Keeps the open document in ``bench.json`` of a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "bench.json"

    def write(self, document: Document | None) -> None:
        """See app.session.bench.Journal. Raises OSError where the folder cannot be written."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(None if document is None else to_json(document), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

    def read(self) -> Document | None:
        """See app.session.bench.Journal; a journal that cannot be read counts as an empty bench."""
        try:
            stored = json.loads(self._path.read_text("utf-8"))
            return None if stored is None else from_json(stored)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as problem:
            log.warning("the bench journal cannot be read: %s", type(problem).__name__)
            return None
