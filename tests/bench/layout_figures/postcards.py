"""1,000 postcards from a table: every one with a title, a message and a QR code of its own, written and judged."""

import csv
import json
import resource
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np
from PIL import Image

from app.jobs.progress import silent
from app.layouts.color.press import Press
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.design.templates import load_templates
from app.layouts.making.job import STANDARD_TIME, JobRows, LayoutJob, pieces_of
from app.layouts.pdf.writer import write_pdf
from app.layouts.preflight.judging import preflight
from app.settings.shop import SHIPPED
from app.settings.shops import load_shops

COUNT, COVERS = 1000, 20


def covers(folder: Path) -> list[Path]:
    """Covers that several orders share, as songs are liked by many."""
    made = []
    for number in range(COVERS):
        noise = np.random.default_rng(number).integers(0, 256, (9, 9, 3), dtype=np.uint8)
        path = folder / f"cover{number}.jpg"
        Image.fromarray(noise).resize((1400, 1400), Image.Resampling.BICUBIC).save(path, quality=90)
        made.append(path)
    return made


def main() -> dict[str, float]:
    """Seconds and memory."""
    shop = load_shops([SHIPPED]).find("press-fogra39")
    template = next(one for one in load_templates() if one.id == "postcard-player")
    with tempfile.TemporaryDirectory(prefix="statuette-bench-") as name:
        folder = Path(name)
        with closing(FolderShelf(folder / "kept")) as shelf:
            names = [path.name for path in covers(folder)]
            slots = [slot.name for slot in template.slots]
            with (folder / "orders.csv").open("w", encoding="utf-8", newline="") as file:
                table = csv.DictWriter(file, ["label", *slots], extrasaction="ignore")
                table.writeheader()
                for number in range(COUNT):
                    table.writerow({
                        "label": f"SN-{number:06}", "cover": names[number % COVERS], "photo": names[number % COVERS],
                        "title": f"夏夜第{number}号", "artist": "拾音", "message": f"第 {number} 位听众,谢谢你。",
                        "link": f"https://example.com/r/{number:06}", "date": "2026.11.30", "caption": f"第{number}张",
                    })  # fmt: skip
            job = LayoutJob(shop=shop.id, rows=JobRows(template=template.id, file="orders.csv"))
            begun = time.perf_counter()
            facts = write_pdf(
                pieces_of(job, folder, shelf, shop),
                shop,
                Press.of(shop),
                folder / "cards.pdf",
                title="Bench",
                made=STANDARD_TIME,
                progress=silent(),
            )
            seconds = time.perf_counter() - begun
            size = facts.path.stat().st_size
            begun = time.perf_counter()
            report = preflight(folder / "cards.pdf", shop)
            judged = time.perf_counter() - begun
    assert report.passed, report.rules[:3]
    return {
        "postcards_1000_s": round(seconds, 1), "postcards_pages": facts.pages, "postcards_preflight_s": round(judged, 1),
        "postcards_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "postcards_file_mb": round(size / 1e6, 1),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main()))
