"""The real window over a large book: memory, and how long from a key in the filter until the answer is on the screen.

``window_memory ADDRESS HOME`` opens the window, walks through its list, filters, opens orders; prints one JSON object.
``window_memory plain`` only loads what every such window loads, and shows an empty one.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

SECONDS = 120
WORDS = ("流", "流光", "流光鱼", "MG-2", "MG-20", "0172", "彩铃", "spring", "SF1", "zzzz", "h5", "双十一 猫")
PAGES = 60  # screens that are looked at while scrolling


def rss_mb() -> float:
    """Of this process."""
    return round(int(psutil.Process().memory_info().rss) / 1e6, 1)


def written_mb() -> float:
    """What this process has written itself: without the code of libraries, which the system reads again when it needs room."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon:"))
        return round(int(line.split()[1]) * 1024 / 1e6, 1)
    return round(int(psutil.Process().memory_full_info().uss) / 1e6, 1)


def pause(seconds: float) -> None:
    """Let the window live this long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait(done: Callable[[], bool]) -> None:
    """Let the window live until this holds. Raises TimeoutError."""
    end = time.monotonic() + SECONDS
    while not done():
        QApplication.processEvents()
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")


def plain() -> dict[str, float]:
    """A window with nothing in it, in a process that has loaded Qt, VTK and the database."""
    import pyvista  # noqa: F401 - its memory is what is measured
    import pyvistaqt  # noqa: F401
    import sqlalchemy  # noqa: F401

    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1400, 900)
    window.show()
    pause(0.5)
    figures = {"plain_mb": rss_mb(), "written_mb": written_mb()}
    window.close()
    application.quit()
    return figures


def over_book(address: str, home: Path) -> dict[str, float]:
    """Open, scroll, filter, open orders."""
    os.environ["STATUETTE_HOME"], os.environ["STATUETTE_DATABASE"] = str(home), address
    from app.bootstrap.assembling import assemble
    from app.security.keys import bring_in
    from app.security.recovery_code import to_code
    from tests.bench.orders_figures.place import MASTER

    (home / "settings").mkdir(parents=True, exist_ok=True)
    (home / "settings" / "preferences.json").write_text('{"language": "zh_CN", "first_start_done": true}', "utf-8")
    bring_in(home / "settings", to_code(MASTER))
    workstation = assemble()
    window = workstation.window
    queue = window.docks.orders.queue
    window.resize(1400, 900)
    window.show()
    QTimer.singleShot(0, window, lambda: window.start([]))
    wait(lambda: queue.model.ready and queue.model.rowCount() > 0)
    pause(3.0)
    figures = {"opened_mb": rss_mb()}

    # through the list: further and further down, as far as it goes
    queue.list.setFocus()
    for _ in range(PAGES):
        rows = queue.model.rowCount()
        queue.list.scrollTo(queue.model.index(rows - 1))
        wait(lambda rows=rows: queue.model.rowCount() > rows or queue.model.row(rows - 1) is not None)  # type: ignore[misc]
        pause(0.03)
    figures |= {"scrolled_mb": rss_mb(), "rows": queue.model.rowCount(), "rows_in_memory": queue.model.in_memory}

    # key by key
    taken: list[float] = []
    answered: list[bool] = []
    queue.model.answered.connect(lambda: answered.append(True))
    for word in WORDS:
        answered.clear()
        began = time.perf_counter()
        queue.filter.field.setText(word)
        wait(lambda: bool(answered))
        QApplication.processEvents()
        taken.append((time.perf_counter() - began) * 1000)
        pause(0.05)
    figures |= {
        "filtered_mb": rss_mb(),
        "key_ms": round(statistics.median(taken), 1),
        "key_worst_ms": round(max(taken), 1),
    }

    queue.filter.field.setText("")
    answered.clear()
    wait(lambda: bool(answered))
    for number in range(0, min(60, queue.model.rowCount()), 2):
        row = queue.model.row(number)
        if row is not None:
            window.orders.show_order(row.order, row.item)
            pause(0.15)
    figures |= {"orders_opened_mb": rss_mb(), "written_mb": written_mb()}
    workstation.close()
    return figures


def main() -> int:
    """Measure and print."""
    print(json.dumps(plain() if sys.argv[1] == "plain" else over_book(sys.argv[1], Path(sys.argv[2]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
