"""The openings of a mesh, and closing some of them while the others stay open."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.healing.edit import Draft
from app.mesh.healing.filling import Filling, filling
from app.mesh.healing.hole_color import color_of_filling
from app.mesh.healing.topology import grid_step
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.hole_fill import border_loops
from app.mesh.kernels.pairing import pair_half_edges, split_fans


@dataclass(frozen=True, eq=False)
class Openings:
    """The border loops of a draft.

    of      the draft itself
    draft   the same faces with one vertex for each fan of them
    twins   (3F,) int32, see ``pair_half_edges``
    source  vertex of ``of`` for each vertex of ``draft``
    loops   half edges (N,) of each border, in the faces' own direction
    """

    of: Draft
    draft: Draft
    twins: IntArray
    source: IntArray
    loops: list[IntArray]

    @classmethod
    def in_(cls, draft: Draft) -> "Openings":
        """Find them."""
        twins = pair_half_edges(draft.points, draft.faces)
        faces, source = split_fans(draft.faces, twins)
        return cls(draft, draft.reindexed(faces, source), twins, source, border_loops(faces, twins))

    def ends(self, loop: IntArray) -> tuple[IntArray, IntArray]:
        """Vertices of ``of`` at which the half edges start and end."""
        return self.of.faces.reshape(-1)[loop], np.roll(self.of.faces, -1, axis=1).reshape(-1)[loop]

    def nearest(self, place: FloatArray, without: int = -1) -> int:
        """Number of the loop that comes nearest to the place (3,), other than ``without``; -1 where there is none."""
        best, nearest = np.inf, -1
        for number, loop in enumerate(self.loops):
            if number == without:
                continue
            start, end = self.ends(loop)
            apart = _distance(place, self.of.points[start], self.of.points[end])
            if apart < best:
                best, nearest = apart, number
        return nearest

    def at_vertices(self, marked: NDArray[np.bool_]) -> list[int]:
        """Numbers of the loops with a marked vertex of ``of`` (V,)."""
        return [number for number, loop in enumerate(self.loops) if marked[self.ends(loop)[0]].any()]

    def at_edges(self, keys: NDArray[np.int64]) -> list[int]:
        """Numbers of the loops along at least one of these edges (see :func:`edge_keys`)."""
        n = len(self.of.points)
        return [number for number, loop in enumerate(self.loops) if np.isin(edge_keys(*self.ends(loop), n), keys).any()]

    def filled(self, chosen: list[int], progress: Progress, *, fair: bool, beyond: IntArray | None = None) -> Draft:
        """``of`` with new faces that close the chosen loops, in the colour of their rim; all else to the bit.

        beyond  (K, 3) faces with vertices of ``of`` that the same new faces must fit to as well, but are none of it
        """
        hidden = np.where(self.twins < 0, np.int32(0), self.twins)
        for number in chosen:
            hidden[self.loops[number]] = -1
        if fair and beyond is None:
            new = filling(self.draft, hidden, grid_step(self.draft.points), progress.part(0.0, 0.8), fair=True)
            closed = self.with_filling(new)
            if not _more_crowded(self.of, closed):
                return closed
        return self._filled_flat(chosen, [self.of.faces] if beyond is None else [self.of.faces, beyond], progress)

    def _filled_flat(self, chosen: list[int], there: list[IntArray], progress: Progress) -> Draft:
        """One loop after the other, each without the edges that there are, those of the last filling among them."""
        fillings: list[Filling] = []
        for count, number in enumerate(chosen):
            hidden = np.zeros(len(self.twins), np.int32)
            hidden[self.loops[number]] = -1
            draft = self._with_edges_of(np.vstack([*there, *(self.source[new.faces] for new in fillings)]))
            hidden = np.concatenate([hidden, np.zeros(3 * (draft.size - self.draft.size), np.int32)])
            part = progress.part(count / len(chosen), (count + 1) / len(chosen))
            fillings.append(filling(draft, hidden, grid_step(self.draft.points), part, fair=False))
        if not fillings:
            return self.of
        first = fillings[0]
        faces, rim = np.vstack([new.faces for new in fillings]), np.vstack([new.rim for new in fillings])
        return self.with_filling(Filling(first.points, first.colors, faces, rim, len(fillings)))

    def _with_edges_of(self, faces: IntArray) -> Draft:
        """``draft`` and, as faces without area, every edge of ``faces`` whose ends are on borders.

        So no new face gets an edge that there is already at another fan of the same vertex, or in a part beyond a cut.
        """
        n, draft = len(self.of.points), self.draft
        rim = np.zeros(n, np.bool_)
        for loop in self.loops:
            rim[self.ends(loop)[0]] = True
        start, end = faces.reshape(-1), np.roll(faces, -1, axis=1).reshape(-1)
        both = rim[start] & rim[end]
        keys = np.unique(edge_keys(start[both], end[both], n))
        order = np.argsort(self.source, kind="stable").astype(np.int32)
        first = np.searchsorted(self.source[order], np.arange(n + 1))
        pairs = [
            (a, b)
            for low, high in zip((keys // n).tolist(), (keys % n).tolist(), strict=True)
            for a in order[first[low] : first[low + 1]]
            for b in order[first[high] : first[high + 1]]
        ]
        if not pairs:
            return draft
        low, high = np.array(pairs, np.int32).T
        return draft.with_(faces=np.vstack([draft.faces, np.column_stack([low, high, high])]))

    def with_filling(self, new: Filling) -> Draft:
        """``of`` with these faces, whose vertices are those of ``draft`` and then the new ones."""
        if not len(new.faces):
            return self.of
        of, color = self.of, color_of_filling(self.draft, new.rim)
        vertex = np.concatenate([self.source, len(of.points) + np.arange(len(new.points))]).astype(np.int32)
        return of.with_(
            points=np.vstack([of.points, new.points]),
            faces=np.vstack([of.faces, vertex[new.faces]]),
            uv=None if of.uv is None or color.uv is None else np.concatenate([of.uv, color.uv]),
            colors=of.colors if of.colors is None or new.colors is None else np.vstack([of.colors, new.colors]),
            material=np.concatenate([of.material, color.material]),
            closing=np.concatenate([of.closing, np.ones(len(new.faces), np.bool_)]),
        )


def _more_crowded(before: Draft, after: Draft) -> bool:
    """Whether there are more edges with more than two faces than before."""
    return int((edge_table(after.faces).count > 2).sum()) > int((edge_table(before.faces).count > 2).sum())


def edge_keys(start: NDArray[np.int32], end: NDArray[np.int32], n_vertices: int) -> NDArray[np.int64]:
    """One number for each edge, whichever way it runs."""
    a, b = start.astype(np.int64), end.astype(np.int64)
    return np.asarray(np.minimum(a, b) * n_vertices + np.maximum(a, b))


def _distance(place: FloatArray, start: FloatArray, end: FloatArray) -> float:
    """From a place to the nearest of some edges."""
    along = end - start
    share = ((place - start) * along).sum(axis=1) / np.maximum((along * along).sum(axis=1), 1e-300)
    foot = start + np.clip(share, 0.0, 1.0)[:, None] * along
    return float(np.linalg.norm(place - foot, axis=1).min())
