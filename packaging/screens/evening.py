"""The scenes after the parcels: a complaint that is decided, and the client's supervisor who looks in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens import floor

if TYPE_CHECKING:
    from screens.day import Story
    from screens.stage import Stage


def take(stage: Stage, story: Story) -> None:
    """A claim with a remake, then the whole workshop as somebody sees it who may only look."""
    if story.wants("claim"):
        stage.go("model")
        floor.decide_claim(stage, lambda dialog: story.take("claim", dialog))
        stage.action("orders.back")
    if story.wants("supervisor"):
        _look_in(stage, story)


def _look_in(stage: Stage, story: Story) -> None:
    from app.security.actor import Actor  # noqa: PLC0415 - after the path is set
    from app.security.roles import Role  # noqa: PLC0415

    before = stage.desk.actor
    stage.desk.act_as(Actor(0, "", frozenset({Role.SUPERVISOR})))
    stage.go("overview")
    story.take("supervisor", wait=3.0)
    stage.desk.act_as(before)
