"""Printed pages as PNG (with its dots an inch) and as PDF (with its exact size). Written by hand: it is one picture a page."""

import io
import zlib
from dataclasses import dataclass

from PIL import Image

from app.shipping.labels.slip import LabelSize

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class Printed:
    """What goes to a printer: one PNG a page, and all of them as one PDF of exactly this size.

    codes  (form, content) of every code that was read back from the dots
    """

    name: str
    width_mm: float
    height_mm: float
    dpi: int
    pages: tuple[bytes, ...]
    pdf: bytes
    codes: tuple[tuple[str, str], ...] = ()


def printed(
    name: str, paper: LabelSize, dpi: int, images: list[Image.Image], codes: tuple[tuple[str, str], ...]
) -> Printed:
    """Pack pages of one size."""
    pages = tuple(_png(image, dpi) for image in images)
    whole = pdf(images, paper.width_mm, paper.height_mm, name)
    return Printed(name, paper.width_mm, paper.height_mm, dpi, pages, whole, codes)


def pdf(images: list[Image.Image], width_mm: float, height_mm: float, title: str) -> bytes:
    """A PDF whose pages measure exactly that, each filled by its picture; the same pictures give the same bytes."""
    box = f"[0 0 {width_mm * POINTS_PER_MM:.4f} {height_mm * POINTS_PER_MM:.4f}]"
    scale = f"{width_mm * POINTS_PER_MM:.4f} 0 0 {height_mm * POINTS_PER_MM:.4f} 0 0"
    kids = " ".join(f"{4 + 3 * number} 0 R" for number in range(len(images)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(images)} >>".encode(),
        b"<< /Creator (Statuette) /Title <feff" + title.encode("utf-16-be").hex().encode() + b"> >>",
    ]
    for number, image in enumerate(images):
        first = 4 + 3 * number
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Resources << /XObject << /P {first + 2} 0 R >> >> "
            f"/Contents {first + 1} 0 R >>".encode(),
            _stream("<<", f"q {scale} cm /P Do Q".encode()),
            _picture(image),
        ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _picture(image: Image.Image) -> bytes:
    bits, space = (8, "/DeviceRGB") if image.mode == "RGB" else (8, "/DeviceGray")
    if image.mode == "1":
        bits = 1
    elif image.mode not in {"RGB", "L"}:
        image = image.convert("L")
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} "
        f"/ColorSpace {space} /BitsPerComponent {bits} /Interpolate false"
    )
    return _stream(head, image.tobytes())


def _stream(head: str, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return f"{head} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"


def _png(image: Image.Image, dpi: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", dpi=(dpi, dpi), optimize=False)
    return buffer.getvalue()
