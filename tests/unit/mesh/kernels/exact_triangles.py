"""Whether two triangles cross, in rational arithmetic and in another way than the kernel: by clipping."""

from fractions import Fraction

Point = tuple[Fraction, ...]


def cross_exactly(t: list[list[float]], u: list[list[float]]) -> bool:
    """Whether the triangles share more than a point, and some of it inside one of them; False without area."""
    a, b = _points(t), _points(u)
    n, m = _normal(a), _normal(b)
    if not any(n) or not any(m):
        return False
    common = _clip(a, b, m)
    if len(common) < 2:
        return False
    middle = tuple(sum(axis) / len(common) for axis in zip(*common, strict=True))
    return _inside(middle, a, n) or _inside(middle, b, m)


def _points(t: list[list[float]]) -> list[Point]:
    return [tuple(Fraction(float(x)) for x in p) for p in t]


def _minus(p: Point, q: Point) -> Point:
    return tuple(x - y for x, y in zip(p, q, strict=True))


def _dot(p: Point, q: Point) -> Fraction:
    return sum((x * y for x, y in zip(p, q, strict=True)), Fraction(0))


def _cross(p: Point, q: Point) -> Point:
    return (p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0])


def _normal(t: list[Point]) -> Point:
    return _cross(_minus(t[1], t[0]), _minus(t[2], t[0]))


def _clip(a: list[Point], b: list[Point], m: Point) -> list[Point]:
    """Corners of what both closed triangles share: a cut with the plane of b, then with the three sides of b."""
    shape = _cut(_cut(a, b[0], m), b[0], tuple(-x for x in m))
    for k in range(3):
        inward = _cross(m, _minus(b[(k + 1) % 3], b[k]))
        shape = _cut(shape, b[k], inward)
    return sorted(set(shape))


def _cut(shape: list[Point], origin: Point, direction: Point) -> list[Point]:
    """Sutherland-Hodgman: what lies on the side of ``direction``."""
    result = []
    for i, p in enumerate(shape):
        q = shape[(i + 1) % len(shape)]
        dp, dq = _dot(_minus(p, origin), direction), _dot(_minus(q, origin), direction)
        if dp >= 0:
            result.append(p)
        if dp * dq < 0:
            f = dp / (dp - dq)
            result.append(tuple(x + f * (y - x) for x, y in zip(p, q, strict=True)))
    return result


def _inside(p: Point, t: list[Point], n: Point) -> bool:
    return all(_dot(_cross(n, _minus(t[(k + 1) % 3], t[k])), _minus(p, t[k])) > 0 for k in range(3))
