"""What the window is made of, for what acts on its parts and is in turn a part of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.commands.workshop import Workshop
from app.gui.assistant.wiring import Assistant
from app.gui.base.actions import Actions
from app.gui.base.look import Look
from app.gui.base.text_size import TextSize
from app.gui.bench.bench_view import BenchView
from app.gui.bench.brush_desk import BrushDesk
from app.gui.bench.many_models import ManyModels
from app.gui.bench.measure_tools import MeasureTools
from app.gui.bench.model_tools import ModelTools
from app.gui.bench.proof_tool import ProofTool
from app.gui.bench.view_tools import ViewTools
from app.gui.bench.wiring import Wiring
from app.gui.dispatch.wiring import DispatchWiring
from app.gui.first_job.guide import FirstJob
from app.gui.frame.workplaces import Workplaces
from app.gui.help.desk import HelpDesk
from app.gui.layout.door import LayoutDoor
from app.gui.orders.wiring import OrderPlace
from app.gui.packing.wiring import PackWiring
from app.gui.people.wiring import People
from app.gui.proof.flat_tool import FlatProofTool
from app.gui.relief.tool import ReliefTool
from app.gui.selecting.tools import SelectTools
from app.gui.softproof.tool import SoftProofTool
from app.gui.tool_pages.host import ToolHost
from app.gui.updates.place import UpdatesPlace
from app.gui.window import trouble_specs
from app.gui.window.arrangement import Arrangement
from app.gui.window.docks import Docks
from app.gui.window.dress import Dress
from app.gui.window.steps_back import StepsBack

if TYPE_CHECKING:
    from app.gui.layout.wiring import LayoutPlace


class WindowParts(Protocol):
    """The window as its actions see it. Parts are there once the window is made: look for them when they are needed."""

    workshop: Workshop
    actions_: Actions
    arrangement: Arrangement
    assistant: Assistant
    bench: BenchView
    brushes: BrushDesk
    dispatch: DispatchWiring
    dress: Dress
    docks: Docks
    first_job: FirstJob
    flat_proofs: FlatProofTool
    layouts: LayoutDoor
    look: Look
    manual: HelpDesk
    many: ManyModels
    measuring: MeasureTools
    orders: OrderPlace
    packing: PackWiring
    people: People
    proofs: ProofTool
    reliefs: ReliefTool
    selecting: SelectTools
    soft_proof: SoftProofTool
    steps_back: StepsBack
    text_size: TextSize
    tool_host: ToolHost
    tools: ModelTools
    trouble: trouble_specs.Desk
    updates: UpdatesPlace
    view_tools: ViewTools
    wiring: Wiring
    workplaces: Workplaces

    @property
    def flat(self) -> "LayoutPlace": ...

    def ask_open(self) -> object: ...
    def ask_save(self) -> object: ...
    def choose_workplace(self, name: str) -> object: ...
    def close(self) -> bool: ...
    def open_file(self, path: Path) -> object: ...
    def palette_dialog(self) -> object: ...
    def settings_dialog(self) -> object: ...
    def visit_layouts(self, then: "Callable[[LayoutPlace], object]") -> object: ...
