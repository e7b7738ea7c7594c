"""The page with the model inside, in a real browser without a network: what appears, and what hands do to it."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "gui" / "viewport"))

from chromium import Page, find_chromium
from viewport_shapes import cube, painted

from app.commands.proof import ProofWishes
from app.gui.pictures.darkroom import Darkroom
from app.gui.proof.make import make
from app.gui.proof.page import write_page
from app.gui.viewport.drawable import prepare
from app.jobs.progress import silent
from app.mesh.mesh import Mesh

pytestmark = pytest.mark.render
TITLE = "</title><script>alert('星')</script> & \"小满\""


def two_colored() -> Mesh:
    """A cube that is red where X is above 0, blue where it is below, as seen from the front."""
    mesh = cube()
    colors = np.full((8, 4), 255, np.uint8)
    colors[mesh.vertices[:, 0] > 0, :3] = (230, 20, 20)
    colors[mesh.vertices[:, 0] < 0, :3] = (20, 20, 230)
    return mesh.with_(vertex_colors=colors)


def page_of(mesh: Mesh, path: Path, **more: object) -> Path:
    wishes = ProofWishes(title=TITLE, stem="x", round=3, base_text="致小满", look_at=("<b>microphone</b>",), **more)  # type: ignore[arg-type]
    with Darkroom(prepare(mesh), (64, 64), "color") as room:
        write_page(path, mesh, room, wishes, silent())
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    program = find_chromium()
    if program is None:
        pytest.skip("there is no Chromium here")
    with Page(program, tmp_path_factory.mktemp("profile")) as page:
        page.touch_screen()
        yield page


def mean(browser: Page) -> tuple[int, int, int]:
    r, g, b = map(int, browser.data("mean").split(","))
    return r, g, b


def share(browser: Page) -> float:
    return float(browser.data("figure"))


def test_the_model_appears_in_its_colours_and_nothing_is_asked_for(browser: Page, tmp_path: Path) -> None:
    path = page_of(painted(cube(), (40, 170, 60)), tmp_path / "页.html")
    browser.open(path)
    assert browser.value("document.documentElement.dataset.viewer") == "ready"
    assert 0.1 < share(browser) < 0.6
    r, g, b = mean(browser)
    assert g > r + 60
    assert g > b + 60
    seen = browser.picture()
    green = (seen[..., 1] > seen[..., 0] + 40) & (seen[..., 1] > seen[..., 2] + 40)
    assert green[:, : 900 - 330].mean() > 0.1, "what is measured is also what is seen"
    assert browser.requests() == [path.as_uri()]
    assert browser.complaints() == []


def test_words_are_words_and_never_markup(browser: Page, tmp_path: Path) -> None:
    browser.open(page_of(cube(), tmp_path / "a.html"))
    assert browser.value("document.querySelector('h1').textContent") == TITLE
    assert browser.value("document.querySelector('li').textContent").strip() == "<b>microphone</b>"
    assert browser.value("document.querySelector('.base').textContent") == "Text on the base: 致小满"
    assert browser.value("document.scripts.length") == 2, "what it shows, and what shows it"
    assert browser.complaints() == []


def test_nothing_else_may_run_or_be_loaded(browser: Page, tmp_path: Path) -> None:
    path = page_of(cube(), tmp_path / "a.html")
    content = path.read_text("utf-8")
    assert not re.search(r"https?://", content)
    content = content.replace(
        "</body>", "<script>document.title = 'run'</script><img src=http://127.0.0.1:9/x.png></body>"
    )
    path.write_text(content, "utf-8")
    browser.open(path)
    assert browser.value("document.title") != "run"
    assert len(browser.complaints()) == 2
    assert all("Content Security Policy" in words for words in browser.complaints())


def test_a_drag_turns_it(browser: Page, tmp_path: Path) -> None:
    browser.open(page_of(two_colored(), tmp_path / "a.html"))
    browser.key("1")
    r, _g, b = mean(browser)
    assert abs(r - b) < 25, "half red, half blue from the front"
    browser.mouse("mousePressed", 300, 300, button="left", clickCount=1)
    for x in (250, 200, 150, 75):  # 225 pixels to the left: 90 degrees towards +X
        browser.mouse("mouseMoved", x, 300, button="left", buttons=1)
    browser.mouse("mouseReleased", 75, 300, button="left")
    r, _g, b = mean(browser)
    assert r > b + 80, "now the red side is in front"
    before = share(browser)
    browser.mouse("mouseWheel", 300, 300, deltaX=0, deltaY=-400)
    assert share(browser) > 1.5 * before, "the wheel comes closer"


def test_two_fingers_come_closer_and_a_key_goes_back(browser: Page, tmp_path: Path) -> None:
    browser.open(page_of(painted(cube(), (40, 170, 60)), tmp_path / "a.html"))
    before = share(browser)
    browser.touch("touchStart", (260, 300), (340, 300))
    for apart in (50, 60, 70, 80):
        browser.touch("touchMove", (300 - apart, 300), (300 + apart, 300))
    browser.touch("touchEnd")
    assert share(browser) > 2 * before
    browser.key("f")
    assert share(browser) == pytest.approx(before, abs=0.01)


def test_white_and_colour(browser: Page, tmp_path: Path) -> None:
    browser.open(page_of(painted(cube(), (40, 170, 60)), tmp_path / "a.html"))
    colored = mean(browser)
    browser.value("document.getElementById('white').click()")
    r, g, b = mean(browser)
    assert max(r, g, b) - min(r, g, b) < 30, "clay has hardly a hue"
    assert browser.value("document.getElementById('white').getAttribute('aria-pressed')") == "true"
    browser.key("c")
    assert mean(browser) == colored
    browser.open(page_of(cube(), tmp_path / "b.html"))
    assert browser.value("document.getElementById('modes').hidden"), "nothing to choose where there is no colour"


def test_a_telephone_that_takes_the_graphics_away_gives_them_back(browser: Page, tmp_path: Path) -> None:
    browser.open(page_of(painted(cube(), (40, 170, 60)), tmp_path / "a.html"))
    before = mean(browser), share(browser)
    browser.value(
        "window.lose = document.getElementById('view').getContext('webgl').getExtension('WEBGL_lose_context')"
    )
    browser.value(
        "new Promise((done) => {"
        " const view = document.getElementById('view');"
        " view.addEventListener('webglcontextlost', () => setTimeout(() => lose.restoreContext(), 0));"
        " view.addEventListener('webglcontextrestored', () => done(true));"
        " lose.loseContext(); })"
    )
    browser.key("2")
    browser.key("f")
    assert mean(browser) == before[0]
    assert share(browser) == pytest.approx(before[1], abs=0.002)
    assert browser.complaints() == []


def test_a_texture_is_the_right_way_up(browser: Page, tmp_path: Path) -> None:
    mesh = painted(cube(), (0, 0, 0))
    texture = mesh.materials[0].texture
    assert texture is not None
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[:32, :, :3] = (220, 30, 30)
    pixels[32:, :, :3] = (30, 30, 220)
    uv = (mesh.vertices[mesh.faces][..., [0, 2]] / 40 + [0.5, 0]).astype(np.float32)
    skin = type(mesh.materials[0])("skin", texture=type(texture)(pixels))
    browser.open(page_of(mesh.with_(corner_uv=uv, materials=(skin,)), tmp_path / "a.html"))
    browser.key("1")
    browser.rest()
    seen = browser.picture()[:, : 900 - 330]
    red = np.argwhere((seen[..., 0] > 150) & (seen[..., 2] < 110))[:, 0]
    blue = np.argwhere((seen[..., 2] > 150) & (seen[..., 0] < 110))[:, 0]
    assert len(red) > 500
    assert len(blue) > 500
    assert red.mean() < blue.mean(), "the picture's upper half is above"


@pytest.mark.corpus
def test_a_large_figurine_stays_small_enough_to_send(browser: Page, corpus: Path, tmp_path: Path) -> None:
    from app.mesh.loading import load
    from app.mesh.shaping.reduce import reduced
    from app.mesh.shaping.subdivide import subdivided

    mesh = load(corpus / "figurines" / "3d-desktop-pet--public-sample.glb", silent()).mesh.scaled_to_height(100)
    for _ in range(3):
        mesh = subdivided(mesh, loop=True, progress=silent())
    mesh = reduced(mesh, 300_000, None, silent())
    made = make(mesh, ProofWishes(title="pet", stem="pet", parts=("html",)), tmp_path, silent())
    assert made.files[0].stat().st_size < 5_000_000
    browser.open(made.files[0])
    assert browser.value("document.documentElement.dataset.viewer") == "ready"
    assert share(browser) > 0.1
