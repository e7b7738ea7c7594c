"""Seeded faults: each takes a good file and breaks one thing. The first 22 are those of layout2d §4.2."""

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import ImageCms

from app.settings.shop import PrintShop
from tests.unit.layouts.preflight import good_files as good

Change = Callable[[Pdf], None]


@dataclass(frozen=True)
class Mutant:
    """``expected``: the id that has to be among the findings. ``plates``: only the plates (or both) show it."""

    name: str
    expected: str
    change: Change
    base: Callable[[], Pdf] = good.keychain
    shop: PrintShop | None = good.ACRYLIC
    plates: bool = False
    after: Callable[[bytes], bytes] | None = None

    def write(self, folder: Path) -> Path:
        """The broken file."""
        pdf = self.base()
        self.change(pdf)
        path = good.saved(pdf, folder / f"{self.name}.pdf")
        if self.after is not None:
            path.write_bytes(self.after(path.read_bytes()))
        return path


def content(old: str, new: str, page: int = 0) -> Change:
    """Replace words in the content of a page."""

    def change(pdf: Pdf) -> None:
        contents = pdf.pages[page].obj.Contents
        before = contents.read_bytes().decode()
        assert old in before
        contents.write(before.replace(old, new).encode())

    return change


def add(words: str, page: int = 0) -> Change:
    def change(pdf: Pdf) -> None:
        contents = pdf.pages[page].obj.Contents
        contents.write(contents.read_bytes() + b"\n" + words.encode())

    return change


def xmp(pattern: str, new: str) -> Change:
    def change(pdf: Pdf) -> None:
        before = pdf.Root.Metadata.read_bytes().decode()
        after = re.sub(pattern, new, before)
        assert after != before
        pdf.Root.Metadata.write(after.encode())

    return change


def info(key: str, value: object) -> Change:
    def change(pdf: Pdf) -> None:
        given = pdf.trailer.Info
        if value is None:
            del given[key]
        else:
            given[key] = value

    return change


def on_page(key: str, value: object, page: int = 0) -> Change:
    def change(pdf: Pdf) -> None:
        obj = pdf.pages[page].obj
        if value is None:
            del obj[key]
        else:
            obj[key] = value(pdf) if callable(value) else value

    return change


def root(key: str, value: Callable[[Pdf], object]) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.Root[key] = value(pdf)

    return change


def intent(change_it: Callable[[Pdf, Dictionary], None]) -> Change:
    return lambda pdf: change_it(pdf, pdf.Root.OutputIntents[0])


def art(change_it: Callable[[Pdf, Stream], None]) -> Change:
    return lambda pdf: change_it(pdf, pdf.pages[0].obj.Resources.XObject.Art)


def both(*changes: Change) -> Change:
    def change(pdf: Pdf) -> None:
        for each in changes:
            each(pdf)

    return change


def _drop(key: str) -> Callable[[Pdf, Dictionary], None]:
    def drop(_pdf: Pdf, value: Dictionary) -> None:
        del value[key]

    return drop


def _display(_pdf: Pdf, value: Dictionary) -> None:
    value.DestOutputProfile.write(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def _truncate(_pdf: Pdf, value: Dictionary) -> None:
    value.DestOutputProfile.write(value.DestOutputProfile.read_bytes()[:40_000])


def _rgb_art(pdf: Pdf, _value: Stream) -> None:
    pdf.pages[0].obj.Resources.XObject.Art = pdf.make_indirect(good.picture(pdf, 473, 591, mode="RGB", mask=True))


def small_art(width: int, height: int) -> Callable[[Pdf, Stream], None]:
    def change(pdf: Pdf, _value: Stream) -> None:
        pdf.pages[0].obj.Resources.XObject.Art = pdf.make_indirect(good.picture(pdf, width, height))

    return change


def _white_named(name: str, key: str = "Cut", cmyk: tuple[float, ...] = (0, 1, 0, 0)) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].obj.Resources.ColorSpace["/" + key] = pdf.make_indirect(good.spot(pdf, name, cmyk))

    return change


def _unembed(pdf: Pdf) -> None:
    resources = pdf.pages[1].obj.Resources
    resources.Font.F, _ = good.font(pdf, embedded=False)


def _note(pdf: Pdf) -> Array:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[60, 60, 80, 80], Contents=String("Please change"))
    return Array([pdf.make_indirect(note)])


def _script(pdf: Pdf) -> Dictionary:
    return pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert('x')")))


NOTHING: Change = lambda _pdf: None  # noqa: E731 - a change by name
OVERPRINT_OFF = content("/Over gs", "/Plain gs")
TWENTY_TWO = (
    Mutant("no_intent", "intent_missing", lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
    Mutant("no_identifier", "intent_identifier", intent(_drop("/OutputConditionIdentifier"))),
    Mutant("display_profile", "intent_class", intent(_display)),
    Mutant("truncated_profile", "intent_broken", intent(_truncate)),
    Mutant("no_trim", "trim_missing", on_page("/TrimBox", None)),
    Mutant("trim_outside_bleed", "trim_outside", on_page("/TrimBox", Array([5, 5, 150, 180]))),
    Mutant("no_trapped", "trapped", info("/Trapped", None)),
    Mutant("trapped_false_", "trapped_name", info("/Trapped", Name("/False_"))),
    Mutant(
        "no_xmp_version", "x_version", both(xmp("<pdfxid:GTS.*?Version>\n", ""), info("/GTS_PDFXVersion", None))
    ),
    Mutant("says_x1a", "x_other", xmp("PDF/X-4", "PDF/X-1a:2003")),
    Mutant("no_moddate", "dates", info("/ModDate", None)),
    Mutant("rgb_vector", "rgb_vector", add("1 0 0 rg 60 60 30 30 re f")),
    Mutant("rgb_picture", "rgb_picture", art(_rgb_art)),
    Mutant("font_not_embedded", "font_not_embedded", _unembed, good.postcard, good.PRESS),
    Mutant("cut_as_process_magenta", "cut_as_process", content("/Cut CS 1 SCN", "0 1 0 0 K")),
    Mutant("cut_wrong_case", "spot_case", _white_named("cutcontour")),
    Mutant("cut_trailing_blank", "spot_blank", _white_named("CutContour ")),
    Mutant("overprint_off", "white_knocked_out", OVERPRINT_OFF, plates=True),
    Mutant("picture_knocked_out", "picture_knocked_out", OVERPRINT_OFF, good.keychain_white_above, plates=True),
    Mutant("javascript", "javascript", root("/OpenAction", _script)),
    Mutant("note_in_trim", "annotation", on_page("/Annots", _note)),
    Mutant("picture_100_ppi", "ppi_block", art(small_art(158, 197))),
)  # fmt: skip


def _lzw(pdf: Pdf) -> None:
    # 80 0B 60 50 22 0C 0C 85 01: the example of ISO 32000-1, 7.4.4.2
    form = Stream(pdf, bytes.fromhex("800B6050220C0C8501"))
    form.stream_dict.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1]))
    raw = pdf.make_indirect(form)
    raw.write(bytes.fromhex("800B6050220C0C8501"), filter=Name.LZWDecode)
    pdf.Root.Unused = raw


def _circle(pdf: Pdf) -> None:
    form = pdf.make_indirect(Stream(pdf, b"/Me Do"))
    form.stream_dict.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 100]))
    form.stream_dict[Name.Resources] = Dictionary(XObject=Dictionary(Me=form))
    pdf.pages[0].obj.Resources.XObject.Me = form
    add("/Me Do")(pdf)


def _all(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.ColorSpace["/All"] = pdf.make_indirect(good.spot(pdf, "All", (1, 1, 1, 1)))
    add("/All CS 1 SCN 0.25 w 2 2 m 2 12 l S")(pdf)


def _form(pdf: Pdf, words: str, resources: Dictionary | None = None) -> Stream:
    form = Stream(pdf, words.encode())
    form.stream_dict.update(
        Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 500, 500], Resources=resources or Dictionary())
    )
    return pdf.make_indirect(form)


def _nested_rgb(pdf: Pdf) -> None:
    inner = _form(pdf, "0 0 1 RG 2 w 60 60 m 90 90 l S")
    outer = _form(pdf, "/In Do", Dictionary(XObject=Dictionary(In=inner)))
    pdf.pages[0].obj.Resources.XObject.Out = outer
    add("/Out Do")(pdf)


def _rgb_shading(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.Shading.S.ColorSpace = Name.DeviceRGB
    pdf.pages[0].obj.Resources.Shading.S.Function.C0 = Array([1, 0, 0])
    pdf.pages[0].obj.Resources.Shading.S.Function.C1 = Array([0, 0, 1])


def _rgb_pattern(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.Pattern.T.write(b"1 0 0 rg 2 2 4 4 re f")


def _rgb_indexed(pdf: Pdf) -> None:
    table = Array([Name.Indexed, Name.DeviceRGB, 1, String(b"\xff\x00\x00\x00\x00\xff")])
    small = Stream(pdf, bytes(473 * 591))
    small.stream_dict.update(
        Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=473, Height=591, BitsPerComponent=8, ColorSpace=table)
    )
    pdf.pages[0].obj.Resources.XObject.Art = pdf.make_indirect(small)


def _state(**values: object) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].obj.Resources.ExtGState.Over.update(Dictionary(**values))

    return change


def _rgb_alternate(pdf: Pdf) -> None:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[1, 0, 1], N=1)
    pdf.pages[0].obj.Resources.ColorSpace.Cut = Array([Name.Separation, Name.CutContour, Name.DeviceRGB, function])


def _tint(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.ColorSpace.Cut[3].C1 = Array([0, 1, 0])


def _hidden_layer(pdf: Pdf) -> None:
    settings = pdf.Root.OCProperties
    settings.D = Dictionary(OFF=settings.OCGs)


def _two_cuts(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.ColorSpace.Other = pdf.make_indirect(good.spot(pdf, "CutContour", (0, 0, 1, 0)))
    add("/Other CS 1 SCN 0.25 w " + good.ellipse(30, 30, 5, 5) + " S")(pdf)


def _attach(pdf: Pdf) -> None:
    pdf.attachments["note.txt"] = b"hello"


def _covered(pdf: Pdf) -> None:
    add("/Over gs /White cs 0 scn 0 0 190 220 re f")(pdf)


def _heavy(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.XObject.Art = pdf.make_indirect(good.picture(pdf, 1820, 1252, ink=1.0))


def _short_picture(pdf: Pdf) -> None:
    pdf.pages[0].obj.Contents.write(
        f"q {148 * good.MM:.3f} 0 0 {100 * good.MM:.3f} {8 * good.MM:.3f} {8 * good.MM:.3f} cm /Art Do Q".encode()
    )


def _masked_edge(pdf: Pdf) -> None:
    """The picture has its full size, but is painted over with paper in the bleed on the left."""
    add(f"0 0 0 0 k 0 0 {8 * good.MM:.3f} 400 re f")(pdf)


def _mask_100(pdf: Pdf, stream: Stream) -> None:
    mask = good.picture(pdf, 120, 150, mask=True)
    stream.stream_dict[Name.SMask] = mask.stream_dict[Name.SMask]


def _user_unit(pdf: Pdf) -> None:
    pdf.pages[0].obj[Name.UserUnit] = 2


def _grown() -> Pdf:
    pdf = good.tagged_rgb()
    content("/Outer Do", "q 1 0 0 1 0 0 cm /Outer Do Q")(pdf)
    return pdf


def _shorten_icc(pdf: Pdf) -> None:
    inner = pdf.pages[0].obj.Resources.XObject.Outer.Resources.XObject.Inner
    profile = inner.Resources.XObject.Art.ColorSpace[1]
    profile.write(profile.read_bytes()[:200])


def _white_picture(pdf: Pdf) -> None:
    white = Stream(pdf, bytes([255]) * (473 * 591))
    white.stream_dict.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=473, Height=591, BitsPerComponent=8,
            ColorSpace=pdf.pages[0].obj.Resources.ColorSpace.White,
        )
    )  # fmt: skip
    pdf.pages[0].obj.Resources.XObject.W = pdf.make_indirect(white)
    content(good.WHITE, "q 113.52 0 0 141.84 36.76 36.8 cm /W Do Q")(pdf)


def _packed(data: bytes) -> bytes:
    """qpdf unpacks XMP whenever it writes: pack it in the finished file, without moving anything."""
    packed = zlib.compress(good.XMP.encode(), 9)
    whole = good.XMP.encode()
    kind = b"/Subtype /XML /Type /Metadata"
    assert data.count(whole) == data.count(kind) == 1
    return data.replace(whole, packed.ljust(len(whole))).replace(kind, b"/Filter /FlateDecode".ljust(len(kind)))


def _locked(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user="", R=6))
    return out.getvalue()


C, P = good.postcard, good.PRESS
MORE = (
    Mutant("two_intents", "intent_several", lambda pdf: pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])),
    Mutant("no_profile", "intent_no_profile", intent(_drop("/DestOutputProfile"))),
    Mutant("wrong_n", "intent_components", intent(lambda _, i: i.DestOutputProfile.stream_dict.update(Dictionary(N=3)))),
    Mutant("other_condition", "intent_condition",
           intent(lambda _, i: i.update(Dictionary(OutputConditionIdentifier=String("FOGRA51"))))),
    Mutant("no_registry", "intent_registry", intent(_drop("/RegistryName"))),
    Mutant("pdf_17", "version", NOTHING, after=lambda data: data.replace(b"%PDF-1.6", b"%PDF-1.7", 1)),
    Mutant("pdf_20", "version_2", NOTHING, after=lambda data: data.replace(b"%PDF-1.6", b"%PDF-2.0", 1)),
    Mutant("junk_before", "header", NOTHING, after=lambda data: b"mail\r\n" + data),
    Mutant("cut_short", "damaged", NOTHING, after=lambda data: data[:-400]),
    Mutant("no_xmp", "xmp_missing", lambda pdf: pdf.Root.__delitem__("/Metadata")),
    Mutant("xmp_packed", "xmp_packed", NOTHING, after=_packed),
    Mutant("no_id", "file_id", NOTHING, after=lambda data: data.replace(b"/ID [", b"/IX [")),
    Mutant("xmp_broken", "xmp_broken", xmp("</rdf:RDF>", "")),
    Mutant("xmp_entities", "xmp_broken", xmp(r"<x:xmpmeta", '<!DOCTYPE x [<!ENTITY a "a">]><x:xmpmeta')),
    Mutant("no_title", "title", both(xmp("<dc:title>.*?</dc:title>", ""), info("/Title", None))),
    Mutant("bad_date", "date_form", info("/CreationDate", String("1 November 2026"))),
    Mutant("other_date", "dates_disagree", info("/ModDate", String("D:20261103100000Z"))),
    Mutant("no_document_id", "document_id", xmp("<xmpMM:DocumentID>.*?</xmpMM:DocumentID>", "")),
    Mutant("trapped_unknown", "trapped_name", info("/Trapped", Name.Unknown)),
    Mutant("trapped_string", "trapped_name", info("/Trapped", String("False"))),
    Mutant("info_says_x3", "x_version_info", info("/GTS_PDFXVersion", String("PDF/X-3:2003"))),
    Mutant("trim_and_art", "trim_and_art", on_page("/ArtBox", Array([30, 30, 100, 100]))),
    Mutant("bleed_outside", "bleed_outside", on_page("/BleedBox", Array([-10, 0, 170, 200]))),
    Mutant("crop_small", "crop_box", on_page("/CropBox", Array([40, 40, 140, 150]))),
    Mutant("turned", "page_turned", on_page("/Rotate", 90)),
    Mutant("user_unit", "user_unit", _user_unit),
    Mutant("other_size", "page_sizes", on_page("/TrimBox", Array([22.6772, 22.6772, 300, 306.1417]), page=1), C, P),
    Mutant("action_launch", "actions",
           root("/OpenAction", lambda _: Dictionary(S=Name.Launch, F=String("calc.exe"), Type=Name.Action))),
    Mutant("page_action", "actions", on_page("/AA", lambda _: Dictionary(O=Dictionary(S=Name.Named, N=Name.Print)))),
    Mutant("script_in_names", "javascript",
           root("/Names", lambda pdf: Dictionary(JavaScript=Dictionary(Names=[String("a"), _script(pdf)])))),
    Mutant("postscript", "postscript",
           art(lambda pdf, _: setattr(pdf.Root, "Unused", pdf.make_indirect(
               Stream(pdf, b"showpage", Type=Name.XObject, Subtype=Name.PS))))),
    Mutant("transfer", "transfer_curve",
           _state(TR=Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1))),
    Mutant("transfer_2", "transfer_curve", _state(TR2=Name.Identity)),
    Mutant("lzw", "lzw", _lzw),
    Mutant("opi", "opi", art(lambda _, a: a.stream_dict.update(Dictionary(OPI=Dictionary())))),
    Mutant("alternates", "alternates",
           art(lambda _, a: a.stream_dict.update(Dictionary(Alternates=[Dictionary(DefaultForPrinting=True)])))),
    Mutant("external", "external", art(lambda _, a: a.stream_dict.update(Dictionary(F=String("other.jpg"))))),
    Mutant("fields", "form_fields", root("/AcroForm", lambda pdf: Dictionary(
        Fields=[pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("name")))]))),
    Mutant("attached", "attachments", _attach),
    Mutant("layer_off", "layer_hidden", _hidden_layer, good.tagged_rgb, P),
    Mutant("rgb_text", "rgb_text", content("0 0 0 1 k 1 0 0 1", "0 0 0 rg 1 0 0 1", page=1), C, P),
    Mutant("rgb_nested", "rgb_vector", _nested_rgb),
    Mutant("rgb_shading", "rgb_shading", _rgb_shading, good.vector_card, P),
    Mutant("rgb_pattern", "rgb_vector", _rgb_pattern, good.vector_card, P),
    Mutant("rgb_indexed", "rgb_picture", _rgb_indexed),
    Mutant("rgb_blend", "blend_rgb",
           on_page("/Group", Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB))),
    Mutant("rgb_profile_cut", "icc_broken", _shorten_icc, good.tagged_rgb, P),
    Mutant("white_overprints", "white_vanishes", add("/Over gs 0 0 0 0 k 60 60 20 20 re f")),
    Mutant("ink_400", "ink_drawn", add("1 1 1 1 k 60 60 20 20 re f", 1), C, P),
    Mutant("spot_unknown", "spot_unknown", both(_white_named("PANTONE 485 C", "P"), add("/P cs 1 scn 9 9 9 9 re f"))),
    Mutant("spot_almost", "spot_usual", _white_named("Cut_Contour"), shop=None),
    Mutant("marks_in_all", "spot_all", _all),
    Mutant("spot_rgb", "spot_alternate", _rgb_alternate),
    Mutant("spot_tint", "spot_tint", _tint),
    Mutant("spot_two_ways", "spot_unlike", _two_cuts),
    Mutant("no_cut", "cut_missing", content(good.CUT, "")),
    Mutant("cut_open", "cut_open", content("171.5000 c h S", "171.9000 c S")),
    Mutant("cut_filled", "cut_filled", content("/Cut CS 1 SCN", "/Cut cs 1 scn /Cut CS 1 SCN 20 20 5 5 re f")),
    Mutant("cut_wide", "cut_width", content("0.25 w", "2 w")),
    Mutant("cut_no_width", "cut_hairline", content("0.25 w", "0 w")),
    Mutant("cut_half", "cut_tint", content("/Cut CS 1 SCN", "/Cut CS 0.5 SCN")),
    Mutant("cut_dashed", "cut_dashed", content("0.25 w", "0.25 w [3 2] 0 d")),
    Mutant("cut_transparent", "cut_transparent", _state(CA=0.5)),
    Mutant("cut_outside", "cut_outside", add("/Over gs /Cut CS 1 SCN 0.25 w " + good.ellipse(2, 2, 9, 9) + " S")),
    Mutant("cut_no_overprint", "cut_knocks_out",
           content(good.CUT, "/Plain gs /Cut CS 1 SCN 0.25 w " + good.ellipse(93.5, 107.7, 40, 40) + " S")),
    Mutant("cut_crosses", "cut_crosses",
           add("/Over gs /Cut CS 1 SCN 0.25 w " + good.ellipse(150, 107.7, 15, 15) + " S")),
    Mutant("cut_near", "cut_gap", add("/Over gs /Cut CS 1 SCN 0.25 w " + good.ellipse(170, 180, 5, 5) + " S "
                                     + good.ellipse(172, 192, 5, 5) + " S")),
    Mutant("cut_twice", "cut_twice", content(good.CUT, good.CUT + " " + good.CUT)),
    Mutant("white_as_picture", "white_picture", _white_picture),
    Mutant("ppi_180", "ppi_strong", art(small_art(284, 355))),
    Mutant("ppi_230", "ppi_low", art(small_art(363, 454))),
    Mutant("mask_80_ppi", "ppi_mask", art(_mask_100)),
    Mutant("picture_in_forms_60_ppi", "ppi_block", content("cm /Outer", "cm 3 0 0 3 0 0 cm /Outer"), _grown, P),
    Mutant("text_rich", "text_rich_black",
           content("/F 11 Tf 0 0 0 1 k", "/F 7 Tf 0.6 0.4 0.4 1 k", 1), C, P),
    Mutant("text_tiny", "text_small", content("/F 11 Tf", "/F 3 Tf", 1), C, P),
    Mutant("text_white", "text_white_small", content("/F 11 Tf 0 0 0 1 k", "/F 4.5 Tf 0 0 0 0 k", 1), C, P),
    Mutant("text_near", "text_near_trim", content("1 0 0 1 60 120 Tm", "1 0 0 1 26 120 Tm", 1), C, P),
    Mutant("text_cut", "text_cut", content("1 0 0 1 60 120 Tm", "1 0 0 1 16 120 Tm", 1), C, P),
    Mutant("no_font", "font_missing", content("/F 11 Tf", "/Nope 11 Tf", 1), C, P),
    Mutant("thin_line", "line_thin", content("0.5 w", "0.1 w", 1), C, P),
    Mutant("hairline", "line_hairline", content("0.5 w", "0 w", 1), C, P),
    Mutant("line_of_four", "line_tinted", content("0 0 0 1 K 0.5 w", "0.5 0.5 0.5 0.5 K 0.3 w", 1), C, P),
    Mutant("ends_at_trim", "bleed_missing", _short_picture, C, P),
    Mutant("bleed_1_mm", "bleed_missing", on_page("/BleedBox", Array([19.8, 19.8, 445, 309])), C, P),
    Mutant("bleed_2_mm", "bleed_small", on_page("/BleedBox", Array([17, 17, 447.9, 311.8])), C, P),
    Mutant("empty_page", "page_empty", on_page("/Contents", lambda pdf: Stream(pdf, b""), 1), C, P),
    Mutant("form_in_circles", "form_in_circles", _circle),
    Mutant("unknown_operator", "operator_unknown", add("1 2 wobble")),
    Mutant("state_not_restored", "content_broken", add("q q")),
    Mutant("encrypted", "encrypted", NOTHING, after=_locked),
    Mutant("ink_380", "ink_total", _heavy, C, P, plates=True),
    Mutant("white_plate_empty", "plate_empty", _covered, plates=True),
    Mutant("bleed_painted_over", "bleed_unprinted", _masked_edge, C, P, plates=True),
)  # fmt: skip
MUTANTS = TWENTY_TWO + MORE
