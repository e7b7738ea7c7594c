"""Paint pictures onto the vertices, on triangles that are fine enough for it, and say what detail that costs."""

import numpy as np
from numpy.typing import NDArray

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.bake.source_color import SourceColor
from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.coloring.face_samples import FaceSamples, face_samples
from app.mesh.coloring.tinting import NO_COLOR
from app.mesh.figures import figure
from app.mesh.forms.color import VERTEX_COLORS
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.kernels.edges import edge_table
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.shaping.split_edges import split_edges
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

SAMPLES = 1_500_000  # points at which the picture is looked at
SHARPEN = 3  # rounds: a mean over all faces around a vertex is too smooth by itself
ROUGH = 500_000  # points, to find the triangles that must be cut
MOST_CUTS = 8  # rounds of cutting triangles
SHARE = 0.1  # of a triangle may be farther off than asked: noise of a picture needs no triangles of its own


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Refine, paint, measure."""
    if mesh.color == "none":
        raise RepairFailedError(NO_COLOR)
    if mesh.color == "vertex" and mesh.vertex_colors is not None and not mesh.materials:
        return Repaired(mesh, text("The model has vertex colours already"))
    values = Values(given)
    fine, _ = refined(mesh, int(values.number("faces_most")), values.number("error"), progress.part(0.0, 0.6))
    result, error = painted_vertices(fine, progress.part(0.6, 1.0))
    figures = {"mean": figure(float(error.mean()), 2), "p95": figure(float(np.quantile(error, 0.95)), 2)}
    if len(result.faces) == len(mesh.faces):
        return Repaired(result, text("Colours are at the vertices now: ΔE00 {mean} from the picture on average, {p95} at 95 %",
                                     **figures))  # fmt: skip
    return Repaired(
        result,
        text(
            "Colours are at the vertices of {n:,} triangles now: ΔE00 {mean} from the picture on average, {p95} at 95 %",
            n=len(result.faces),
            **figures,
        ),
    )


def painted_vertices(mesh: Mesh, progress: Progress) -> tuple[Mesh, FloatArray]:
    """The mesh with vertex colours in the place of pictures and materials, and (N,) ΔE00 at points spread over it."""
    samples = face_samples(mesh, SourceColor.of(mesh), SAMPLES, progress.part(0.0, 0.5))
    colors = _fitted(mesh, samples, progress.part(0.5, 0.9))
    progress(0.9)
    bare = mesh.with_(corner_uv=None, vertex_colors=colors, face_material=None, materials=())
    step = -(-len(samples.face) // 200_000)
    some = FaceSamples(samples.face[::step], samples.weights[::step], samples.color[::step])
    return bare, ciede2000(lab_of(_mixed(mesh, colors, some)), lab_of(some.color[:, :3]))


def _fitted(mesh: Mesh, samples: FaceSamples, progress: Progress) -> NDArray[np.uint8]:
    """(V, 4) colours whose mixture over the faces comes near to the samples: weighted means, then what they miss."""
    corner = mesh.faces[samples.face].reshape(-1)
    share = samples.weights.astype(np.float64).reshape(-1)
    total = np.maximum(np.bincount(corner, share, len(mesh.vertices)), 1e-12)

    def mean(values: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(corner, share * np.repeat(values, 3), len(mesh.vertices)) / total)

    colors = np.empty((len(mesh.vertices), 4))
    for channel in range(4):
        wanted = samples.color[:, channel].astype(np.float64)
        column = mean(wanted)
        for round_ in range(SHARPEN):
            progress((channel + round_ / SHARPEN) / 4)
            now = np.einsum("nk,nk->n", samples.weights, column[mesh.faces[samples.face]])
            column = np.clip(column + mean(wanted - now), 0, 255)
        colors[:, channel] = column
    colors[np.bincount(corner, minlength=len(mesh.vertices)) == 0] = 255
    return np.rint(colors).astype(np.uint8)


def _mixed(mesh: Mesh, colors: NDArray[np.uint8], samples: FaceSamples) -> NDArray[np.uint8]:
    corners = colors[mesh.faces[samples.face], :3].astype(np.float32)
    mixture = np.einsum("nk,nkj->nj", samples.weights, corners)
    return np.asarray(np.clip(np.rint(mixture), 0, 255), np.uint8)


def refined(mesh: Mesh, faces_most: int, error: float, progress: Progress) -> tuple[Mesh, int]:
    """The mesh with its sides cut in the middle where vertex colours would be farther than ``error`` (ΔE00) from the picture.

    Old vertices and the shape stay as they are, closed stays closed; never more than ``faces_most`` faces. The second
    value is how many rounds it took.
    """
    for round_ in range(MOST_CUTS):
        part = progress.part(round_ / MOST_CUTS, (round_ + 1) / MOST_CUTS)
        room = faces_most - len(mesh.faces)
        if room < 2:
            return mesh, round_
        badness = _badness(mesh, error, part)
        bad = np.flatnonzero(badness > 0)
        if not len(bad):
            return mesh, round_
        bad = bad[np.argsort(-badness[bad], kind="stable")]  # the worst first
        cut = _cut(mesh, bad)
        if len(cut.faces) > faces_most:  # a face brings three more, and its neighbours up to one each
            return _cut(mesh, bad[: room // 6]), round_ + 1
        mesh = cut
    return mesh, MOST_CUTS


def _badness(mesh: Mesh, error: float, progress: Progress) -> FloatArray:
    """(F,) by how much colour each face would miss, times its area; 0 where it is good enough."""
    samples = face_samples(mesh, SourceColor.of(mesh), ROUGH, progress.part(0.0, 0.5))
    colors = _fitted(mesh, samples, progress.part(0.5, 0.8))
    mixture = _mixed(mesh, colors, samples)
    progress(0.8)
    # A cheap bound first: what differs by less than this in every channel is nearer than any ΔE00 that can be asked for.
    differs = np.flatnonzero((np.abs(mixture.astype(np.int16) - samples.color[:, :3]) > 1).any(axis=1))
    delta = np.zeros(len(mixture))
    for start in range(0, len(differs), 200_000):
        progress(0.8 + 0.2 * start / len(differs))
        some = differs[start : start + 200_000]
        delta[some] = ciede2000(lab_of(mixture[some]), lab_of(samples.color[some, :3]))
    count = np.bincount(samples.face, minlength=len(mesh.faces))
    over = np.bincount(samples.face, delta > error, len(mesh.faces))
    excess = np.bincount(samples.face, np.maximum(delta - error, 0), len(mesh.faces)) / np.maximum(count, 1)
    corners = mesh.vertices[mesh.faces]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    return np.where(over > SHARE * count, excess * longest**2, 0.0)


def _cut(mesh: Mesh, faces: NDArray[np.int64]) -> Mesh:
    edges = edge_table(mesh.faces)
    marked: BoolArray = np.zeros(len(edges.vertices), np.bool_)
    marked[edges.of_face[faces].reshape(-1)] = True
    points, cut, uv, origin = split_edges(mesh.vertices, mesh.faces, mesh.corner_uv, edges, marked)
    colors = mesh.vertex_colors
    if colors is not None:
        ends = edges.vertices[marked]
        middle = (colors[ends[:, 0]].astype(np.uint16) + colors[ends[:, 1]] + np.uint16(1)) // 2
        colors = np.concatenate([colors, middle.astype(np.uint8)])
    return mesh.with_(
        vertices=points, faces=cut, corner_uv=uv, vertex_colors=colors, face_material=mesh.material_of_face[origin]
    )


TOOL = Tool(VERTEX_COLORS, work)
