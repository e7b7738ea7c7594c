"""Good PDF/X-4 files of several kinds, written with pikepdf alone: what preflight must not complain about."""

import io
import shutil
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageCms

from app.layouts.preflight.ghostscript import find_ghostscript
from app.settings.shop import PrintShop, SpotName

ROOT = Path(__file__).parents[4]
PROFILE = ROOT / "resources" / "color" / "FOGRA39L_coated.icc"
FONT = ROOT / "resources" / "fonts" / "StatuetteSansSC-Regular.otf"
MM = 72 / 25.4
ACRYLIC = PrintShop(
    id="acrylic", title="Acrylic", route="cut",
    spots={"cut": SpotName(name="CutContour", cmyk=(0, 1, 0, 0)), "white": SpotName(name="White", cmyk=(0.1, 0, 0, 0))},
)  # fmt: skip
PRESS = PrintShop(id="press", title="Press", route="press")
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">A good file</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>2026-11-01T10:00:00Z</xmp:CreateDate><xmp:ModifyDate>2026-11-01T10:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>2026-11-01T10:00:00Z</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:0b2c1d3e-0000-4000-8000-000000000001</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass><pdf:Trapped>False</pdf:Trapped>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def document() -> Pdf:
    """A file without pages that says everything about itself."""
    pdf = pikepdf.new()
    profile = Stream(pdf, PROFILE.read_bytes())
    profile.stream_dict[Name.N] = 4
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=String("FOGRA39"),
        OutputCondition=String("Offset, coated"), Info=String("Coated FOGRA39"),
        RegistryName=String("http://www.color.org"), DestOutputProfile=profile,
    )  # fmt: skip
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    metadata = Stream(pdf, XMP.encode())
    metadata.stream_dict[Name.Type] = Name.Metadata
    metadata.stream_dict[Name.Subtype] = Name.XML
    pdf.Root.Metadata = metadata
    pdf.trailer[Name.Info] = pdf.make_indirect(
        Dictionary(
            Title=String("A good file"), CreationDate=String("D:20261101100000Z"), ModDate=String("D:20261101100000Z"),
            Trapped=Name("/False"), GTS_PDFXVersion=String("PDF/X-4"),
        )
    )  # fmt: skip
    return pdf


def page(
    pdf: Pdf, width_mm: float, height_mm: float, content: str, resources: Dictionary, *, bleed_mm: float = 3.0
) -> None:
    """Add a page whose trim is this large; its content is in points from the corner of the paper."""
    w, h, b, slug = width_mm * MM, height_mm * MM, bleed_mm * MM, 5 * MM
    media = [0, 0, w + 2 * b + 2 * slug, h + 2 * b + 2 * slug]
    bleed = [slug, slug, slug + w + 2 * b, slug + h + 2 * b]
    trim = [slug + b, slug + b, slug + b + w, slug + b + h]
    pdf.add_blank_page(page_size=(10, 10))
    new = pdf.pages[-1].obj
    for key, box in (("/MediaBox", media), ("/BleedBox", bleed), ("/TrimBox", trim)):
        new[key] = Array([round(v, 4) for v in box])
    new.Resources = resources
    new.Contents = pdf.make_indirect(Stream(pdf, content.encode()))


def picture(pdf: Pdf, width: int, height: int, *, mode: str = "CMYK", mask: bool = False, ink: float = 0.6) -> Stream:
    """A smooth picture of at most 240 % ink; with ``mask`` an ellipse shows of it."""
    stream = Stream(pdf, _waves(width, height, len(mode), ink))
    stream.stream_dict.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=8,
            ColorSpace=Name.DeviceCMYK if mode == "CMYK" else Name.DeviceRGB, Filter=Name.FlateDecode,
        )
    )  # fmt: skip
    if mask:
        soft = Stream(pdf, _oval(width, height))
        soft.stream_dict.update(
            Dictionary(
                Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=8,
                ColorSpace=Name.DeviceGray, Filter=Name.FlateDecode,
            )
        )  # fmt: skip
        stream.stream_dict[Name.SMask] = pdf.make_indirect(soft)
    return stream


@cache
def _waves(width: int, height: int, channels: int, ink: float) -> bytes:
    y, x = np.ogrid[0:height, 0:width]
    waves = [np.sin(x / (17 + 5 * c) + y / (23 + 3 * c)) for c in range(channels)]
    data = np.stack([(0.5 + 0.5 * wave) * 255 * ink for wave in waves], axis=-1)
    return zlib.compress(np.maximum(data, 20).astype(np.uint8).tobytes(), 1)


@cache
def _oval(width: int, height: int) -> bytes:
    y, x = np.ogrid[0:height, 0:width]
    inside = (((x - width / 2) / (width / 2)) ** 2 + ((y - height / 2) / (height / 2)) ** 2 <= 1) * 255
    return zlib.compress(inside.astype(np.uint8).tobytes(), 1)


def spot(pdf: Pdf, name: str, cmyk: tuple[float, ...]) -> Array:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=list(cmyk), N=1)
    return Array([Name.Separation, Name("/" + name), Name.DeviceCMYK, pdf.make_indirect(function)])


def ellipse(cx: float, cy: float, rx: float, ry: float) -> str:
    k = 0.5523
    points = [
        (cx + rx, cy), (cx + rx, cy + k * ry), (cx + k * rx, cy + ry), (cx, cy + ry), (cx - k * rx, cy + ry),
        (cx - rx, cy + k * ry), (cx - rx, cy), (cx - rx, cy - k * ry), (cx - k * rx, cy - ry), (cx, cy - ry),
        (cx + k * rx, cy - ry), (cx + rx, cy - k * ry), (cx + rx, cy),
    ]  # fmt: skip
    flat = [f"{x:.4f} {y:.4f}" for x, y in points]
    curves = " ".join(" ".join(flat[i : i + 3]) + " c" for i in (1, 4, 7, 10))
    return f"{flat[0]} m {curves} h"


def charm_resources(pdf: Pdf, *, mode: str = "CMYK") -> Dictionary:
    return Dictionary(
        XObject=Dictionary(Art=pdf.make_indirect(picture(pdf, 473, 591, mode=mode, mask=True))),
        ColorSpace=Dictionary(
            White=pdf.make_indirect(spot(pdf, "White", (0.1, 0, 0, 0))),
            Cut=pdf.make_indirect(spot(pdf, "CutContour", (0, 1, 0, 0))),
        ),
        ExtGState=Dictionary(
            Over=Dictionary(Type=Name.ExtGState, op=True, OP=True, OPM=1),
            Plain=Dictionary(Type=Name.ExtGState, op=False, OP=False),
        ),
    )


WHITE = "/White cs 1 scn " + ellipse(93.5, 107.7, 56.3, 70.4) + " f"
ART = "q 113.52 0 0 141.84 36.76 36.8 cm /Art Do Q"
CUT = (
    "/Cut CS 1 SCN 0.25 w " + ellipse(93.5, 107.7, 62.4, 76.5) + " S " + ellipse(93.5, 171.5, 4.3, 4.3) + " S"
)  # fmt: skip


def keychain() -> Pdf:
    """White below, the picture over it with overprint, the cut line and the hole on top."""
    pdf = document()
    content = f"q /Plain gs {WHITE} /Over gs {ART} {CUT} Q"
    page(pdf, 50, 60, content, charm_resources(pdf))
    return pdf


def keychain_white_above() -> Pdf:
    """White on top, for machines that order it by name."""
    pdf = document()
    page(pdf, 50, 60, f"q /Plain gs {ART} /Over gs {WHITE} {CUT} Q", charm_resources(pdf))
    return pdf


LETTERS = "Happy birthday 生日快乐"


def font(pdf: Pdf, embedded: bool = True) -> tuple[Dictionary, Callable[[str], str]]:
    """An embedded font with the letters of the greeting, and what writes them as a string."""
    data, cids, widths = _subset()
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Statuette"), Flags=4, FontBBox=[0, -200, 1000, 900],
        ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700, StemV=80,
    )  # fmt: skip
    if embedded:
        file = Stream(pdf, data)
        file.stream_dict[Name.Subtype] = Name.CIDFontType0C
        descriptor.FontFile3 = pdf.make_indirect(file)
    below = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/ABCDEF+Statuette"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor), DW=1000, W=Array([v for key, w in widths for v in (key, Array([w]))]),
    )  # fmt: skip
    whole = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/ABCDEF+Statuette"), Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(below)]),
    )  # fmt: skip
    return pdf.make_indirect(whole), lambda words: "<" + "".join(f"{cids[ord(c)]:04x}" for c in words) + ">"


@cache
def _subset() -> tuple[bytes, dict[int, int], tuple[tuple[int, int], ...]]:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    whole = TTFont(io.BytesIO(FONT.read_bytes()))
    cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True, desubroutinize=True))
    cutter.populate(text=LETTERS)
    cutter.subset(whole)
    keys = {glyph: int(glyph.removeprefix("cid")) for glyph in whole.getGlyphOrder() if glyph != ".notdef"}
    cids = {code: keys[glyph] for code, glyph in whole.getBestCmap().items()}
    scale = 1000 / whole["head"].unitsPerEm
    widths = tuple((key, round(whole["hmtx"][glyph][0] * scale)) for glyph, key in keys.items())
    return whole["CFF "].compile(whole), cids, widths


def postcard_resources(pdf: Pdf) -> Dictionary:
    kind, _ = font(pdf)
    return Dictionary(
        XObject=Dictionary(Art=pdf.make_indirect(picture(pdf, 910, 626))),
        Font=Dictionary(F=kind),
        ExtGState=Dictionary(Over=Dictionary(Type=Name.ExtGState, op=True, OP=True, OPM=1)),
    )


def postcard_front() -> str:
    return f"q {154 * MM * 0.5:.3f} 0 0 {106 * MM * 0.5:.3f} {5 * MM:.3f} {5 * MM:.3f} cm 2 0 0 2 0 0 cm /Art Do Q"


def postcard_back(write: Callable[[str], str]) -> str:
    greeting = f"BT /F 11 Tf 0 0 0 1 k 1 0 0 1 60 120 Tm {write(LETTERS)} Tj ET"
    return f"q 0 0 0 1 K 0.5 w {82 * MM:.2f} 60 m {82 * MM:.2f} 260 l S 300 220 50 60 re S Q q /Over gs {greeting} Q"


def postcard() -> Pdf:
    """Front with a picture over the whole page, back with black text and lines; both 148 × 100 mm."""
    pdf = document()
    resources = postcard_resources(pdf)
    resources.XObject.Art = pdf.make_indirect(picture(pdf, 1820, 1252))
    _, write = font(pdf)
    page(pdf, 148, 100, postcard_front(), resources)
    page(pdf, 148, 100, postcard_back(write), resources)
    return pdf


def tagged_rgb() -> Pdf:
    """An RGB picture with its profile is allowed, and so are nested forms, layers that are on, and transparency."""
    pdf = document()
    buffer = io.BytesIO(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile = Stream(pdf, buffer.getvalue())
    profile.stream_dict[Name.N] = 3
    art = picture(pdf, 1110, 756, mode="RGB")
    art.stream_dict[Name.ColorSpace] = Array([Name.ICCBased, pdf.make_indirect(profile)])
    inner = Stream(pdf, b"q 266.5 0 0 181.5 0 0 cm /Art Do Q 0.3 0.1 0 0 k /Half gs 30 30 100 60 re f")
    inner.stream_dict.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 266.5, 181.5],
            Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK),
            Resources=Dictionary(
                XObject=Dictionary(Art=pdf.make_indirect(art)),
                ExtGState=Dictionary(Half=Dictionary(Type=Name.ExtGState, ca=0.5, CA=0.5)),
            ),
        )
    )  # fmt: skip
    outer = Stream(pdf, b"q 1 0 0 1 14.1 14.1 cm /Inner Do Q")
    outer.stream_dict.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 300, 220],
            Resources=Dictionary(XObject=Dictionary(Inner=pdf.make_indirect(inner))),
        )
    )  # fmt: skip
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Art")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer]), Order=Array([layer])))
    resources = Dictionary(
        XObject=Dictionary(Outer=pdf.make_indirect(outer)), Properties=Dictionary(Art=layer)
    )  # fmt: skip
    page(pdf, 88, 58, "/OC /Art BDC /Outer Do EMC", resources)
    return pdf


def vector_card() -> Pdf:
    """Drawn things alone: gradients, patterns, a spot-free card with a white border and no bleed needed."""
    pdf = document()
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[40, 40, 240, 40], Extend=[True, True],
        Function=Dictionary(FunctionType=2, Domain=[0, 1], C0=[0.8, 0.2, 0, 0], C1=[0, 0.7, 0.9, 0], N=1),
    )  # fmt: skip
    tile = Stream(pdf, b"0 0.4 0.8 0 k 2 2 4 4 re f")
    tile.stream_dict.update(
        Dictionary(
            Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 8, 8], XStep=8, YStep=8,
            Resources=Dictionary(),
        )
    )  # fmt: skip
    resources = Dictionary(
        Shading=Dictionary(S=pdf.make_indirect(shading)), Pattern=Dictionary(T=pdf.make_indirect(tile))
    )
    content = (
        "q 40 40 180 60 re W n /S sh Q /Pattern cs /T scn 40 120 180 40 re f 0 0 0 1 K 0.35 w 40 170 m 220 170 l S"
    )
    page(pdf, 86, 54, content, resources)
    return pdf


GOOD: dict[str, tuple[Callable[[], Pdf], PrintShop | None]] = {
    "keychain": (keychain, ACRYLIC),
    "keychain_white_above": (keychain_white_above, ACRYLIC),
    "keychain_no_shop": (keychain, None),
    "postcard": (postcard, PRESS),
    "postcard_no_shop": (postcard, None),
    "tagged_rgb": (tagged_rgb, PRESS),
    "vector_card": (vector_card, PRESS),
}


def saved(pdf: Pdf, path: Path) -> Path:
    """Write it as PDF 1.6 with the same bytes each time."""
    pdf.save(
        path, force_version="1.6", deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none, fix_metadata_version=False,
    )  # fmt: skip
    return path


def needs(program: str) -> str:
    """Where a judge is; the test is skipped where it is not on this machine. CI has all of them."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def needs_ghostscript() -> None:
    if find_ghostscript() is None:
        pytest.skip("Ghostscript is not installed")


def image_file(path: Path) -> Path:
    """Not a PDF at all."""
    Image.new("RGB", (20, 20), "red").save(path)
    return path
