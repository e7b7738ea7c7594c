"""Many orders at once, through the real tables: made-up people, states spread as in a workshop that has run for years.

``python -m tests.bench.orders_figures.bulk ADDRESS ORDERS`` fills a book (a file or postgresql://…) with them.
"""

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from app.commands.office import Office
from app.orders.due import STEPS, write_dues
from app.orders.record import Record, now
from app.orders.records import Consent, Contact, Creation, Item, Order
from app.orders.serials import serial_of
from app.orders.stages import IN_PRODUCTION, TO_MODEL, TO_PRINT, stage_of
from app.security.contact import seal_contact
from app.shipping.records import Parcel
from tests.bench.orders_figures.place import office_at

ITEMS = 3
OPEN_SHARE = 0.1
ACCOUNTS = 20
_CHUNK = 500
_THINGS = [
    "流光鱼",
    "月亮",
    "小熊",
    "生日",
    "猫",
    "星空",
    "城市",
    "夜跑",
    "告白",
    "气球",
    "海边",
    "青春",
    "舞台",
    "麦克风",
    "雨天",
    "火车",
    "花园",
    "晚风",
    "机器人",
    "向日葵",
]
_KINDS = ["彩铃", "视频彩铃", "头像", "封面", "角色"]
_CAMPAIGNS = ["spring", "双十一", "生日月", "campus", "演唱会"]
_NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_PRODUCTS = (("figurine", "white", 100.0, None), ("figurine", "color", 120.0, None), ("photo", "", 152.0, 102.0),
             ("postcard", "", 148.0, 100.0), ("magnet", "", 60.0, 60.0), ("keychain", "", 50.0, 50.0))  # fmt: skip
_ITEM_STATES = (*TO_MODEL, *TO_MODEL, "proof_sent", "proof_sent", *TO_PRINT, *IN_PRODUCTION, "ready_to_pack", "on_hold")
_PARCEL_STATES = ("verified", "labelled", "handed_over", "in_transit", "out_for_delivery", "at_locker", "signed", "unboxed",
                  "problem")  # fmt: skip


def fill(office: Office, orders: int, *, tell: bool = False) -> float:
    """Seconds that it took."""
    began, chance, at = time.perf_counter(), random.Random(orders), now()
    for start in range(0, orders, _CHUNK):
        records: list[Record] = []
        with office.book.writing(office.actor) as book:
            for number in range(start, min(start + _CHUNK, orders)):
                made = list(
                    one_order(
                        office,
                        chance,
                        number,
                        at - timedelta(minutes=6 * (orders - number)),
                        number > orders * (1 - OPEN_SHARE),
                    )
                )
                records += made
                for record in made:
                    if isinstance(record, Order):
                        book.note("order.received", record, facts={"items": ITEMS, "source": "bench"})
                    if isinstance(record, Item):
                        book.note("item.start", record, facts={"from": "new", "to": "modeling"})
            book.add_all(records)
        if tell and start % 10_000 == 0:
            print(f"{start:>8} orders, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return time.perf_counter() - began


def one_order(
    office: Office, chance: random.Random, number: int, received: datetime, is_open: bool
) -> Iterator[Record]:
    """The records of one order with its items, in a parcel where they are so far."""
    due = received + timedelta(days=chance.randrange(3, 15))
    packed = not is_open or chance.random() < 0.3
    parcel_state = chance.choice(_PARCEL_STATES) if is_open else "accepted"
    order = Order(
        number=f"MG-{received:%Y%m%d}-{number % 10_000:04}",
        source="bench",
        key=f"ext{number:08}",
        channel=chance.choice(("app", "h5", "mini")),
        campaign=chance.choice(_CAMPAIGNS),
        priority=chance.choices((0, 1, 2), (20, 2, 1))[0],
        status="in_progress" if is_open else "accepted",
        received_at=received,
        due_at=due,
    )
    yield order
    contact = Contact(order=order.id)
    name = "测试" + "".join(chance.choices(_NAMES, k=2))
    phone = f"138{chance.randrange(10**8):08}"
    yield replace(
        contact,
        **seal_contact(office.vault, contact.id, name, phone, f"上海市浦东新区测试路{number % 999}号{number % 30}室"),
    )
    creation = Creation(
        order=order.id,
        key=f"cr{chance.randrange(10**9):09}",
        title=f"{chance.choice(_KINDS)} {chance.choice(_THINGS)}{chance.choice(_THINGS)}",
    )
    yield creation
    yield Consent(order=order.id, text_version="1", given_at=received, scopes=("likeness", "shipping"))
    parcel = Parcel(
        number=f"P-{number:08}", order=order.id, state=parcel_state, waybill=f"SF{chance.randrange(10**12):012}"
    )
    if packed:
        yield parcel
    assignee = chance.choice((None, *range(1, ACCOUNTS + 1)))
    for position in range(1, ITEMS + 1):
        product, finish, height, width = chance.choice(_PRODUCTS)
        state = "packed" if packed else chance.choice(_ITEM_STATES)
        yield Item(
            order=order.id,
            position=position,
            serial=serial_of(number * ITEMS + position + 1_000_000),
            product=product,
            finish=finish,
            height_mm=height,
            width_mm=width,
            creation=creation.id,
            state=state,
            stage=stage_of(state, parcel_state if packed else None),
            held_from="modeling" if state == "on_hold" else "",
            hold_reason="customer" if state == "on_hold" else "",
            parcel=parcel.id if packed else None,
            assignee=assignee,
            dues=write_dues(dict.fromkeys(STEPS, due)),
            due_at=due - timedelta(hours=chance.randrange(96)),
        )


def main() -> int:
    address, orders = sys.argv[1], int(sys.argv[2])
    office = office_at(address, Path(address).parent if "://" not in address else Path.cwd())
    try:
        print(f"{orders} orders in {fill(office, orders, tell=True):.1f} s")
    finally:
        office.book.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
