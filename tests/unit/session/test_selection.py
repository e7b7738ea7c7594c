"""The selection belongs to a revision and comes back with it."""

import numpy as np

from app.session.selection import KEPT, Selection


def some(*faces: int) -> np.ndarray:
    return np.array(faces, np.int32)


def test_each_revision_has_its_own():
    selection = Selection()
    told: list[int] = []
    selection.changed.connect(lambda: told.append(len(selection.faces)))
    selection.choose("a", some(1, 2), some(5))
    selection.turn_to("b")
    assert not len(selection.faces)
    assert not len(selection.hidden)
    assert not len(selection.of("a"))
    selection.choose("b", some(3))
    selection.turn_to("a")  # undo
    assert selection.of("a").tolist() == [1, 2]
    assert selection.hidden_of("a").tolist() == [5]
    selection.clear()
    selection.clear()
    assert selection.hidden.tolist() == [5]
    assert told == [2, 0, 1, 2, 0]


def test_it_goes_on_where_faces_keep_their_numbers():
    selection = Selection()
    selection.choose("a", some(1, 2), some(5))
    selection.carry("a", "b")
    assert (selection.revision, selection.faces.tolist(), selection.hidden.tolist()) == ("b", [1, 2], [5])
    selection.carry("x", "c")  # made of another one
    assert selection.revision == "b"
    selection.turn_to("c")
    selection.carry("b", "c")  # the mesh comes after the revision
    assert selection.of("c").tolist() == [1, 2]
    selection.choose("c", some(7))
    selection.turn_to("b")
    selection.carry("b", "c")
    assert selection.of("b").tolist() == [1, 2]


def test_old_ones_are_forgotten():
    selection = Selection()
    for number in range(KEPT + 1):
        selection.choose(str(number), some(number))
    selection.turn_to("0")
    assert not len(selection.faces)
    selection.turn_to(str(KEPT))
    assert selection.faces.tolist() == [KEPT]
