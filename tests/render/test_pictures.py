from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from viewport_shapes import cube, painted, sphere

from app.errors import Cancelled, WriteRefusedError
from app.gui.pictures.render import render
from app.gui.pictures.still import render_still
from app.jobs.progress import Progress, silent
from app.mesh.mesh import Mesh

pytestmark = pytest.mark.render


def picture_of(path: Path) -> np.ndarray:
    """(H, W, 3) int."""
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


def figure_mask(picture: np.ndarray) -> np.ndarray:
    """Pixels with a colour of their own (background and shadow are nearly grey)."""
    return np.ptp(picture, axis=2) > 40


def test_a_still_shows_the_true_colour_in_the_middle(tmp_path: Path) -> None:
    made = render_still(painted(sphere(), (200, 60, 40)), tmp_path / "a.png", (200, 160), view="front")
    picture = picture_of(tmp_path / "a.png")
    assert made["size"] == [200, 160]
    assert made["frames"] == 1
    assert picture.shape == (160, 200, 3)
    middle = picture[70:90, 90:110].mean(axis=(0, 1))
    assert np.abs(middle - (200, 60, 40)).max() < 22
    share = figure_mask(picture).mean()
    assert 0.25 < share < 0.55, f"the ball covers {share:.0%} of the picture"
    assert np.ptp(picture[:8], axis=2).max() < 8, "the background is grey paper"


def test_a_picture_is_not_mirrored_and_not_upside_down(tmp_path: Path) -> None:
    mesh = cube()
    colors = np.full((8, 4), 255, np.uint8)
    colors[mesh.vertices[:, 0] > 0, :3] = (255, 0, 0)
    colors[mesh.vertices[:, 0] < 0, :3] = (0, 0, 255)
    colors[mesh.vertices[:, 2] > 0, 1] = 180
    render_still(mesh.with_(vertex_colors=colors), tmp_path / "a.png", (160, 160), view="front")
    picture = picture_of(tmp_path / "a.png")
    left, right = picture[80, 40], picture[80, 120]
    assert left[2] > left[0] + 60, "-X is blue and left when seen from the front"
    assert right[0] > right[2] + 60, "+X is red and right"
    assert picture[50, 80, 1] > picture[110, 80, 1] + 40, "green is up"


def test_the_texture_is_the_right_way_up(tmp_path: Path) -> None:
    mesh = cube()
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[:32, :, :3] = (220, 30, 30)
    pixels[32:, :, :3] = (30, 30, 220)
    uv = (mesh.vertices[mesh.faces][..., [0, 2]] / 40 + [0.5, 0]).astype(np.float32)
    skin = painted(mesh, (0, 0, 0)).materials[0]
    texture = type(skin.texture)(pixels)  # type: ignore[misc]
    mesh = mesh.with_(corner_uv=uv, materials=(type(skin)("skin", texture=texture),))
    render_still(mesh, tmp_path / "a.png", (120, 120), view="front")
    picture = picture_of(tmp_path / "a.png")
    assert picture[40, 60, 0] > picture[40, 60, 2] + 80, "the picture's upper half is red"
    assert picture[80, 60, 2] > picture[80, 60, 0] + 80


def test_wireframe_and_clay_differ_from_colour(tmp_path: Path) -> None:
    mesh = painted(sphere(), (200, 60, 40))
    shown = {}
    for mode in ("color", "shaded", "wireframe"):
        render(mesh, tmp_path / "a.png", {"size": 120, "mode": mode}, silent())
        shown[mode] = picture_of(tmp_path / "a.png")
    assert figure_mask(shown["color"]).any()
    assert not figure_mask(shown["shaded"]).any(), "clay has hardly a hue"
    assert shown["wireframe"][40:80, 40:80].std() > 2 * shown["shaded"][40:80, 40:80].std(), "edges are seen"


@pytest.mark.parametrize("suffix", [".mp4", ".webp"])
def test_a_turntable_turns_once_and_can_be_played(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"转台{suffix}"
    made = render(painted(cube(), (40, 160, 60)), out, {"size": 97, "frames": 6}, silent())
    assert made["frames"] == 6
    if suffix == ".mp4":
        assert made["size"] == [96, 96]
        film = cv2.VideoCapture(str(out))
        shown = [film.read()[1] for _ in range(6)]
        assert film.read()[0] is False
        film.release()
    else:
        image = Image.open(out)
        assert image.n_frames == 6
        shown = []
        for number in range(6):
            image.seek(number)
            shown.append(np.asarray(image.convert("RGB")))
    assert all(frame is not None for frame in shown)
    assert np.abs(shown[0].astype(int) - shown[1]).mean() > 1, "it moves"
    assert list(tmp_path.iterdir()) == [out], "no temporary file is left"


def test_a_cancelled_film_leaves_the_old_file_whole(tmp_path: Path) -> None:
    out = tmp_path / "a.webp"
    out.write_bytes(b"old")
    seen: list[float] = []
    progress = Progress(lambda done, _text: seen.append(done), lambda: len(seen) > 1)
    with pytest.raises(Cancelled):
        render(cube(), out, {"size": 64, "frames": 50}, progress)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_what_cannot_be_drawn_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(WriteRefusedError, match=r"\.png"):
        render(cube(), tmp_path / "a.gif", {}, silent())
    with pytest.raises(WriteRefusedError, match="no faces"):
        render(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32)), tmp_path / "a.png", {}, silent())
    with pytest.raises(WriteRefusedError, match="folder"):
        render(cube(), tmp_path / "missing" / "a.png", {"size": 64}, silent())
