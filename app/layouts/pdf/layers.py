"""Layers of a file, so that one may look at white, picture and cut line alone.

White, varnish and what is cut are marked as processing steps too (ISO 19593-1): a RIP that knows the standard need not guess
from names. The names of the spot colours say the same to all others.
"""

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from app.layouts.pdf.syntax import Content

ART, MARKS = "art", "marks"
LAYERS: dict[str, tuple[str, str, str]] = {
    "white": ("White", "White", ""),
    ART: ("Artwork", "", ""),
    "varnish": ("Varnish", "Varnish", ""),
    "crease": ("Crease", "Structural", "Creasing"),
    "perforate": ("Perforation", "Structural", "Perforating"),
    "kiss_cut": ("Kiss cut", "Structural", "PartialCutting"),
    "cut": ("Cut", "Structural", "Cutting"),
    MARKS: ("Marks", "", ""),
}
"""Of each layer: what it is called, the group and the type of its processing step. From below to above."""


class Layers:
    """The layers of one file, made as they are used."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._groups: dict[str, Object] = {}

    def begin(self, layer: str, content: Content) -> None:
        content.add("BDC", "/OC", f"/{layer}")
        content.named.setdefault("OC", {})[layer] = None

    def end(self, content: Content) -> None:
        content.add("EMC")

    def properties(self, content: Content) -> Dictionary:
        """The property resources of a page's content."""
        return Dictionary({f"/{layer}": self._group(layer) for layer in content.named.get("OC", ())})

    def finish(self) -> None:
        """Name all layers in the catalogue; the first is the uppermost, as programs list them."""
        found = [self._groups[layer] for layer in LAYERS if layer in self._groups]
        if found:
            self._pdf.Root.OCProperties = Dictionary(
                OCGs=Array(found),
                D=Dictionary(Name=String("Layers"), BaseState=Name.ON, Order=Array(found[::-1]), ON=Array(found)),
            )

    def _group(self, layer: str) -> Object:
        if layer not in self._groups:
            title, group, kind = LAYERS[layer]
            made = Dictionary(Type=Name.OCG, Name=String(title), Intent=Name.View)
            if group:
                step = Dictionary(GTS_ProcStepsGroup=Name("/" + group))
                if kind:
                    step.GTS_ProcStepsType = Name("/" + kind)
                made.GTS_Metadata = step
            self._groups[layer] = self._pdf.make_indirect(made)
        return self._groups[layer]
