"""The sRGB profile that goes into every photo."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.layouts.lab.srgb import NAME, srgb_profile


def test_littlecms_takes_it_for_srgb() -> None:
    level = np.linspace(0, 255, 18).round().astype(np.uint8)
    colors = np.stack(np.meshgrid(level, level, level, indexing="ij"), axis=-1).reshape(18, -1, 3)
    image = Image.fromarray(np.ascontiguousarray(colors))
    ours = ImageCms.getOpenProfile(BytesIO(srgb_profile()))
    there = ImageCms.buildTransform(ours, ImageCms.createProfile("sRGB"), "RGB", "RGB", ImageCms.Intent.PERCEPTUAL)
    same = np.asarray(ImageCms.applyTransform(image, there))
    assert np.abs(same.astype(int) - colors).max() <= 1
    assert ImageCms.getProfileName(ours).strip() == NAME


def test_it_is_small_and_its_size_is_true() -> None:
    assert len(srgb_profile()) < 3000
    assert int.from_bytes(srgb_profile()[:4], "big") == len(srgb_profile())


@pytest.mark.skipif(shutil.which("xicclu") is None, reason="needs xicclu of ArgyllCMS")
def test_argyll_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "srgb.icc"
    path.write_bytes(srgb_profile())
    command, colors = ["xicclu", "-ff", "-pl", "-ir", str(path)], "1 1 1\n1 0 0\n0 0 0\n"
    said = subprocess.run(command, input=colors, capture_output=True, text=True, check=True).stdout
    answers = [line.split("->")[-1].split("[")[0].split() for line in said.splitlines() if "->" in line]
    rows = [[float(value) for value in answer] for answer in answers]
    assert np.allclose(rows, [[100, 0, 0], [54.29, 80.81, 69.89], [0, 0, 0]], atol=0.05)
