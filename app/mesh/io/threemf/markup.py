"""The XML side of a 3MF file: no document types, no entities, and the rules that the library overlooks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from app.errors import FileRefusedError
from app.i18n import text
from app.mesh.io.threemf.refusal import against_the_rules

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
MATERIAL = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"
READ = {
    CORE,
    MATERIAL,
    "http://schemas.microsoft.com/3dmanufacturing/production/2015/06",
    "http://schemas.microsoft.com/3dmanufacturing/slice/2015/07",
    "http://schemas.microsoft.com/3dmanufacturing/trianglesets/2021/07",
}
DEEPEST = 64
REPEATABLE = {"Description"}  # the consortium's own samples have two
Start = Callable[[str, dict[str, str]], None]


@dataclass(frozen=True)
class Relationship:
    """One relationship between parts."""

    kind: str
    target: str
    external: bool


def parse(chunks: Iterable[bytes], start: Start, end: Callable[[str], None] | None = None) -> dict[str, str]:
    """Run over the markup; names are "namespace name". Returns namespaces by prefix. Raises FileRefusedError.

    Entities are never expanded: a document type, the only place that can declare them, ends the reading.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    prefixes: dict[str, str] = {}
    depth = 0

    def refuse_doctype(*_: object) -> None:
        raise against_the_rules(text("it declares a document type"))

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in ("UTF-8", "UTF-16"):
            raise against_the_rules(text("its encoding is {name}", name=encoding[:20]))

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise against_the_rules(text("its elements are nested too deeply"))
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    def namespace(prefix: str | None, uri: str | None) -> None:
        prefixes[prefix or ""] = uri or ""

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    parser.XmlDeclHandler = declaration
    parser.StartNamespaceDeclHandler = namespace
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.buffer_text = True
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise against_the_rules(text("its XML is at fault in line {n}", n=error.lineno)) from error
    return prefixes


def check_xml(chunks: Iterable[bytes]) -> None:
    """Raise FileRefusedError where this is not plain, well-formed XML."""
    parse(chunks, lambda _name, _attributes: None)


def relationships(chunks: Iterable[bytes]) -> list[Relationship]:
    """The relationships of a .rels part. Raises FileRefusedError."""
    found: list[Relationship] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Relationship"):
            kind, target = attributes.get("Type"), attributes.get("Target")
            if kind is None or target is None:
                raise against_the_rules(text("a relationship without target"))
            found.append(Relationship(kind, target, attributes.get("TargetMode") == "External" or "://" in target))

    parse(chunks, start)
    return found


@dataclass
class _Model:
    """What is noted while a model part passes by."""

    path: list[str] = field(default_factory=list)
    metadata: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    object_types: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    items: list[str] = field(default_factory=list)
    built: int = 0
    unprinted: list[int] = field(default_factory=list)
    required: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        # The two names that make up all of a large model come first.
        if name in (_VERTEX, _TRIANGLE):
            self.path.append(name)
            return
        if "http://www.w3.org/XML/1998/namespace space" in attributes:
            raise against_the_rules(text("it sets xml:space"))
        depth = len(self.path)
        parent = self.path[-1] if self.path else ""
        self.path.append(name)
        if depth == 0:
            if name != f"{CORE} model":
                raise against_the_rules(text("it holds no model"))
            self.required = attributes.get("requiredextensions", "").split()
        elif depth == 1:
            self._section(name, attributes)
        elif name == f"{MATERIAL} color" and "color" not in attributes:
            raise against_the_rules(text("a colour without a value"))
        elif parent == f"{CORE} resources":
            self._resource(name, attributes)
        elif name == f"{CORE} item":
            self._item(attributes)

    def end(self, _name: str) -> None:
        self.path.pop()

    def _section(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{CORE} metadata":
            title = attributes.get("name", "")
            if not title:
                raise against_the_rules(text("metadata without a name"))
            if title in self.metadata and title not in REPEATABLE:
                raise against_the_rules(text("“{name}” is there twice", name=title[:40]))
            self.metadata.add(title)
        elif name in self.sections:
            raise against_the_rules(text("a section is there twice"))
        else:
            self.sections.add(name)

    def _item(self, attributes: dict[str, str]) -> None:
        if attributes.get("printable") == "0":  # of PrusaSlicer, Bambu Studio and Orca
            self.unprinted.append(self.built)
        self.built += 1
        if not any("path" in key for key in attributes):
            self.items.append(attributes.get("objectid", ""))

    def _resource(self, name: str, attributes: dict[str, str]) -> None:
        number = attributes.get("id")
        if number is None:
            return
        if number in self.ids:
            raise against_the_rules(text("two resources have the number {n}", n=number[:12]))
        self.ids.add(number)
        if name == f"{CORE} object":
            self.object_types[number] = attributes.get("type", "model")


_VERTEX, _TRIANGLE = f"{CORE} vertex", f"{CORE} triangle"


def check_prusa_volumes(chunks: Iterable[bytes]) -> None:
    """Raise FileRefusedError where PrusaSlicer notes that a part of a mesh is none of the figurine.

    It writes all volumes of an object into one mesh; what they are for stands in a part of its own.
    """

    def start(_name: str, attributes: dict[str, str]) -> None:
        key, value = attributes.get("key"), attributes.get("value")
        if (key == "volume_type" and value != "ModelPart") or (key == "modifier" and value == "1"):
            raise FileRefusedError(
                text(
                    "The file holds helper shapes of its slicer (modifiers, support blockers); export the figurine alone as STL."
                )
            )

    parse(chunks, start)


def check_model(chunks: Iterable[bytes], *, root: bool) -> frozenset[int]:
    """The numbers of build items, from 0, that their slicer is told not to print.

    Raises FileRefusedError where this model part breaks a rule; ``root``: it is the one that is built.
    """
    model = _Model()
    prefixes = parse(chunks, model.start, model.end)
    for prefix in model.required:
        if prefixes.get(prefix, prefix) not in READ:
            raise FileRefusedError(
                text(
                    "The 3MF file needs the extension “{name}”, which is not read; export it without that.",
                    name=prefix[:60],
                )
            )
    for section in ("resources", "build"):
        if f"{CORE} {section}" not in model.sections:
            raise against_the_rules(text("“{name}” is missing", name=section))
    if root:
        for item in model.items:
            if item not in model.object_types:
                raise against_the_rules(text("it builds object {n}, which is not there", n=item[:12]))
            if model.object_types[item] == "other":
                raise against_the_rules(text("it builds object {n}, which is not meant to be printed", n=item[:12]))
    return frozenset(model.unprinted)
