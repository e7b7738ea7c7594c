"""Every readable file of the corpus opens, every hostile one ends well."""

import time
from pathlib import Path

import pytest

from app.errors import AppError, FileRefusedError
from app.jobs.progress import silent
from app.mesh.loading import load

pytestmark = pytest.mark.corpus

# Two must-fail files ask for what must-pass files of the same suite forbid: foreign attributes and unknown metadata.
TAKEN = ("2.3.2c_UndefinedNameSpace", "3.4.1a_MissingMetadataName")


def table(corpus: Path) -> list[tuple[Path, str]]:
    lines = (corpus / "INDEX.tsv").read_text("utf-8").splitlines()[1:]
    return [(corpus / line.split("\t")[0], line.split("\t")[4]) for line in lines]


def test_every_readable_file_opens(corpus: Path) -> None:
    failed = {}
    for path, faces in table(corpus):
        if "hostile" in path.parts or "MUSTFAIL" in path.name or path.suffix == ".fbx" or "N_XXX" in path.name:
            continue
        try:
            mesh = load(path, silent()).mesh
        except AppError as error:
            failed[path.name] = str(error)
            continue
        # the explicit supports of one sample are no part of the model
        if faces not in ("-", "0", str(len(mesh.faces))) and "ExplicitSupport" not in path.name:
            failed[path.name] = f"{len(mesh.faces)} faces, not {faces}"
    assert failed == {}


def test_every_hostile_file_ends_soon_and_with_one_sentence(corpus: Path) -> None:
    for path, _ in table(corpus):
        if "hostile" not in path.parts:
            continue
        start = time.monotonic()
        sentence = "opened."
        try:
            load(path, silent())
        except AppError as error:
            sentence = str(error)
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert time.monotonic() - start < 10, path.name


def test_must_fail_files_are_refused(corpus: Path) -> None:
    for path in sorted((corpus / "threemf").glob("*MUSTFAIL*")):
        if any(name in path.name for name in TAKEN):
            continue
        with pytest.raises(FileRefusedError):
            load(path, silent())


def test_compressed_and_plain_pirate_are_the_same_shape(corpus: Path) -> None:
    compressed = load(corpus / "broken/meshoptimizer--pirate.glb", silent()).mesh
    plain = load(corpus / "broken/meshoptimizer--pirate.obj", silent()).mesh
    assert sorted(compressed.size_mm / 1000) == pytest.approx(sorted(plain.size_mm), rel=1e-3)
    assert len(compressed.faces) == len(plain.faces)
