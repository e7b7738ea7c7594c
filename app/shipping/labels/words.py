"""The few words that are printed. In the language of the buyer, not of the screen, so they are not in the catalogue."""

_WORDS: dict[str, tuple[str, str]] = {
    "private": ("隐私面单", "Private label"),
    "to": ("收", "TO"),
    "from": ("寄", "FROM"),
    "order": ("订单", "Order"),
    "contents": ("内件", "Contents"),
    "pieces": ("共 {n} 件", "{n} pieces"),
    "piece": ("共 1 件", "1 piece"),
    "weight": ("{kg} kg", "{kg} kg"),
    "parcel": ("包裹", "Parcel"),
    "list": ("装箱单", "Packing list"),
    "page": ("第 {n} / {all} 页", "Page {n} / {all}"),
    "buyer": ("收件人", "Recipient"),
    "check": ("收到请逐件核对，如有破损或缺件请保留包装并联系客服。",
              "Please check each piece; if one is broken or missing, keep the box and tell us."),
    "card": ("开箱卡", "Unboxing card"),
    "thanks": ("谢谢你把灵感交给我们！", "Thank you for trusting us with your idea!"),
    "scan": ("开箱后请扫码验收，质保从验收之日起算。",
             "Scan when you have unboxed it: the warranty begins when you accept."),
    "no_carrier": ("快递", "Courier"),
}  # fmt: skip


def word(name: str, language: str, **values: object) -> str:
    """A printed word; Chinese unless the buyer's language is English."""
    return _WORDS[name][1 if language == "en" else 0].format(**values)


def pieces(count: int, language: str) -> str:
    """How many pieces."""
    return word("piece" if count == 1 else "pieces", language, n=count)
