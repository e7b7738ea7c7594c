"""What stands on the papers of one parcel. Names, phones and addresses come masked already."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Party:
    """Sender or receiver as printed; the receiver's is masked after GB/T 41833."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class Goods:
    """A line. ``what``: product and size, may be read by anybody who carries the parcel; ``title``: the buyer's own."""

    title: str
    what: str
    quantity: int
    serial: str = ""
    order: str = ""
    picture: bytes = b""


@dataclass(frozen=True)
class Slip:
    """A parcel on paper. ``card``: what the QR code of the unboxing card says; ``date``: as printed."""

    parcel: str
    orders: tuple[str, ...]
    carrier: str
    waybill: str
    sender: Party
    receiver: Party
    goods: tuple[Goods, ...]
    weight_g: int | None
    date: str
    card: str
    language: str = "zh_CN"

    @property
    def pieces(self) -> int:
        """Units in all."""
        return sum(goods.quantity for goods in self.goods)


@dataclass(frozen=True)
class LabelSize:
    """Paper of a label printer."""

    id: str
    width_mm: float
    height_mm: float

    @property
    def title(self) -> str:
        """For people."""
        return f"{self.width_mm:g} × {self.height_mm:g} mm"


LABEL_SIZES = {
    s.id: s for s in (LabelSize("76x130", 76, 130), LabelSize("100x150", 100, 150), LabelSize("100x180", 100, 180))
}
LIST_SIZES = {s.id: s for s in (LabelSize("100x150", 100, 150), LabelSize("a5", 148, 210))}
UNIT_SIZES = {s.id: s for s in (LabelSize("50x30", 50, 30), LabelSize("40x30", 40, 30))}
CARD_SIZE = LabelSize("card", 90, 54)
DPI = (203, 300)
