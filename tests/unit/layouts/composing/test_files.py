import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.layouts.composing.compose import compose, composed
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.raster.image import face_picture
from tests.unit.layouts.composing.shelves import design, ramp, shop


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[FolderShelf]:
    made = FolderShelf(tmp_path / "kept", (tmp_path,))
    yield made
    made.close()


def test_a_customer_s_picture_fills_the_card_and_its_bleed(shelf: FolderShelf, tmp_path: Path) -> None:
    ramp(1600, 1100).save(tmp_path / "photo.png")
    card = design({"kind": "picture", "source": "photo.png", "width_mm": 148, "height_mm": 100,
                   "crop": {"left": 0.1, "top": 0.1, "right": 0.9, "bottom": 0.9}})  # fmt: skip
    piece = compose(card, {}, shelf, shop())
    found = np.asarray(face_picture(piece, "front", 100, bleed=False)).astype(int)
    assert (found[..., 2] < 12).all()
    # the crop has another aspect than the card: it is narrowed about its middle
    middle = found[:, found.shape[1] // 2]
    assert np.abs(found[found.shape[0] // 2, :, 0] - np.linspace(25, 225, found.shape[1])).max() <= 4
    assert middle[0, 1] == pytest.approx(250 - middle[-1, 1], abs=6)


def test_a_sound_becomes_a_wave(shelf: FolderShelf, tmp_path: Path) -> None:
    at = np.arange(16000) / 16000
    loud = (np.sin(at * 6000) * 30000 * np.where(at < 0.5, 1.0, 0.02)).astype("<i2")
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, 2, 16000, len(loud), "NONE", ""))
        file.writeframes(loud.tobytes())
    card = design({"kind": "wave", "source": "a.wav", "style": "bars", "bars": 10, "x_mm": 20, "y_mm": 20, "width_mm": 60,
                   "height_mm": 30})  # fmt: skip
    found = np.asarray(face_picture(compose(card, {}, shelf, shop()), "front", 50, bleed=False))
    ink = found[..., 0] < 128
    half = round(50 * 50 / 25.4)
    assert ink[:, :half].sum() > 1.5 * ink[:, half:].sum()


@pytest.mark.parametrize("name", ["gone.png", "../photo.png", "sha256:../../photo.png", "sha256:" + "0" * 64])
def test_what_is_not_on_the_shelf_is_one_sentence(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    ramp(20, 20).save(tmp_path / "photo.png")
    made = composed(design({"kind": "picture", "source": name}), {}, FolderShelf(inner / "kept", (inner,)), shop())
    assert [fault.id for fault in made.faults] == ["picture-unreadable"]


def test_what_is_no_picture_is_said_in_one_sentence(shelf: FolderShelf, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("not a picture", "utf-8")
    made = composed(design({"kind": "picture", "source": "a.png"}), {}, shelf, shop())
    assert [(fault.id, fault.blocks) for fault in made.faults] == [("picture-unreadable", True)]
