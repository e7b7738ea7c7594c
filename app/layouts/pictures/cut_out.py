"""A subject without its background: by the alpha it came with, by a plain background, or by colours around the subject.

GrabCut: C. Rother and others, SIGGRAPH 2004. Guided filter, which draws the edge after the picture's own: K. He and others,
ECCV 2010.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.pictures.subject import Box, Subject

WORK_SIDE = 1400  # of the plain-background fill
GRAB_SIDE = 360
ROUNDS = 5
UNSURE = 0.35  # less than this of the box of something without a face: colours do not tell it from what is around it
PLAIN_SHARE, PLAIN_DELTA = 0.85, 9.0
FILL_DELTA = 13.0


def alpha_of(image: Image.Image, subject: Subject) -> Image.Image:
    """Mode "L", of the same size: 255 where the subject is. ``image``: "RGB".

    Plain backgrounds are filled from the border; others are told apart by GrabCut around the subject's box. Where colours
    do not tell a thing from what is around it, all of the picture stays.
    """
    import cv2  # noqa: PLC0415 - takes a quarter of a second to load

    plain = _by_plain_background(cv2, image)
    return plain if plain is not None else _by_grab_cut(cv2, image, subject)


def cut_out(image: Image.Image, subject: Subject) -> Image.Image:
    """``image`` as "RGBA" without its background; as it is where it has transparent parts already.

    Edges are soft, and their colours are the subject's own: the old background leaves no halo.
    """
    if image.mode == "RGBA" and np.asarray(image.getchannel("A")).min() < 128:
        return image
    colors = image.convert("RGB")
    alpha = alpha_of(colors, subject)
    result = without_halo(colors, alpha)
    result.putalpha(alpha)
    return result


def without_halo(colors: Image.Image, alpha: Image.Image) -> Image.Image:
    """Where the edge is soft, the colour of the nearest place that is the subject's for sure, two pixels further in."""
    import cv2  # noqa: PLC0415 - as above

    pixels, opacity = np.asarray(colors), np.asarray(alpha)
    sure = cv2.erode((opacity >= 250).astype(np.uint8), np.ones((3, 3), np.uint8), iterations=2) > 0
    if not sure.any() or sure.all():
        return colors.copy()
    _, labels = cv2.distanceTransformWithLabels(
        (~sure).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    y, x = np.nonzero(sure)
    nearest = np.zeros(int(labels.max()) + 1, np.int64)
    nearest[labels[y, x]] = np.arange(len(y))
    edge = (opacity > 0) & ~sure
    result = pixels.copy()
    source = nearest[labels[edge]]
    result[edge] = pixels[y[source], x[source]]
    return Image.fromarray(result)


def _by_plain_background(cv2: Any, image: Image.Image) -> Image.Image | None:
    scale = min(1.0, WORK_SIDE / max(image.size))
    size = max(8, round(image.width * scale)), max(8, round(image.height * scale))
    small = np.asarray(image.resize(size, Image.Resampling.BOX))
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab = cv2.GaussianBlur(lab, (0, 0), 1.0)
    border = np.concatenate(
        (lab[:2].reshape(-1, 3), lab[-2:].reshape(-1, 3), lab[:, :2].reshape(-1, 3), lab[:, -2:].reshape(-1, 3))
    )
    ground = np.median(border, axis=0)
    if (np.linalg.norm(border - ground, axis=-1) < PLAIN_DELTA).mean() < PLAIN_SHARE:
        return None
    distance = np.linalg.norm(lab - ground, axis=-1)
    alike = (distance < FILL_DELTA).astype(np.uint8)
    _, labels = cv2.connectedComponents(np.pad(alike, 1, constant_values=1), connectivity=4)
    outside = labels[1:-1, 1:-1] == labels[0, 0]
    share = float(outside.mean())
    if not 0.02 < share < 0.995:
        return None
    inside = cv2.morphologyEx((~outside).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return _edge_drawn(cv2, image, inside.astype(np.float32), guided=False)


def _by_grab_cut(cv2: Any, image: Image.Image, subject: Subject) -> Image.Image:
    scale = min(1.0, GRAB_SIDE / max(image.size))
    width, height = max(8, round(image.width * scale)), max(8, round(image.height * scale))
    small = np.ascontiguousarray(np.asarray(image.resize((width, height), Image.Resampling.BOX))[..., ::-1])
    box = _body(subject)
    mask = np.full((height, width), cv2.GC_BGD, np.uint8)
    left, right = max(1, int(box.left * width)), min(width - 1, int(np.ceil(box.right * width)))
    top, bottom = max(1, int(box.top * height)), max(2, int(np.ceil(box.bottom * height)))
    mask[top:bottom, left:right] = cv2.GC_PR_FGD
    for face in subject.faces:
        for core in (face.box, _neck(face.box)):
            mask[_inner(core, width, height)] = cv2.GC_FGD
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, mask, None, *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    if not subject.faces and found.sum() < UNSURE * (bottom - top) * (right - left):
        return Image.new("L", image.size, 255)
    return _edge_drawn(cv2, image, _large_parts(cv2, found).astype(np.float32), guided=True)


def _body(subject: Subject) -> Box:
    """Where somebody is whose face is known: hair above, shoulders below, down to the edge."""
    if not subject.faces:
        box = subject.box
        return Box(
            max(0.0, box.left - 0.04), max(0.0, box.top - 0.04), min(1.0, box.right + 0.04), min(1.0, box.bottom + 0.04)
        )
    left = min(f.box.left - 1.4 * f.box.width for f in subject.faces)
    right = max(f.box.right + 1.4 * f.box.width for f in subject.faces)
    top = min(f.box.top - 0.7 * f.box.height for f in subject.faces)
    return Box(max(0.0, left), max(0.0, top), min(1.0, right), 1.0)


def _neck(box: Box) -> Box:
    x, _ = box.middle
    return Box(
        x - 0.3 * box.width, box.bottom - 0.2 * box.height, x + 0.3 * box.width, min(1.0, box.bottom + 0.7 * box.height)
    )


def _inner(box: Box, width: int, height: int) -> tuple[slice, slice]:
    x, y = box.width * 0.2, box.height * 0.2
    return (
        slice(int((box.top + y) * height), int(np.ceil((box.bottom - y) * height))),
        slice(int((box.left + x) * width), int(np.ceil((box.right - x) * width))),
    )


def _large_parts(cv2: Any, mask: NDArray[Any]) -> NDArray[Any]:
    """Without crumbs: what is a tenth of the largest part or more, with holes that are crumbs filled."""
    for value in (1, 0):
        count, labels, stats, _ = cv2.connectedComponentsWithStats((mask == value).astype(np.uint8), connectivity=4)
        if count > 1:
            areas = stats[1:, cv2.CC_STAT_AREA]
            least = areas.max() * (0.1 if value else 0.02)
            small = np.isin(labels, 1 + np.nonzero(areas < least)[0])
            mask = np.where(small, 1 - value, mask)
    return mask


def _edge_drawn(cv2: Any, image: Image.Image, inside: NDArray[np.float32], *, guided: bool) -> Image.Image:
    """From a mask of any size to an alpha as large as the picture, a little inside of the edge, a pixel or two soft."""
    height, width = inside.shape
    if guided:
        scale = min(1.0, WORK_SIDE / max(image.size))
        width, height = max(width, round(image.width * scale)), max(height, round(image.height * scale))
        inside = cv2.resize(inside, (width, height), interpolation=cv2.INTER_LINEAR)
        guide = np.asarray(image.resize((width, height), Image.Resampling.BOX).convert("L")).astype(
            np.float32
        ) / np.float32(255)
        radius = max(2, round(1.5 * max(width, height) / GRAB_SIDE))
        inside = _guided(cv2, guide, inside, radius)
    full = cv2.resize(inside, image.size, interpolation=cv2.INTER_LINEAR)
    softness = max(0.7, 0.6 * image.width / width)
    full = cv2.GaussianBlur(full, (0, 0), softness)
    alpha = np.clip((full - 0.5) / 0.4, 0, 1)  # half of it is the old edge: begin there, and no background is left
    return Image.fromarray(np.rint(alpha * 255).astype(np.uint8))


def _guided(cv2: Any, guide: NDArray[np.float32], mask: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    size = (2 * radius + 1, 2 * radius + 1)
    mean_g, mean_m = cv2.blur(guide, size), cv2.blur(mask, size)
    variance = cv2.blur(guide * guide, size) - mean_g * mean_g
    slope = (cv2.blur(guide * mask, size) - mean_g * mean_m) / (variance + 1e-4)
    offset = mean_m - slope * mean_g
    filtered: NDArray[np.float32] = cv2.blur(slope, size) * guide + cv2.blur(offset, size)
    return filtered.clip(0, 1)
