"""What may not be in a file for print, wherever it hides: every object of the file is looked at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Pdf, Stream

from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.preflight.marks import common
from app.layouts.preflight.objects import entries, filters, get, items, name, words
from app.layouts.preflight.report import Finding, Rule
from app.layouts.preflight.view import View, rectangle

FLAT = text("Export it again as PDF/X-4 from the program that made it; that leaves this out.")
SCRIPT = Rule("javascript", "blocks", text("The file carries a program (JavaScript)."), FLAT)
ACTION = Rule("actions", "blocks", text("The file does something when it is opened or clicked (an action)."), FLAT)
POSTSCRIPT = Rule("postscript", "blocks", text("The file carries PostScript code."), FLAT)
TRANSFER = Rule("transfer_curve", "blocks", text("The file bends the tones at the press (transfer function)."), FLAT)
HALFTONE = Rule("halftone_name", "warns", text("The file brings its own halftone; the press has its own."), FLAT)
LZW = Rule("lzw", "blocks", text("A part of the file is packed with LZW, which PDF/X does not allow."), FLAT)
OPI = Rule("opi", "blocks", text("A picture is only a stand-in for another file (OPI)."), FLAT)
ALTERNATES = Rule("alternates", "blocks", text("A picture has a second version of itself: which is printed?"), FLAT)
REFERENCE = Rule("external", "blocks", text("A part of the file lies in another file."), FLAT)
FORM = Rule("form_fields", "warns", text("The file has form fields to fill in."), FLAT)
XFA = Rule("xfa", "blocks", text("The page is a form that only Acrobat can draw (XFA)."), FLAT)
NOTE = Rule(
    "annotation", "blocks", text("A note or link ({kind}) lies on the printed part of the page."),
    text("Delete it, or print it into the page."),
)  # fmt: skip
ATTACHED = Rule(
    "attachments", "informs", text("The file has other files attached to it; they are not printed."),
    text("Take them out if the print shop does not need them."),
)  # fmt: skip
HIDDEN = Rule(
    "layer_hidden", "warns", text("The layer “{name}” is switched off and will not be printed, or will be by some."),
    text("Delete the layer, or switch it on."),
)  # fmt: skip
RULES = (
    SCRIPT, ACTION, POSTSCRIPT, TRANSFER, HALFTONE, LZW, OPI, ALTERNATES, REFERENCE, FORM, XFA, NOTE, ATTACHED, HIDDEN,
)  # fmt: skip
ACTIONS = frozenset((
    "GoTo", "GoToR", "GoToE", "Launch", "Thread", "URI", "Sound", "Movie", "Hide", "Named", "SubmitForm", "ResetForm",
    "ImportData", "SetOCGState", "Rendition", "Trans", "GoTo3DView", "RichMediaExecute",
))  # fmt: skip
OUTSIDE = frozenset(("PrinterMark", "TrapNet"))
MOST_OBJECTS = 2_000_000
DEEPEST = 40


@dataclass
class Seen:
    """What was met among the objects."""

    rules: dict[str, Rule] = field(default_factory=dict)

    def add(self, rule: Rule) -> None:
        self.rules[rule.id] = rule


def check_forbidden(pdf: Pdf, progress: Progress) -> Iterator[Finding]:
    """Every object, the names and the catalogue."""
    seen = Seen()
    for index, each in enumerate(pdf.objects):
        if index % 1024 == 0:
            progress(0.0)
        if index > MOST_OBJECTS:
            break
        _look(each, seen, 0)
    _look(pdf.trailer, seen, 0)
    root = pdf.Root
    if get(root, "/Names", "/JavaScript") is not None:
        seen.add(SCRIPT)
    if isinstance(get(root, "/OpenAction"), Dictionary) or get(root, "/AA") is not None:
        seen.add(ACTION)
    fields = get(root, "/AcroForm", "/Fields")
    if isinstance(fields, Array) and len(fields):
        seen.add(FORM)
    if get(root, "/AcroForm", "/XFA") is not None:
        seen.add(XFA)
    if get(root, "/Names", "/EmbeddedFiles") is not None or get(root, "/AF") is not None:
        seen.add(ATTACHED)
    yield from (rule.at() for rule in RULES if rule.id in seen.rules)
    yield from _layers(root)


def check_notes(view: View) -> Iterator[Finding]:
    """Annotations within the bleed of a page. Printer's marks belong outside it, and only they may be there."""
    notes = view.obj.get("/Annots")
    for note in items(notes) if isinstance(notes, Array) else ():
        kind = name(get(note, "/Subtype")) or "?"
        box = rectangle(get(note, "/Rect"))
        if kind not in OUTSIDE and box is not None and common(box, view.printed) is not None:
            yield NOTE.at(view.number, view.place(box), kind=kind)


def check_painted(view: View, *, postscript: bool, opi: bool, lzw: bool, told: Sequence[str]) -> Iterator[Finding]:
    """What only the content of the page shows; rules that the objects have shown already are not told again."""
    for rule, found in ((POSTSCRIPT, postscript), (OPI, opi), (LZW, lzw)):
        if found and rule.id not in told:
            yield rule.at(view.number)


def _look(value: object, seen: Seen, depth: int) -> None:
    """One object and what is directly in it; indirect ones have their own turn."""
    if depth > DEEPEST:
        return
    if isinstance(value, Array):
        for inner in items(value):
            if isinstance(inner, Dictionary | Array) and not inner.is_indirect:
                _look(inner, seen, depth + 1)
        return
    if not isinstance(value, Dictionary | Stream):
        return
    if isinstance(value, Stream):
        _stream(value, seen)
    _dictionary(value, seen)
    for _, inner in entries(value):
        if isinstance(inner, Dictionary | Array) and not inner.is_indirect:
            _look(inner, seen, depth + 1)


def _stream(stream: Stream, seen: Seen) -> None:
    if "LZWDecode" in filters(stream):
        seen.add(LZW)
    if get(stream, "/F") is not None:
        seen.add(REFERENCE)
    kind = name(get(stream, "/Subtype"))
    if kind == "PS" or name(get(stream, "/Subtype2")) == "PS" or get(stream, "/PS") is not None:
        seen.add(POSTSCRIPT)
    if kind in ("Image", "Form") and get(stream, "/OPI") is not None:
        seen.add(OPI)
    if kind == "Image" and get(stream, "/Alternates") is not None:
        seen.add(ALTERNATES)
    if kind == "Form" and get(stream, "/Ref") is not None:
        seen.add(REFERENCE)


def _dictionary(value: Dictionary | Stream, seen: Seen) -> None:
    action = name(get(value, "/S"))
    if action == "JavaScript" or (get(value, "/JS") is not None and action == "Rendition"):
        seen.add(SCRIPT)
    is_action = name(get(value, "/Type")) == "Action" or (
        action in ACTIONS and (get(value, "/Type") is None) and (get(value, "/D") or get(value, "/URI")) is not None
    )
    if is_action and action != "JavaScript":
        seen.add(ACTION)
    if isinstance(get(value, "/AA"), Dictionary):
        seen.add(ACTION)
    if isinstance(value, Stream):
        return
    if _bends(value):
        seen.add(TRANSFER)
    graphics = name(get(value, "/Type")) == "ExtGState" or any(get(value, k) is not None for k in ("/OP", "/ca", "/BM"))
    if graphics and get(value, "/HT") is not None and name(get(value, "/HT")) != "Default":
        seen.add(HALFTONE)


def _bends(value: Dictionary) -> bool:
    """Whether a graphics state has a transfer function. In a soft mask TR shapes the mask and not the inks."""
    if name(get(value, "/S")) in ("Alpha", "Luminosity"):
        return False
    first, second = get(value, "/TR"), get(value, "/TR2")
    return (first is not None and name(first) != "Identity") or (second is not None and name(second) != "Default")


def _layers(root: object) -> Iterator[Finding]:
    groups = get(root, "/OCProperties", "/OCGs")
    if not isinstance(groups, Array):
        return
    default = get(root, "/OCProperties", "/D")
    off, on = get(default, "/OFF"), get(default, "/ON")
    hidden = {_key(g) for g in items(off)} if isinstance(off, Array) else set()
    shown = {_key(g) for g in items(on)} if isinstance(on, Array) else set()
    all_off = name(get(default, "/BaseState")) == "OFF"
    for group in items(groups):
        never_printed = name(get(group, "/Usage", "/Print", "/PrintState")) == "OFF"
        if _key(group) in hidden or (all_off and _key(group) not in shown) or never_printed:
            yield HIDDEN.at(name=_title(group))


def _key(group: object) -> object:
    return group.objgen if isinstance(group, pikepdf.Object) else None


def _title(group: object) -> str:
    return words(get(group, "/Name")) or "?"
