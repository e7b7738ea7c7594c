import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.layouts.design.document import CodeLayer, PictureLayer, Slot, Template, TextLayer
from app.layouts.design.filling import MOST_TEXT, clean, fill, filled, missing


def slot(kind: str = "text", **changes: object) -> Slot:
    return Slot.model_validate({"name": "title", "kind": kind, "title": "Title"} | changes)


def template() -> Template:
    place = {"x_mm": 0, "y_mm": 0, "width_mm": 10, "height_mm": 10}
    return Template.model_validate(
        {
            "id": "t",
            "title": "T",
            "slots": [
                {"name": "photo", "kind": "picture", "title": "Picture", "sample": "art:cat"},
                {"name": "second", "kind": "picture", "title": "Picture", "required": False, "sample": "art:cover"},
                {"name": "title", "kind": "text", "title": "Title", "required": False, "sample": "夏日"},
                {"name": "link", "kind": "link", "title": "Link", "sample": "https://a.example"},
            ],
            "design": {
                "product": "photo",
                "width_mm": 20,
                "height_mm": 20,
                "pages": [
                    {
                        "layers": [
                            {"id": "a", "kind": "picture", "source": "{photo}"} | place,
                            {"id": "b", "kind": "picture", "source": "{second}"} | place,
                            {"id": "c", "kind": "text", "text": "《{title}》{title}"} | place,
                            {"id": "d", "kind": "code", "text": "{link}"} | place,
                        ]
                    }
                ],
            },
        }
    )


def test_every_place_is_filled() -> None:
    made = fill(template(), {"photo": "sha256:1", "second": "two.png", "title": "晚风", "link": "https://b.example/x"})
    a, b, c, d = made.pages[0].layers
    assert isinstance(a, PictureLayer)
    assert isinstance(b, PictureLayer)
    assert isinstance(c, TextLayer)
    assert isinstance(d, CodeLayer)
    assert (a.source, b.source, c.text, d.text) == ("sha256:1", "two.png", "《晚风》晚风", "https://b.example/x")
    assert not any(layer.hidden for layer in made.pages[0].layers)


def test_what_is_left_empty_is_hidden_unless_it_is_text() -> None:
    made = fill(template(), {"photo": "x", "link": "https://b.example"})
    assert [layer.hidden for layer in made.pages[0].layers] == [False, True, False, False]


def test_a_place_that_is_filled_with_nothing_is_hidden_and_one_that_is_not_filled_still_shows() -> None:
    made = filled(template().design, {"second": "", "title": ""})
    assert [layer.hidden for layer in made.pages[0].layers] == [False, True, False, False]


def test_samples_are_shown_where_they_are_asked_for() -> None:
    made = fill(template(), {"title": "我的"}, samples=True)
    a, _, c, _ = made.pages[0].layers
    assert isinstance(a, PictureLayer)
    assert isinstance(c, TextLayer)
    assert (a.source, c.text) == ("art:cat", "《我的》我的")


def test_what_must_be_filled_is_listed() -> None:
    assert [s.name for s in missing(template(), {"photo": " ", "title": "x"})] == ["photo", "link"]
    assert missing(template(), {"photo": "x", "link": "https://b.example"}) == ()


def test_a_value_is_not_looked_at_again() -> None:
    made = filled(template().design, {"title": "{link}", "link": "x"})
    c = made.pages[0].layers[2]
    assert isinstance(c, TextLayer)
    assert c.text == "《{link}》{link}"


def test_layers_without_places_stay_the_same_object() -> None:
    before = template().design
    assert filled(before, {"title": "x"}).pages[0].layers[0] is before.pages[0].layers[0]


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        (" 晚风 \n", "晚风"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("e\u0301", "é"),
        ("{title}", "｛title｝"),
        ("a { b }", "a { b }"),
    ],
)
def test_texts_are_cleaned(value: str, cleaned: str) -> None:
    assert clean(slot(), value) == cleaned


def test_a_text_that_is_too_long_is_refused_with_the_limit() -> None:
    with pytest.raises(AppError, match=str(MOST_TEXT)):
        clean(slot(), "字" * (MOST_TEXT + 1))


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "music.example", "https://", "https://a b.example", "http://[", "ftp://a"]
)
def test_what_is_no_link_is_refused(link: str) -> None:
    with pytest.raises(AppError):
        clean(slot("link"), link)


def test_a_link_keeps_its_braces_as_a_browser_would_send_them() -> None:
    assert clean(slot("link"), "https://a.example/{x}") == "https://a.example/%7Bx%7D"


@given(st.text(max_size=200))
def test_a_cleaned_text_is_clean(value: str) -> None:
    once = clean(slot(), value)
    assert clean(slot(), once) == once
    assert filled(template().design, {"title": once, "x": "y"}) is not None
