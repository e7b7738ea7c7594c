"""Pieces to try with."""

import numpy as np
from shapely import affinity
from shapely.geometry import Polygon

from app.layouts.piece import Cutting, Face, Piece
from app.layouts.sheet import SheetSize


def card(
    width: float, height: float, quantity: int = 1, *, id_: str = "card", bleed: float = 0.0, group: str = ""
) -> Piece:
    trim = Polygon([(0, 0), (width, 0), (width, height), (0, height)])
    return Piece(id_, id_, "postcard", trim, bleed, Face(()), quantity=quantity, group=group)


def charm(
    trim: Polygon, quantity: int = 1, *, id_: str = "charm", group: str = "", cutting: Cutting = "contour"
) -> Piece:
    moved = affinity.translate(trim, -trim.bounds[0], -trim.bounds[1])
    return Piece(id_, id_, "keychain", moved, 0.0, Face(()), cutting=cutting, quantity=quantity, group=group)


def star(points: int = 5, size: float = 40.0) -> Polygon:
    angle = np.arange(2 * points) * np.pi / points
    radius = np.where(np.arange(2 * points) % 2, 0.45, 1.0) * size / 2
    return Polygon(np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)]))


def moon(size: float = 40.0) -> Polygon:
    disc = Polygon([(0, 0), (1, 0), (1, 1)]).centroid.buffer(size / 2)
    found = disc.difference(affinity.translate(disc, size * 0.35, 0))
    assert isinstance(found, Polygon)
    return found


def sheet(width: float, height: float, margin: float = 5.0, longest: float = 0.0) -> SheetSize:
    return SheetSize("test", width, height, (margin,) * 4, longest)
