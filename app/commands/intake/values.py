"""What people write into tables, as the bundle wants it: products by their names, dates in Chinese, yes and no."""

import re
from datetime import date, datetime, timedelta

from app.i18n import Text
from app.products.product import Product
from app.products.table import PRODUCTS

YES = frozenset({"yes", "y", "true", "1", "是", "有", "已授权", "同意", "已同意", "√", "✓", "likeness"})

_PRODUCTS: dict[str, tuple[str, str]] = {
    # word: product, finish
    "手办": ("figurine", ""), "figure": ("figurine", ""), "公仔": ("figurine", ""), "彩膜": ("figurine", "color"),
    "彩膜手办": ("figurine", "color"), "彩色手办": ("figurine", "color"), "全彩手办": ("figurine", "color"),
    "白膜": ("figurine", "white"), "白膜手办": ("figurine", "white"), "白模": ("figurine", "white"),
    "照片": ("photo", ""), "写真": ("photo", ""), "写真照片": ("photo", ""), "相片": ("photo", ""),
    "明信片": ("postcard", ""), "冰箱贴": ("magnet", ""), "钥匙扣": ("keychain", ""), "钥匙链": ("keychain", ""),
    "key ring": ("keychain", ""), "keyring": ("keychain", ""), "fridge magnet": ("magnet", ""),
    "portrait photo": ("photo", ""), "white figurine": ("figurine", "white"), "colour figurine": ("figurine", "color"),
    "color figurine": ("figurine", "color"),
}  # fmt: skip

_FINISHES = {
    "白膜": "white", "白模": "white", "白色": "white", "彩膜": "color", "彩色": "color", "全彩": "color", "full colour": "color",
    "full color": "color", "colour": "color", "亮面": "glossy", "光面": "glossy", "高光": "glossy", "哑面": "matte",
    "哑光": "matte", "印刷": "printed", "平面": "printed",
}  # fmt: skip

_BASES = {"圆形": "round", "圆": "round", "椭圆": "oval", "方形": "rectangle", "长方形": "rectangle", "六边形": "hexagon",
          "随形": "contour", "无": "", "none": "", "no": ""}  # fmt: skip

_PRIORITIES = {"普通": "normal", "正常": "normal", "否": "normal", "no": "normal", "0": "normal", "高": "high",
               "1": "high", "加急": "urgent", "急": "urgent", "紧急": "urgent", "特急": "urgent", "是": "urgent",
               "yes": "urgent", "2": "urgent"}  # fmt: skip

_LANGUAGES = {"zh": "zh_CN", "zh-cn": "zh_CN", "中文": "zh_CN", "简体中文": "zh_CN", "chinese": "zh_CN", "英文": "en",
              "英语": "en", "english": "en", "en-us": "en"}  # fmt: skip

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?.*)?"
)
_SERIAL = re.compile(r"[45]\d{4}(\.\d+)?")
_CUT = re.compile(r"\d(\.\d+)?[Ee]\+?\d{1,2}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EXCEL_FIRST = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone


def product_of(words: str) -> tuple[str, str]:
    """Product id and the finish that its name says; what is not known is given back as it is."""
    plain = _plain(words)
    if plain in _names():
        return _names()[plain]
    return _PRODUCTS.get(plain, (words, ""))


def finish_of(words: str, product: str) -> str:
    """Finish id; what is not known is given back as it is."""
    plain = _plain(words)
    made = PRODUCTS.get(product)
    for id_, title in made.finishes if made else ():
        if plain in {id_, *_said(title)}:
            return id_
    return _FINISHES.get(plain, words)


def base_of(words: str, product: str) -> str:
    """Base id; what is not known is given back as it is."""
    plain = _plain(words)
    made = PRODUCTS.get(product)
    for id_, title in made.bases if made else ():
        if plain in {id_, *_said(title)}:
            return id_
    return _BASES.get(plain.removesuffix("底座"), words)


def size_of(words: str) -> str:
    """A size without unit and in one form: "120", "148x100"; millimetres, or centimetres where it says so."""
    plain = _plain(words).replace("毫米", "mm").replace("厘米", "cm")
    numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", plain)]
    if not re.fullmatch(r"[\d.\s]+(mm|cm)?(\s*[x×*]\s*[\d.\s]+(mm|cm)?)?", plain) or not 0 < len(numbers) <= 2:
        return words
    factor = 10 if "cm" in plain else 1
    return "x".join(f"{n * factor:g}" for n in numbers)


def priority_of(words: str) -> str:
    """normal, high or urgent; what is not known is given back as it is."""
    return _PRIORITIES.get(_plain(words), _plain(words))


def language_of(words: str) -> str:
    """zh_CN or en; what is not known is given back as it is."""
    return _LANGUAGES.get(_plain(words), words)


def date_of(words: str) -> str:
    """A day and time as ISO; what is no date is given back as it is."""
    found = _DAY.fullmatch(words.strip())
    if _SERIAL.fullmatch(words.strip()):  # a day of a spreadsheet that was not formatted as one
        return (_EXCEL_FIRST + timedelta(days=float(words))).replace(microsecond=0).isoformat()
    if found is None and (compact := _COMPACT.fullmatch(words.strip())):
        found = compact
    if found is None:
        return words
    if "T" in words and re.search(r"(Z|[+-]\d{2}:?\d{2})$", words.strip()):
        return words.strip()  # it says its zone
    year, month, day, hour, minute, second = (int(part or 0) for part in (*found.groups(), 0, 0, 0)[:6])
    try:
        return datetime(year, month, day, hour, minute, second).isoformat()  # noqa: DTZ001 - China's, as the bundle reads it
    except ValueError:
        return words


def quantity_of(words: str) -> int | str:
    """A whole number; what is none is given back as it is."""
    found = re.fullmatch(r"([0-9]{1,9})(\.0+)?\s*(个|件|张|套|pcs)?", words.strip())
    return words if found is None else int(found[1])


def is_cut(words: str) -> bool:
    """Whether this was a long number before a table program wrote it as 1.38E+10: its digits are lost."""
    return bool(_CUT.fullmatch(words.strip()))


def cell_words(value: object) -> str:
    """What a cell of a spreadsheet holds, as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # phones and order numbers are numbers to a spreadsheet
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return (_EXCEL_FIRST + value).isoformat()
    return str(value)


def _names() -> dict[str, tuple[str, str]]:
    """Ids and titles of the products, in the language of the screen and in English."""
    return {word: (product.id, "") for product in PRODUCTS.values() for word in (product.id, *_titles(product))}


def _titles(product: Product) -> tuple[str, ...]:
    return _said(product.title)


def _said(title: Text | str) -> tuple[str, ...]:
    return (_plain(str(title)), _plain(title.message if isinstance(title, Text) else title))


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip().casefold()
