"""Another PC that looks on: writes when it has seen which version of which order. ``looking_on ADDRESS FOLDER``.

A process of its own, started by ``workstations``. One line "ORDER VERSION TIME" for each, TIME as ``time.time()`` once the order
was read again after the word of its change; ends when its standard input does.
"""

import queue
import sys
import time
from pathlib import Path

from app.orders.book import Changed
from app.orders.records import Order
from tests.bench.orders_figures.place import book_at


def main() -> int:
    """Look on until nobody is left who wants to know."""
    book = book_at(sys.argv[1], Path(sys.argv[2]), "PC-99")
    heard: queue.SimpleQueue[Changed] = queue.SimpleQueue()
    stop = book.watch(heard.put, lambda _there: None)
    print("ready", flush=True)
    wanted = {int(line) for line in iter(sys.stdin.readline, "end\n")}
    done = False
    while not done:
        try:
            change = heard.get(timeout=2.0)
        except queue.Empty:
            break
        found = wanted if change.everything else wanted & change.orders
        if found:
            with book.reading() as reading:
                seen = reading.get_all(Order, found)
            at = time.time()
            for order in seen.values():
                print(order.id, order.version, at, flush=True)
    stop()
    book.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
