"""What a file says of itself: PDF/X-4, which press it is for, when and for what it was made (layout2d §1.1).

Nothing here comes from the clock or from chance: the same job gives the same bytes.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from app.layouts.color.press import Press

VERSION = "1.6"
PRODUCER = "Statuette"
X4 = "PDF/X-4"
REGISTRY = "http://www.color.org"
NAMESPACE = UUID("6f2b0c0a-4c2e-5d9b-9c36-6d3f0d0f7a11")
_PACKET = "W5M0MpCehiHzreSzNTczkc9d"


@dataclass(frozen=True)
class Job:
    """What is written into the file beside what is printed.

    made  with its time zone; of the job, not of the clock
    """

    title: str
    made: datetime


def identify(pdf: Pdf, job: Job, press: Press, digest: bytes) -> None:
    """Write Info, XMP, output intent and ID. ``digest``: 32 bytes of all that is drawn."""
    document = uuid5(NAMESPACE, digest.hex())
    moment = pdf_date(job.made)
    pdf.docinfo["/Title"] = String(job.title)
    pdf.docinfo["/Creator"] = String(PRODUCER)
    pdf.docinfo["/Producer"] = String(PRODUCER)
    pdf.docinfo["/CreationDate"] = String(moment)
    pdf.docinfo["/ModDate"] = String(moment)
    pdf.docinfo["/Trapped"] = Name("/False")
    pdf.docinfo["/GTS_PDFXVersion"] = String(X4)  # newer files say it in XMP only, but some programs look here
    metadata = Stream(
        pdf, xmp(job, document).encode("utf-8")
    )  # never packed: RIPs look for it without opening the file
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    pdf.Root.OutputIntents = Array([output_intent(pdf, press)])
    pdf.trailer.ID = Array([String(digest[:16]), String(digest[16:32])])


def output_intent(pdf: Pdf, press: Press) -> Any:
    """Which inks on which paper the numbers in the file mean."""
    profile = Stream(pdf, zlib.compress(press.profile.content, 9))
    profile.Filter, profile.N = Name.FlateDecode, 4
    profile.Alternate = Name.DeviceCMYK
    return pdf.make_indirect(
        Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFX,
            OutputConditionIdentifier=String(press.condition),
            OutputCondition=String(press.profile.title),
            Info=String(press.profile.title),
            RegistryName=String(REGISTRY),
            DestOutputProfile=pdf.make_indirect(profile),
        )
    )


def pdf_date(moment: datetime) -> str:
    """As in ISO 32000-1 §7.9.4: D:20261130034500+00'00'."""
    written = moment.strftime("%z") or "+0000"
    return f"D:{moment:%Y%m%d%H%M%S}{written[:3]}'{written[3:5]}'"


def xmp(job: Job, document: UUID) -> str:
    """The XMP packet."""
    moment = job.made.replace(microsecond=0)
    iso = moment.isoformat() if moment.tzinfo else f"{moment.isoformat()}Z"
    return f"""<?xpacket begin="\ufeff" id="{_PACKET}"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
   <pdfxid:GTS_PDFXVersion>{X4}</pdfxid:GTS_PDFXVersion>
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(job.title)}</rdf:li></rdf:Alt></dc:title>
   <xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>
   <xmp:CreateDate>{iso}</xmp:CreateDate>
   <xmp:ModifyDate>{iso}</xmp:ModifyDate>
   <xmp:MetadataDate>{iso}</xmp:MetadataDate>
   <xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>
   <xmpMM:InstanceID>uuid:{document}</xmpMM:InstanceID>
   <xmpMM:VersionID>1</xmpMM:VersionID>
   <xmpMM:RenditionClass>default</xmpMM:RenditionClass>
   <pdf:Producer>{PRODUCER}</pdf:Producer>
   <pdf:Trapped>False</pdf:Trapped>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
