"""A camera as the scanner: frames with real labels in them, read on the camera's own thread."""

import io
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.gui.packing.camera_scan import CameraScan
from app.gui.packing.sightings import GONE_S, Sightings
from app.orders.draft import ItemDraft
from app.shipping.labels.unit_labels import UnitLabel, unit_labels

OpenBench = Callable[..., Any]


class LabelsBeforeALens:
    """In the place of OpenCV's capture: shows what the test holds before it, in OpenCV's order of colours."""

    def __init__(self) -> None:
        self.held = np.full((480, 640, 3), 120, np.uint8)
        self.looked = threading.Event()
        self.released = False

    def hold(self, code: str) -> None:
        page = unit_labels([UnitLabel(code, "星夜", "明信片", "MG-20261125-0172", 1, 1)], "50x30", 203).pages[0]
        with Image.open(io.BytesIO(page)) as picture:
            scene = Image.new("RGB", (640, 480), (120, 120, 120))
            scene.paste(picture.convert("RGB"), ((640 - picture.width) // 2, (480 - picture.height) // 2))
        self.held = np.asarray(scene)[..., ::-1]

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return True

    def read(self) -> tuple[bool, Any]:
        self.looked.set()
        return True, self.held

    def release(self) -> None:
        self.released = True


def test_a_label_before_the_camera_is_a_scan_and_counts_once(open_bench: OpenBench) -> None:
    lens = LabelsBeforeALens()
    bench = open_bench(opener=lambda _number: lens)
    order = bench.house.order(ItemDraft(product="postcard", title="Cover", quantity=2, height_mm=100.0, width_mm=148.0))
    bench.open(order)
    camera = bench.wiring.open_camera()
    assert bench.page.scan_bar.field.hasFocus()  # the wedge scanner goes on working
    serial = bench.house.item(order).serial
    lens.hold(f"{serial}-1")
    bench.wait(lambda: bench.station.view.inside.scanned == 1)
    lens.looked.clear()
    bench.wait(lens.looked.is_set)  # it lies there still
    assert bench.station.stop is None
    lens.hold(f"{serial}-2")
    bench.wait(lambda: bench.station.view.missing == 0)
    assert bench.sounds == ["good"] * 3
    camera.close()
    assert lens.released
    bench.wait(lambda: bench.wiring._camera is None)


def test_a_camera_without_a_picture_says_so(open_bench: OpenBench) -> None:
    class Dark(LabelsBeforeALens):
        def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
            return False

    bench = open_bench(opener=lambda _number: Dark())
    camera: CameraScan = bench.wiring.open_camera()
    bench.wait(camera.problem.isVisible)
    camera.close()


@given(st.lists(st.tuples(st.floats(0, 3), st.sets(st.sampled_from("AB"))), max_size=20))
def test_a_code_counts_when_it_comes_and_not_while_it_stays(frames: list[tuple[float, set[str]]]) -> None:
    sightings, at = Sightings(), 0.0
    seen: dict[str, float] = {}
    for wait, codes in frames:
        at += wait
        fresh = sightings.new(sorted(codes), at)
        assert fresh == [code for code in sorted(codes) if code not in seen or at - seen[code] >= GONE_S]
        seen.update(dict.fromkeys(codes, at))
