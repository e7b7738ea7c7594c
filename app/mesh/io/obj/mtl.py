"""MTL: colours and pictures of an OBJ."""

from pathlib import Path

from app.i18n import Text
from app.mesh.files.images import beside, find_beside
from app.mesh.mesh import Material, Texture

# -bm 1, -o u v w, -s u v w, -clamp on, …: how many words an option of a map takes at most
OPTIONS = {
    **dict.fromkeys(("-blendu", "-blendv", "-bm", "-boost", "-cc", "-clamp", "-imfchan", "-texres", "-type"), 1),
    "-mm": 2,
    **dict.fromkeys(("-o", "-s", "-t"), 3),
}


def read_materials(
    folder: Path, path: Path, notes: list[Text], pictures: dict[str, Texture | None]
) -> dict[str, Material]:
    """Materials of one MTL file by name; pictures are looked for beside the OBJ and beside the MTL."""
    materials: dict[str, Material] = {}
    name: str | None = None
    color, opacity, texture = (255, 255, 255), 255, None

    def finish() -> None:
        if name is not None:
            shade = (255, 255, 255) if texture is not None else color  # many exporters leave Kd black under a picture
            materials[name] = Material(name, (*shade, opacity), texture)

    for line in path.read_bytes().decode("utf-8", "replace").replace("\\\n", " ").splitlines():
        words = line.split()
        match [w.lower() for w in words[:1]] + words[1:]:
            case ["newmtl", *_]:
                finish()
                name = " ".join(words[1:])
                color, opacity, texture = (255, 255, 255), 255, None
            case ["kd", r, g, b, *_]:
                color = (_byte(r), _byte(g), _byte(b))
            case ["d", value]:
                opacity = _byte(value)
            case ["tr", value]:
                opacity = 255 - _byte(value, "0")
            case ["map_kd", *rest] if rest:
                reference = _file_of(rest)
                if reference not in pictures:
                    place = folder if find_beside(folder, reference) is not None else path.parent
                    pictures[reference] = beside(place, reference, notes)
                texture = pictures[reference]
    finish()
    return materials


def _file_of(words: list[str]) -> str:
    while words and words[0].lower() in OPTIONS:
        most, words = OPTIONS[words[0].lower()], words[1:]
        while most and len(words) > 1 and (_is_number(words[0]) or words[0].lower() in ("on", "off") or most == 1):
            most, words = most - 1, words[1:]
    return " ".join(words)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _byte(word: str, otherwise: str = "1") -> int:
    value = float(word if _is_number(word) else otherwise)
    return round(min(max(value, 0.0), 1.0) * 255) if value == value else 255  # noqa: PLR0124 - NaN
