"""MTL: colours and pictures of an OBJ."""

from pathlib import Path

from app.i18n import Text
from app.mesh.files.images import beside, find_beside
from app.mesh.mesh import Material, Texture

# Windows' editors put this mark before UTF-8; it would hide the first line.
BOM = b"\xef\xbb\xbf"
ENCODINGS = ("utf-8", "gb18030", "latin-1")  # neither OBJ nor MTL says which; the last one reads everything
# -bm 1, -o u v w, -s u v w, -clamp on, …: how many words an option of a map takes at most
OPTIONS = {
    **dict.fromkeys(
        (b"-blendu", b"-blendv", b"-bm", b"-boost", b"-cc", b"-clamp", b"-imfchan", b"-texres", b"-type"), 1
    ),
    b"-mm": 2,
    **dict.fromkeys((b"-o", b"-s", b"-t"), 3),
}


def readings(name: bytes) -> list[str]:
    """What the bytes of a name may mean, the likeliest first; never empty. Names are the same where their bytes are."""
    found = []
    for encoding in ENCODINGS:
        try:
            found.append(name.decode(encoding))
        except UnicodeDecodeError:
            continue
    return list(dict.fromkeys(found))


def read_materials(
    folder: Path, path: Path, notes: list[Text], pictures: dict[bytes, Texture | None]
) -> dict[bytes, Material]:
    """Materials of one MTL file by name; pictures are looked for beside the OBJ and beside the MTL."""
    materials: dict[bytes, Material] = {}
    name: bytes | None = None
    color, opacity, texture = (255, 255, 255), 255, None

    def finish() -> None:
        if name is not None:
            shade = (255, 255, 255) if texture is not None else color  # many exporters leave Kd black under a picture
            materials[name] = Material(readings(name)[0], (*shade, opacity), texture)

    for line in path.read_bytes().removeprefix(BOM).replace(b"\\\n", b" ").splitlines():
        words = line.split()
        match [w.lower() for w in words[:1]] + words[1:]:
            case [b"newmtl", *_]:
                finish()
                name = b" ".join(words[1:])
                color, opacity, texture = (255, 255, 255), 255, None
            case [b"kd", r, g, b, *_]:
                color = (_byte(r), _byte(g), _byte(b))
            case [b"d", value]:
                opacity = _byte(value)
            case [b"tr", value]:
                opacity = 255 - _byte(value, 0.0)
            case [b"map_kd", *rest] if rest:
                reference = _file_of(rest)
                if reference not in pictures:
                    pictures[reference] = _picture((folder, path.parent), reference, notes)
                texture = pictures[reference]
    finish()
    return materials


def _picture(folders: tuple[Path, Path], reference: bytes, notes: list[Text]) -> Texture | None:
    names = readings(reference)
    places = [(folder, name) for name in names for folder in folders]
    folder, name = next((p for p in places if find_beside(*p) is not None), (folders[-1], names[0]))
    return beside(folder, name, notes)


def _file_of(words: list[bytes]) -> bytes:
    while words and words[0].lower() in OPTIONS:
        most, words = OPTIONS[words[0].lower()], words[1:]
        while most and len(words) > 1 and (_is_number(words[0]) or words[0].lower() in (b"on", b"off") or most == 1):
            most, words = most - 1, words[1:]
    return b" ".join(words)


def _is_number(word: bytes) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _byte(word: bytes, otherwise: float = 1.0) -> int:
    value = float(word) if _is_number(word) else otherwise
    return round(min(max(value, 0.0), 1.0) * 255) if value == value else 255  # noqa: PLR0124 - NaN
