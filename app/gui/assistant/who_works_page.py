"""Nobody logs in, or everybody does: the first account. It is made when the assistant is finished."""

from PySide6.QtWidgets import QButtonGroup, QWidget

from app.gui.assistant.choice_card import ChoiceCard
from app.gui.assistant.course import AccountWish, Room
from app.gui.assistant.page import AssistantPage
from app.gui.people.first_account_fields import FirstAccountFields
from app.gui.widgets.basics import label
from app.i18n import text
from app.security.permissions import Permission


class WhoWorksPage(AssistantPage):
    """Where there are accounts already it only says so."""

    id = "accounts"
    name = text("People")
    title = text("Who works here")
    sentence = text("With accounts, everybody sees only what they need, and what is done is recorded under their name.")
    icon = "mdi6.account-outline"
    permission = Permission.SETTINGS

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        group = QButtonGroup(self)
        self.nobody = ChoiceCard(
            text("I work alone: nobody logs in"), text("Accounts can be set up at any time, under Workshop."), group
        )
        self.everybody = ChoiceCard(
            text("Several people: everybody logs in"),
            text("You become the administrator and add the others afterwards. This cannot be taken back."),
            group,
        )
        self.fields = FirstAccountFields(room.look, wide=True)
        self.everybody.body.addWidget(self.fields)
        self.there = label(
            text("This workshop has accounts already. People and their roles are under Workshop › Accounts."), wrap=True
        )
        self.nobody.radio.setChecked(True)
        for card in (self.nobody, self.everybody):
            self.content.addWidget(card)
            card.radio.toggled.connect(lambda _on: self._changed())
        self.content.addWidget(self.there)
        self.fields.changed.connect(self.changed.emit)

    def enter(self) -> None:
        """Say whether there are accounts already."""
        there = self.room.accounts()
        self.there.setVisible(there)
        for card in (self.nobody, self.everybody):
            card.setVisible(not there)

    def first_field(self) -> QWidget | None:
        """The name, where one is wanted."""
        if self.room.accounts():
            return None
        return self.fields.name if self.everybody.radio.isChecked() else self.nobody.radio

    @property
    def ready(self) -> bool:
        """Whether the account could be made."""
        return super().ready and (not self._wanted or self.fields.good)

    @property
    def typed(self) -> bool:
        """Whether something of the account was entered."""
        return self._wanted and any((*self.fields.names(), self.fields.password))

    @property
    def _wanted(self) -> bool:
        return self.everybody.radio.isChecked() and not self.room.accounts()

    def forget(self) -> None:
        """What is needed to make the account was handed on."""
        self.fields.clear()

    def go_on(self) -> None:
        """Remember it for the end."""
        course, fields = self.room.course, self.fields
        course.account = AccountWish(*fields.names(), fields.password, fields.roles()) if self._wanted else None
        if course.account is not None:
            course.told[self.id] = text("{name} administers; everybody logs in", name=course.account.name)
        elif not self.room.accounts():
            course.told[self.id] = text("Nobody logs in")
        else:
            course.told[self.id] = text("Everybody logs in")
        self.confirmed.emit()

    def _changed(self) -> None:
        if self._wanted:
            self.fields.name.setFocus()
        self.changed.emit()
