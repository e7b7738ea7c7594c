"""Provinces and cities of China as they begin an address, written out or short: what of an address may be shown."""

import re

# Full name first, then how people shorten it.
PROVINCES: dict[str, tuple[str, ...]] = {
    "北京市": ("北京",), "天津市": ("天津",), "上海市": ("上海",), "重庆市": ("重庆",),
    "河北省": ("河北",), "山西省": ("山西",), "辽宁省": ("辽宁",), "吉林省": ("吉林",), "黑龙江省": ("黑龙江",),
    "江苏省": ("江苏",), "浙江省": ("浙江",), "安徽省": ("安徽",), "福建省": ("福建",), "江西省": ("江西",),
    "山东省": ("山东",), "河南省": ("河南",), "湖北省": ("湖北",), "湖南省": ("湖南",), "广东省": ("广东",),
    "海南省": ("海南",), "四川省": ("四川",), "贵州省": ("贵州",), "云南省": ("云南",), "陕西省": ("陕西",),
    "甘肃省": ("甘肃",), "青海省": ("青海",), "台湾省": ("台湾",),
    "内蒙古自治区": ("内蒙古",), "广西壮族自治区": ("广西",), "西藏自治区": ("西藏",),
    "宁夏回族自治区": ("宁夏",), "新疆维吾尔自治区": ("新疆",),
    "香港特别行政区": ("香港",), "澳门特别行政区": ("澳门",),
}  # fmt: skip

WHOLE_CITIES = frozenset({"北京市", "天津市", "上海市", "重庆市", "香港特别行政区", "澳门特别行政区"})
"""Where the province is the city."""

_CITY_NAMES = (
    "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 "
    "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 "
    "盘锦 铁岭 朝阳 葫芦岛 长春 吉林 四平 辽源 通化 白山 松原 白城 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 "
    "七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 "
    "绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 "
    "厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 "
    "东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 "
    "三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 长沙 株洲 湘潭 衡阳 邵阳 "
    "岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 "
    "清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 "
    "儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 "
    "毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 拉萨 日喀则 昌都 林芝 山南 那曲 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 "
    "榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 "
    "乌鲁木齐 克拉玛依 吐鲁番 哈密 台北 高雄 台中 台南 新北 桃园 基隆 新竹 嘉义"
)

_PREFECTURE_NAMES = (
    "延边朝鲜族自治州 恩施土家族苗族自治州 湘西土家族苗族自治州 阿坝藏族羌族自治州 甘孜藏族自治州 凉山彝族自治州 "
    "黔西南布依族苗族自治州 黔东南苗族侗族自治州 黔南布依族苗族自治州 楚雄彝族自治州 红河哈尼族彝族自治州 文山壮族苗族自治州 "
    "西双版纳傣族自治州 大理白族自治州 德宏傣族景颇族自治州 怒江傈僳族自治州 迪庆藏族自治州 临夏回族自治州 甘南藏族自治州 "
    "海北藏族自治州 黄南藏族自治州 海南藏族自治州 果洛藏族自治州 玉树藏族自治州 海西蒙古族藏族自治州 昌吉回族自治州 "
    "博尔塔拉蒙古自治州 巴音郭楞蒙古自治州 克孜勒苏柯尔克孜自治州 伊犁哈萨克自治州 大兴安岭地区 阿里地区 阿克苏地区 喀什地区 "
    "和田地区 塔城地区 阿勒泰地区 锡林郭勒盟 兴安盟 阿拉善盟"
)

_SPACE = r"[\s,,、·]*"


def _any_of(names: list[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_PROVINCE = re.compile(_any_of([*PROVINCES, *(short for shorts in PROVINCES.values() for short in shorts)]))
_CITY = re.compile(f"(?:{_any_of(_PREFECTURE_NAMES.split())}|(?:{_any_of(_CITY_NAMES.split())})市?)")
# A county-level city that is written right behind its province. Nothing that a street or house could begin with.
_LESSER_CITY = re.compile(r"[\u4e00-\u9fff]{2,5}?市(?![场民政])")
_STREET = re.compile(r"[路街道巷弄号栋幢座室楼层村组镇乡区县园苑城里坊店厦]")
_FULL = {short: full for full, shorts in PROVINCES.items() for short in shorts}


def region_of(address: str) -> tuple[str, int]:
    """Province and city that an address begins with, as they may be shown, and where the rest begins.

    ("", 0) where the address does not begin with a region that is known: then nothing of it is safe to show.
    """
    start = _after_space(address, 0)
    if country := re.compile(r"(?:中国|中华人民共和国)").match(address, start):
        start = _after_space(address, country.end())
    province = _PROVINCE.match(address, start)
    shown, rest = "", start
    if province is not None:
        # 吉林市, 海南藏族自治州: a city that begins like its province's neighbour is a city all the same
        city_first = _CITY.match(address, start)
        if city_first is not None and city_first.end() > province.end() and province.group() not in PROVINCES:
            return city_first.group(), _after_space(address, city_first.end())
        shown, rest = province.group(), _after_space(address, province.end())
        if _FULL.get(shown, shown) in WHOLE_CITIES:
            again = re.compile(re.escape(shown) + r"|市辖区|县(?=[\u4e00-\u9fff])").match(address, rest)
            return shown, _after_space(address, again.end()) if again is not None else rest
    city = _CITY.match(address, rest)
    if city is not None:
        return shown + city.group(), _after_space(address, city.end())
    if shown:
        lesser = _LESSER_CITY.match(address, rest)
        if lesser is not None and not _STREET.search(lesser.group()[:-1]):
            return shown + lesser.group(), _after_space(address, lesser.end())
    return (shown, rest) if shown else ("", 0)


def _after_space(address: str, start: int) -> int:
    found = re.compile(_SPACE).match(address, start)
    return found.end() if found is not None else start
