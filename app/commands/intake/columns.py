"""Which column of a table is what: proposed from its header, kept for the next time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.commands.office import Office, command
from app.i18n import Text, text
from app.orders.records import Setting
from app.security.permissions import Permission

FIELDS: dict[str, Text] = {
    "key": text("Order key"),
    "received_at": text("Received"),
    "due_at": text("Due"),
    "channel": text("Channel"),
    "campaign": text("Campaign"),
    "language": text("Language"),
    "priority": text("Priority"),
    "buyer.name": text("Buyer's name"),
    "buyer.phone": text("Buyer's phone"),
    "buyer.address": text("Buyer's address"),
    "consent": text("Consent to use the likeness"),
    "creation.key": text("Creation"),
    "creation.title": text("Title of the creation"),
    "creation.media_url": text("Link to the video or sound"),
    "creation.licence": text("Licence"),
    "product": text("Product"),
    "title": text("Title"),
    "finish": text("Finish"),
    "size": text("Size"),
    "base": text("Base"),
    "quantity": text("Quantity"),
}
"""What a column may be; one row is one item, rows with the same key are one order."""

NEEDED = ("key", "product")

_WORDS: dict[str, tuple[str, ...]] = {
    "key": ("key", "order", "order key", "order id", "order no", "order number",
            "订单号", "订单编号", "订单", "单号", "外部单号"),
    "received_at": ("received", "received at", "ordered", "order date", "order time", "created", "created at", "下单时间",
                    "下单日期", "订单时间", "创建时间", "日期"),
    "due_at": ("due", "due at", "due date", "deadline", "deliver by", "交期", "交货日期", "截止日期", "截止时间", "期望发货时间"),
    "channel": ("channel", "渠道", "来源渠道"),
    "campaign": ("campaign", "event", "活动", "活动名称"),
    "language": ("language", "语言"),
    "priority": ("priority", "优先级", "加急"),
    "buyer.name": ("name", "buyer", "buyer name", "customer", "recipient",
                   "收件人", "收货人", "姓名", "收件人姓名", "收货人姓名", "买家"),
    "buyer.phone": ("phone", "mobile", "tel", "telephone", "buyer phone", "手机", "手机号", "电话", "联系电话", "收件人电话",
                    "收货人电话", "收件人手机"),
    "buyer.address": ("address", "shipping address", "buyer address", "地址", "收货地址", "收件地址", "详细地址"),
    "consent": ("consent", "likeness", "肖像授权", "授权", "是否授权", "同意"),
    "creation.key": ("creation", "creation id", "creation key", "work id", "作品编号", "作品id", "创作编号", "作品号"),
    "creation.title": ("creation title", "work title", "song", "作品名称", "作品标题", "作品名", "歌名"),
    "creation.media_url": ("link", "url", "media", "media url", "video", "链接", "作品链接", "视频链接", "音频链接"),
    "creation.licence": ("licence", "license", "版权", "许可"),
    "product": ("product", "item", "product type", "产品", "品类", "商品", "商品名称", "产品类型", "产品名称"),
    "title": ("title", "item title", "标题", "款式名称"),
    "finish": ("finish", "material", "工艺", "材质", "表面", "颜色工艺"),
    "size": ("size", "height", "height mm", "尺寸", "规格", "高度"),
    "base": ("base", "底座"),
    "quantity": ("quantity", "qty", "count", "pieces", "数量", "件数"),
}  # fmt: skip

_SETTING = "intake.columns"


def propose(header: Sequence[str], kept: Mapping[str, str] | None = None) -> dict[int, str]:
    """Column number → field. What was chosen for a header before counts more than what its words say."""
    chosen: dict[int, str] = {}
    known = {_plain(name): field for name, field in (kept or {}).items() if field in FIELDS or not field}
    for number, name in enumerate(header):
        plain = _plain(name)
        field = known.get(plain)
        if field is None:
            field = next((f for f, words in _WORDS.items() if plain in {_plain(w) for w in (f, *words)}), "")
        if field and field not in chosen.values():
            chosen[number] = field
    return chosen


def missing(mapping: Mapping[int, str]) -> tuple[Text, ...]:
    """Names of the columns without which there is no order."""
    return tuple(FIELDS[field] for field in NEEDED if field not in mapping.values())


@command("intake.columns", Permission.ORDERS_IMPORT)
def kept_columns(office: Office, source: str) -> dict[str, str]:
    """What the columns of this source were the last time: header → field ("" for none)."""
    with office.book.reading() as book:
        kept = book.one(Setting, name=f"{_SETTING}.{source}")
    return {} if kept is None else {str(name): str(field) for name, field in kept.value.items()}


@command("intake.keep_columns", Permission.ORDERS_IMPORT)
def keep_columns(office: Office, source: str, header: Sequence[str], mapping: Mapping[int, str]) -> None:
    """Keep them for the next table of this source, on every PC. Raises StaleError."""
    value: dict[str, Any] = {name: mapping.get(number, "") for number, name in enumerate(header) if name}
    with office.book.writing(office.actor) as book:
        kept = book.one(Setting, name=f"{_SETTING}.{source}")
        if kept is None:
            book.add(Setting(name=f"{_SETTING}.{source}", value=value))
        elif dict(kept.value) != value:
            book.save(replace(kept, value=value))


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-./:：()（）*]+", " ", name).strip().casefold()
