"""The file as a whole: version, identity, lock, and what its XMP and Info say of it (ISO 15930-7, 6; layout2d §1.1)."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from pikepdf import Array, Name, Pdf, Stream

from app.errors import FileRefusedError
from app.i18n import text
from app.layouts.preflight.objects import decoded, filters, get, name, words
from app.layouts.preflight.report import Finding, Rule

X4 = text("Export the file again as PDF/X-4.")
HEADER = Rule("header", "warns", text("The file does not begin with the mark of a PDF."), X4)
VERSION = Rule(
    "version", "warns", text("The file is PDF {version}; PDF/X-4 is PDF 1.6 and old machines read no more."), X4
)
VERSION_2 = Rule("version_2", "blocks", text("The file is PDF {version}, which PDF/X-4 does not allow."), X4)
ID = Rule("file_id", "blocks", text("The file has no ID, so that nobody can tell two versions of it apart."), X4)
ENCRYPTED = Rule(
    "encrypted", "blocks", text("The file is locked: the print shop could not open it."),
    text("Take off the password and every restriction, and export it again."),
)  # fmt: skip
XMP = Rule("xmp_missing", "blocks", text("The file does not describe itself: its XMP metadata is missing."), X4)
XMP_BROKEN = Rule("xmp_broken", "blocks", text("The description of the file (XMP metadata) cannot be read."), X4)
XMP_PACKED = Rule("xmp_packed", "blocks", text("The XMP metadata is compressed; PDF/X-4 wants it readable."), X4)
X_VERSION = Rule("x_version", "blocks", text("The file does not call itself PDF/X-4."), X4)
X_OTHER = Rule("x_other", "blocks", text("The file calls itself {version}, not PDF/X-4."), X4)
X_INFO = Rule(
    "x_version_info", "warns", text("The file calls itself PDF/X-4 in one place and {version} in another."), X4
)
TITLE = Rule("title", "warns", text("The file has no title."), text("Give the document a title, and export it again."))
DATES = Rule("dates", "blocks", text("The file does not say when it was made and changed: {key} is missing."), X4)
DATE_FORM = Rule("date_form", "blocks", text("The date in {key} cannot be read."), X4)
DATES_DISAGREE = Rule("dates_disagree", "warns", text("The file gives two dates for {key}."), X4)
TRAPPED = Rule(
    "trapped", "blocks", text("The file does not say whether it is trapped."),
    text("Set “Trapped” to “False” in the document properties, or to “True” if it is trapped."),
)  # fmt: skip
TRAPPED_NAME = Rule(
    "trapped_name", "blocks", text("“Trapped” is {value}; it may only be True or False."), TRAPPED.remedy
)
DOCUMENT_ID = Rule("document_id", "warns", text("The XMP metadata lacks {key}."), X4)
RULES = (
    HEADER, VERSION, VERSION_2, ID, ENCRYPTED, XMP, XMP_BROKEN, XMP_PACKED, X_VERSION, X_OTHER, X_INFO, TITLE, DATES,
    DATE_FORM, DATES_DISAGREE, TRAPPED, TRAPPED_NAME, DOCUMENT_ID,
)  # fmt: skip

NAMESPACES = {
    "http://www.npes.org/pdfx/ns/id/": "pdfxid",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
}
MOST_XMP = 4_000_000
PDF_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?([Zz]|[+-]\d\d'?(\d\d'?)?)?'?$")
XMP_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$")


def check_file(pdf: Pdf, head: bytes) -> Iterator[Finding]:
    """``head``: the first bytes of the file."""
    yield from _version(pdf, head)
    if pdf.is_encrypted:
        yield ENCRYPTED.at()
    given = get(pdf.trailer, "/ID")
    if not isinstance(given, Array) or len(given) != 2:
        yield ID.at()
    info = get(pdf.trailer, "/Info")
    said, trouble = _xmp(pdf)
    yield from trouble
    yield from _identity(said, info)
    if not said.get("dc:title", "").strip() and not (words(get(info, "/Title")) or "").strip():
        yield TITLE.at()
    yield from _dates(said, info)
    yield from _trapped(said, info)
    if said:
        for key in ("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass"):
            if key not in said:
                yield DOCUMENT_ID.at(key=key)


def _version(pdf: Pdf, head: bytes) -> Iterator[Finding]:
    found = re.search(rb"%PDF-(\d\.\d)", head[:1024])
    if found is None or found.start() != 0:
        yield HEADER.at()
    versions = [found[1].decode() if found else "", name(get(pdf.Root, "/Version")) or ""]
    version = max(versions)
    if version >= "2.0":
        yield VERSION_2.at(version=version)
    elif version > "1.6":
        yield VERSION.at(version=version)


def _xmp(pdf: Pdf) -> tuple[dict[str, str], list[Finding]]:
    """What the XMP says, by prefixed name, and what is wrong with it."""
    from defusedxml import DefusedXmlException  # noqa: PLC0415 - only in the child that reads the file
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    stream = get(pdf.Root, "/Metadata")
    if not isinstance(stream, Stream):
        return {}, [XMP.at()]
    trouble = [XMP_PACKED.at()] if filters(stream) else []
    try:
        data = decoded(stream)
        if len(data) > MOST_XMP:
            return {}, [*trouble, XMP_BROKEN.at()]
        root: Element = fromstring(data.strip(b"\0 \r\n\t"))
    except (FileRefusedError, ParseError, DefusedXmlException, ValueError, LookupError):
        return {}, [*trouble, XMP_BROKEN.at()]
    said: dict[str, str] = {}
    for description in root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"):
        for key, value in description.attrib.items():
            said[_prefixed(key)] = value
        for child in description:
            said[_prefixed(child.tag)] = "".join(child.itertext()).strip()
    return said, trouble


def _prefixed(tag: str) -> str:
    space, _, local = tag.removeprefix("{").partition("}")
    return f"{NAMESPACES.get(space, '?')}:{local}"


def _identity(said: dict[str, str], info: object) -> Iterator[Finding]:
    in_info = words(get(info, "/GTS_PDFXVersion"))
    version = said.get("pdfxid:GTS_PDFXVersion")
    if version is None:
        older = in_info is not None and not in_info.startswith("PDF/X-4")
        yield X_OTHER.at(version=in_info) if older else X_VERSION.at()
    elif version != "PDF/X-4":
        yield X_OTHER.at(version=version)
    elif in_info is not None and in_info != version:
        yield X_INFO.at(version=in_info)


def _dates(said: dict[str, str], info: object) -> Iterator[Finding]:
    for key, same in (("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate"), ("", "xmp:MetadataDate")):
        given, stated = words(get(info, "/" + key)) if key else None, said.get(same)
        if key and given is None:
            yield DATES.at(key=key)
        if stated is None:
            yield DATES.at(key=same)
        in_info = PDF_DATE.match(given) if given is not None else None
        in_xmp = XMP_DATE.match(stated) if stated is not None else None
        if given is not None and in_info is None:
            yield DATE_FORM.at(key=key)
        if stated is not None and in_xmp is None:
            yield DATE_FORM.at(key=same)
        if in_info and in_xmp and in_info.groups()[:5] != in_xmp.groups()[:5] and _zone(in_info[7]) == _zone(in_xmp[7]):
            yield DATES_DISAGREE.at(key=key)


def _zone(given: str | None) -> str:
    return (given or "Z").replace("'", "").replace(":", "").replace("+0000", "Z").upper()


def _trapped(said: dict[str, str], info: object) -> Iterator[Finding]:
    value = get(info, "/Trapped")
    if value is None:
        yield TRAPPED.at()
    elif not isinstance(value, Name) or name(value) not in ("True", "False"):
        yield TRAPPED_NAME.at(value=name(value) or words(value) or str(value))
    if "pdf:Trapped" in said and said["pdf:Trapped"] not in ("True", "False"):
        yield TRAPPED_NAME.at(value=said["pdf:Trapped"])
