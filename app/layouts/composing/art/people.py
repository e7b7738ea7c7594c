"""Somebody to look at: a girl with headphones, and two animals without a background for what is cut around."""

from typing import TYPE_CHECKING

from app.layouts.composing.art.brush import glow, pen, ramp, shape, solid

if TYPE_CHECKING:
    import skia


def portrait(canvas: "skia.Canvas", width: float, height: float) -> None:
    """A girl who listens, head and shoulders, upright or across."""
    import skia  # noqa: PLC0415 - see brush

    canvas.drawPaint(ramp((0, 0), (width, height), ("#f9c9b6", "#f3a6b4", "#a990d6")))
    for x, y, size, light in (
        (0.15, 0.2, 0.2, 0.5),
        (0.86, 0.12, 0.28, 0.4),
        (0.95, 0.62, 0.22, 0.35),
        (0.05, 0.7, 0.25, 0.3),
    ):
        canvas.drawCircle(x * width, y * height, size, glow((x * width, y * height), size, "#fff3e2", light))
    canvas.save()
    canvas.translate(width / 2, height * 0.47)
    canvas.scale(0.92, 0.92)
    canvas.drawPath(  # hair behind
        shape((0, -0.33), (-0.3, -0.34), (-0.34, -0.05), (-0.31, 0.2), (-0.31, 0.34), (-0.36, 0.42), (-0.3, 0.5),
              (-0.1, 0.56), (0.1, 0.56), (0.3, 0.5), (0.36, 0.42), (0.31, 0.34), (0.31, 0.2), (0.34, -0.05), (0.3, -0.34),
              (0, -0.33)),
        ramp((0, -0.33), (0, 0.5), ("#5a3550", "#3b2340")),
    )  # fmt: skip
    canvas.drawPath(  # shoulders
        shape((-0.52, 0.9), (-0.5, 0.5), (-0.3, 0.42), (-0.1, 0.37), (-0.03, 0.42), (0.03, 0.42), (0.1, 0.37), (0.3, 0.42),
              (0.5, 0.5), (0.52, 0.9)),
        ramp((0, 0.36), (0, 0.8), ("#fff7ee", "#f6d9cf")),
    )  # fmt: skip
    canvas.drawPath(shape((-0.08, 0.18), (-0.08, 0.36), (-0.12, 0.4), (0, 0.42), (0.12, 0.4), (0.08, 0.36), (0.08, 0.18)),
                    ramp((0, 0.2), (0, 0.42), ("#e8b195", "#f8d2bb")))  # fmt: skip
    canvas.drawPath(  # face
        shape((-0.215, -0.06), (-0.225, 0.12), (-0.13, 0.27), (0, 0.27), (0.13, 0.27), (0.225, 0.12), (0.215, -0.06),
              (0.2, -0.27), (-0.2, -0.27), (-0.215, -0.06)),
        solid("#fde0cd"),
    )  # fmt: skip
    for side in (-1, 1):
        canvas.drawOval(
            skia.Rect.MakeXYWH(side * 0.135 - 0.05, 0.115, 0.1, 0.055),
            glow((side * 0.135, 0.142), 0.06, "#f58c8c", 0.75),
        )
        canvas.drawOval(skia.Rect.MakeXYWH(side * 0.098 - 0.036, -0.005, 0.072, 0.105), solid("#3a2436"))
        canvas.drawOval(skia.Rect.MakeXYWH(side * 0.098 - 0.028, 0.035, 0.056, 0.06), solid("#a35d62", 0.85))
        canvas.drawCircle(side * 0.098 - 0.012, 0.022, 0.015, solid("#ffffff"))
        canvas.drawCircle(side * 0.098 + 0.014, 0.07, 0.007, solid("#ffffff", 0.8))
        lash = shape(
            (side * 0.052, 0.012), (side * 0.08, -0.025), (side * 0.12, -0.022), (side * 0.146, 0.018), close=False
        )
        canvas.drawPath(lash, pen("#2d1a2b", 0.013))
        brow = shape(
            (side * 0.055, -0.07), (side * 0.08, -0.088), (side * 0.12, -0.088), (side * 0.145, -0.07), close=False
        )
        canvas.drawPath(brow, pen("#5a3550", 0.01))
    canvas.drawPath(shape((-0.04, 0.18), (-0.02, 0.21), (0.02, 0.21), (0.04, 0.18), close=False), pen("#b8525a", 0.011))
    canvas.drawPath(
        shape((0, 0.115), (0.004, 0.125), (0.004, 0.13), (-0.004, 0.134), close=False), pen("#dba088", 0.007)
    )
    canvas.drawPath(  # fringe
        shape((-0.235, 0.06), (-0.24, -0.12), (-0.2, -0.3), (0.0, -0.31), (0.2, -0.3), (0.24, -0.12), (0.235, 0.06),
              (0.21, -0.02), (0.19, -0.08), (0.17, -0.11), (0.13, -0.07), (0.08, -0.06), (0.04, -0.075),
              (0.05, -0.1), (0.05, -0.12), (0.045, -0.14), (0.0, -0.08), (-0.09, -0.05), (-0.15, -0.045),
              (-0.17, -0.06), (-0.215, -0.02), (-0.235, 0.06)),
        ramp((-0.1, -0.3), (0.1, 0.0), ("#6d4260", "#4a2c49")),
    )  # fmt: skip
    canvas.drawPath(
        shape((-0.15, -0.2), (-0.08, -0.25), (0.04, -0.25), (0.11, -0.21), close=False), pen("#a06c8b", 0.018, 0.6)
    )
    _headphones(canvas, 0.255, 0.04, "#ffffff", "#e8637c")
    canvas.restore()


def _headphones(canvas: "skia.Canvas", reach: float, low: float, band: str, cushion: str) -> None:
    import skia  # noqa: PLC0415 - see brush

    arc = shape((-reach, low), (-reach * 1.06, low - 0.52), (reach * 1.06, low - 0.52), (reach, low), close=False)
    canvas.drawPath(arc, pen("#caa9b8", 0.05))
    canvas.drawPath(arc, pen(band, 0.038))
    for side in (-1, 1):
        canvas.drawRoundRect(
            skia.Rect.MakeXYWH(side * reach - 0.045, low - 0.085, 0.09, 0.17), 0.045, 0.045, solid(cushion)
        )
        canvas.drawRoundRect(
            skia.Rect.MakeXYWH(side * (reach + 0.025) - 0.025, low - 0.06, 0.05, 0.12), 0.025, 0.025, solid(band)
        )


def cat(canvas: "skia.Canvas", width: float, height: float) -> None:
    """A ginger cat with headphones; no background."""
    _animal(canvas, width, height, tones=("#f2a65a", "#d9853b", "#fff1dd", "#4f7df0"), pointed=True)


def rabbit(canvas: "skia.Canvas", width: float, height: float) -> None:
    """A white rabbit with headphones; no background."""
    _animal(canvas, width, height, tones=("#f7f1f4", "#e2cfd9", "#ffffff", "#ef6f93"), pointed=False)


def _animal(
    canvas: "skia.Canvas", width: float, height: float, *, tones: tuple[str, str, str, str], pointed: bool
) -> None:
    import skia  # noqa: PLC0415 - see brush

    fur, dark, belly, accent = tones
    oval = skia.Rect.MakeXYWH
    canvas.translate(width / 2, height / 2 + (0.0 if pointed else 0.06))
    if not pointed:
        canvas.scale(0.86, 0.86)
    else:
        canvas.drawPath(shape((0.2, 0.4), (0.46, 0.42), (0.42, 0.14), (0.36, 0.12), close=False), pen(dark, 0.075))
    for side in (-1, 1):
        if pointed:
            ear = shape((side * 0.29, -0.1), (side * 0.33, -0.36), (side * 0.27, -0.46), (side * 0.24, -0.46),
                        (side * 0.18, -0.43), (side * 0.1, -0.34), (side * 0.05, -0.28))  # fmt: skip
            inner = shape((side * 0.25, -0.24), (side * 0.27, -0.36), (side * 0.25, -0.4), (side * 0.24, -0.4),
                          (side * 0.2, -0.39), (side * 0.16, -0.34), (side * 0.13, -0.3))  # fmt: skip
        else:
            ear = shape((side * 0.2, -0.2), (side * 0.26, -0.45), (side * 0.22, -0.62), (side * 0.14, -0.62),
                        (side * 0.05, -0.6), (side * 0.05, -0.4), (side * 0.06, -0.25))  # fmt: skip
            inner = shape((side * 0.17, -0.3), (side * 0.2, -0.45), (side * 0.18, -0.56), (side * 0.14, -0.56),
                          (side * 0.1, -0.55), (side * 0.1, -0.42), (side * 0.11, -0.3))  # fmt: skip
        canvas.drawPath(ear, solid(fur))
        canvas.drawPath(inner, solid("#f7b7b2"))
    canvas.drawOval(oval(-0.26, 0.06, 0.52, 0.41), solid(fur))
    canvas.drawOval(oval(-0.16, 0.18, 0.32, 0.29), solid(belly))
    for side in (-1, 1):
        canvas.drawOval(oval(side * 0.14 - 0.095, 0.39, 0.19, 0.1), solid(fur))
        canvas.drawOval(oval(side * 0.235 - 0.06, 0.17, 0.12, 0.19), solid(dark))
    canvas.drawOval(oval(-0.35, -0.34, 0.7, 0.56), solid(fur))
    if pointed:
        for at in (-0.07, 0.0, 0.07):
            canvas.drawLine(at, -0.32, at * 0.8, -0.235, pen(dark, 0.028))
    canvas.drawOval(oval(-0.15, 0.0, 0.3, 0.18), solid(belly))
    for side in (-1, 1):
        canvas.drawOval(oval(side * 0.15 - 0.045, -0.12, 0.09, 0.12), solid("#33261f"))
        canvas.drawCircle(side * 0.15 - 0.014, -0.085, 0.019, solid("#ffffff"))
        canvas.drawCircle(side * 0.15 + 0.016, -0.035, 0.009, solid("#ffffff", 0.85))
        canvas.drawOval(oval(side * 0.235 - 0.05, 0.01, 0.1, 0.055), solid("#f58c7c", 0.55))
        mouth = shape((0, 0.085), (side * 0.01, 0.125), (side * 0.06, 0.125), (side * 0.07, 0.095), close=False)
        canvas.drawPath(mouth, pen("#5a3a2a", 0.014))
    canvas.drawPath(shape((-0.03, 0.04), (-0.02, 0.025), (0.02, 0.025), (0.03, 0.04), (0.02, 0.065), (0.0, 0.075), (0, 0.075),
                          (0, 0.075), (-0.02, 0.065), (-0.03, 0.04)), solid("#d9625f"))  # fmt: skip
    _headphones(canvas, 0.345, -0.03, "#ffffff", accent)
