"""Templates of the workshop's own: a design is kept as one, and taken away again."""

from collections.abc import Callable

from PySide6.QtWidgets import QInputDialog, QWidget

from app.gui.layout.desk import LayoutDesk
from app.gui.layout.first_look import templates
from app.gui.layout.panels.template_panel import TemplatePanel
from app.gui.widgets.message_bar import MessageBar
from app.i18n import Text, text, tr
from app.layouts.design.document import Template

Run = Callable[[Text, Callable[[], object], Callable[..., object]], object]


class OwnTemplates:
    """Asks for a name, writes beside the window, and shows what there is then."""

    def __init__(self, desk: LayoutDesk, panel: TemplatePanel, messages: MessageBar, run: Run, parent: QWidget) -> None:
        self._desk, self._panel, self._messages, self._run, self._parent = desk, panel, messages, run, parent
        panel.drop_wanted.connect(self.drop)

    def ask(self) -> QInputDialog | None:
        """Ask what the template shall be called; the name of the one that the design came from, where that is an own one."""
        from app.layouts.design.keeping import is_own  # noqa: PLC0415 - done seldom

        thing = self._desk.thing
        if thing is None:
            return None
        dialog = QInputDialog(self._parent)
        dialog.setWindowTitle(tr("Keep as a template"))
        dialog.setLabelText(
            tr(
                "What shall it be called? Pictures, sounds and what the order filled in become places to fill; other words and "
                "codes stay."
            )
        )
        if thing.template is not None and is_own(thing.template.id):
            dialog.setTextValue(thing.template.title)
        dialog.textValueSelected.connect(self.keep)
        dialog.open()
        return dialog

    def keep(self, title: str) -> None:
        """Keep the design that is edited under this name; an own template of that name is replaced."""
        from app.layouts.design.keeping import keep_template, template_of  # noqa: PLC0415 - see ask

        thing, title = self._desk.thing, title.strip()[:80]
        if thing is None or not title:
            return
        made = template_of(thing.design, title, () if thing.template is None else thing.template.slots, thing.values)

        def work() -> tuple[Template, ...]:
            keep_template(made)
            return templates()

        def kept(there: tuple[Template, ...]) -> None:
            self._panel.show_templates(there)
            self._messages.say(text("“{name}” is among the templates now.", name=title), "ok")

        self._run(text("Keep as a template"), work, kept)

    def drop(self, template: Template) -> None:
        """Take an own template away; it can be brought back as long as the message stands."""
        from app.layouts.design.keeping import drop_template, keep_template  # noqa: PLC0415 - see ask

        def work() -> tuple[Template, ...]:
            drop_template(template.id)
            return templates()

        def again() -> tuple[Template, ...]:
            keep_template(template)
            return templates()

        def gone(there: tuple[Template, ...]) -> None:
            self._panel.show_templates(there)
            self._messages.say(
                text("The template “{name}” was taken away.", name=template.title), "info",
                (text("Bring it back"), lambda: self._run(text("Bring it back"), again, self._panel.show_templates)),
            )  # fmt: skip

        self._run(text("Take the template away"), work, gone)
