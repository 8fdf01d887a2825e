"""A fictional year: projects that nobody has signed, to try the program on.

Every name and investor is marked 虚构. The draws rest on ``Random.random`` alone, which gives the
same numbers under every Python, and every logarithm is rounded to whole days or round amounts, so a
seed gives the same projects on every machine.
"""

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from qzinvest.model.credit import WHOLE, Part
from qzinvest.model.money import WAN, YI
from qzinvest.model.plan import VOCABULARIES, Plan, Term, Unit
from qzinvest.model.project import INVENTED, Milestone, Project
from qzinvest.model.ruling import NONE
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

T = TypeVar("T")

PROJECTS = 2430
"""Of these about 2,000 come to a signing that counts, the rest are leads, talks and intents."""

LEAST, MOST = 1000 * WAN, 300 * YI
LARGE = 20 * YI
MEDIAN_LOG, SPREAD = 0.26, 1.66
"""Log-normal total investments: the logarithm of the median in 亿元, and the deviation."""

ONWARD = (
    (Stage.REGISTERED, 97, 22),
    (Stage.FUNDED, 90, 35),
    (Stage.STARTED, 85, 40),
    (Stage.PRODUCING, 55, 100),
)
"""After signing: the stage, how many of a hundred go on to it, and their mean days until then."""

LEADS, TALKS, INTENTS = 6, 7, 4
"""Of a hundred projects; the others are signed by contract or agreement."""

EARLY, LATE = "岚澄泓砺翎曦筠霁珩璟朔沐煦溪璞穗", "川屿桥帆舟汀野禾岳峦柏舸湄峤榕荔"
TRADES = ("实业", "科技", "材料", "机械", "食品", "纺织", "能源", "物流", "医药", "投资")
THEMES = {
    "电子信息": "化合物半导体 集成电路封测 光电显示 智能终端",
    "石油化工与新材料": "高端聚烯烃 新材料 特种纤维 电子化学品",
    "新能源": "储能电池 光伏组件 海上风电装备 氢能",
    "金融与新兴产业": "产业链基金 供应链金融 股权投资 低空经济",
    "纺织鞋服": "运动鞋服 智能纺织 功能面料 品牌服装",
    "建材家居与工艺品": "智能卫浴 绿色石材 陶瓷文创 全屋定制",
    "装备制造": "智能装备 工程机械 数控机床 机器人",
    "食品饮料与生物医药": "休闲食品 健康饮品 生物医药 医疗器械",
    "现代服务业": "现代物流 商贸综合体 总部经济 康养",
    "数字经济": "大数据中心 工业互联网 人工智能 直播电商",
    "海洋经济": "海洋生物 水产精深加工 智慧港口 深海养殖",
    "绿色经济": "资源循环利用 节能环保 绿色改造 生态修复",
    "文旅经济": "海丝文化 古城文旅 度假酒店 非遗街区",
}
HOME = {
    "晋江市": "纺织鞋服",
    "南安市": "建材家居与工艺品",
    "泉州台商投资区": "装备制造",
    "泉港区": "石油化工与新材料",
    "石狮市": "海洋经济",
    "惠安县": "石油化工与新材料",
    "安溪县": "电子信息",
    "鲤城区": "文旅经济",
    "丰泽区": "现代服务业",
    "洛江区": "装备制造",
    "永春县": "食品饮料与生物医药",
    "德化县": "建材家居与工艺品",
    "泉州开发区": "数字经济",
}
"""What a district is known for: one project in three there belongs to this group."""
FORMS = ("产业园", "基地", "中心", "园区", "示范区", "总部基地")
PHASES = ("", "", "", "", "一期", "二期", "三期")
SHARED = 40
"""One project in so many is shared between finder and host, 5 : 5."""
REASONS = ("投资方战略调整", "用地未落实", "融资未到位", "环评未通过", "市场变化", "合作条件未谈妥")


def fictional_projects(
    plan: Plan, seed: int = 2022, *, years: int = 1, total: int = PROJECTS
) -> Iterator[Project]:
    """Make a full fictional year of ``plan``, in the order in which projects are signed.

    About 2,000 projects come to a signing of about 1万亿元 in all, and about 100 of at least 20亿
    are registered; one in seven or so is still a lead or in talks. No date lies outside the plan's
    period. ``org`` is empty and ``number`` 0: the ledger gives the ids.

    Args:
        plan: whose period, units, groups and vocabularies are used.
        seed: another one gives another year.
        years: how many years, evenly; the last of them is the plan's, whose period is then taken
            to be one year.
        total: how many projects in all, leads and talks included. An investor has a few projects
            however many there are.
    """
    dice = _Dice(seed)
    starts = [plan.start.replace(year=plan.start.year - back) for back in range(years)][::-1]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [plan.end]
    world = _world(plan, dice, starts[0], f"{INVENTED}{seed}")
    number = 0
    for year, (start, end) in enumerate(zip(starts, ends, strict=True)):
        calendar = _calendar(start, end)
        share = total * (year + 1) // years - total * year // years
        for day in sorted(calendar.draw(dice) for _ in range(share)):
            number += 1
            yield _project(dice, world, day, number)


class _Dice:
    """Draws that every Python makes alike."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random  # noqa: S311 - a fictional year holds no secret

    def below(self, end: int) -> int:
        return int(self.random() * end)

    def chance(self, percent: int) -> bool:
        return self.random() * 100 < percent

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self.random() * len(items))]

    def wait(self, mean: int) -> int:
        """Whole days of an exponential delay."""
        return int(-mean * math.log(1 - self.random()))

    def normal(self) -> float:
        """Box-Muller."""
        radius = math.sqrt(-2 * math.log(1 - self.random()))
        return radius * math.cos(math.tau * self.random())


class _Urn(Generic[T]):
    """Items drawn by whole weights."""

    def __init__(self, items: Sequence[T], weights: Sequence[int]) -> None:
        self.items = items
        self.sums = tuple(accumulate(weights))

    def draw(self, dice: _Dice) -> T:
        return self.items[bisect_right(self.sums, dice.below(self.sums[-1]))]


class _World(NamedTuple):
    """What a plan offers to draw from; ``earliest`` and ``latest`` are days as ordinals."""

    earliest: int
    latest: int
    districts: _Urn[Unit]
    departments: _Urn[Unit]
    groups: tuple[Term, ...]
    homes: dict[str, Term]
    terms: dict[str, _Urn[Term]]
    expansion: str
    conference: str
    investors: deque[str]
    source: str


class _Deal(NamedTuple):
    """What is drawn first: ``day`` is that of the signing, or of ``reach`` if it comes before."""

    code: str
    amount: int
    day: int
    reach: Stage


def _world(plan: Plan, dice: _Dice, earliest: date, source: str) -> _World:
    groups = {group.names.zh_Hans: group for group in plan.groups}
    return _World(
        earliest=earliest.toordinal(),
        latest=plan.end.toordinal(),
        districts=_units(plan, "district", dice),
        departments=_units(plan, "department", dice),
        groups=plan.groups,
        homes={
            unit.code: groups[HOME[unit.names.zh_Hans]]
            for unit in plan.units_of("district")
            if HOME.get(unit.names.zh_Hans) in groups
        },
        terms={name: _falling(_choices(plan, name)) for name in VOCABULARIES},
        expansion=plan.rules.expansion_channel,
        conference=plan.vocabularies["event"][0].code,
        investors=deque(maxlen=400),
        source=source,
    )


def _choices(plan: Plan, vocabulary: str) -> list[Term]:
    """List the terms drawn freely: expansions and the conference are drawn otherwise."""
    settled = (plan.rules.expansion_channel, plan.vocabularies["event"][0].code)
    return [term for term in plan.vocabularies[vocabulary] if term.code not in settled]


def _units(plan: Plan, kind: str, dice: _Dice) -> _Urn[Unit]:
    """Units by their tier's weight and by an ability of their own, so that they come apart."""
    units = plan.units_of(kind)
    return _Urn(units, [plan.weights[kind][unit.tier] * (70 + dice.below(70)) for unit in units])


def _falling(terms: Sequence[Term]) -> _Urn[Term]:
    """Make the first of a list about four times as frequent as the last."""
    count = len(terms)
    return _Urn(terms, [count + 3 * (count - i) for i in range(count)])


def _calendar(start: date, end: date) -> _Urn[int]:
    first, last = start.toordinal(), end.toordinal()
    days = range(first, last + 1)
    return _Urn(days, [_bustle(date.fromordinal(day)) for day in days])


def _bustle(day: date) -> int:
    """How many projects are signed on a day, relatively: the year's rhythm."""
    if (day.month, day.day) == (9, 8):
        return 400  # the city's conference
    if day.isoweekday() > 5:  # noqa: PLR2004 - Saturday and Sunday
        return 1
    if (1, 21) <= (day.month, day.day) <= (2, 15):
        return 3  # around the spring festival
    if day.month % 3 == 0 and day.day > 20:  # noqa: PLR2004 - a quarter's last third of a month
        return 30
    return 15 if day.month % 3 == 0 else 10


def _project(dice: _Dice, world: _World, day: int, number: int) -> Project:
    code = f"FIC-{number:04d}"
    unit = world.districts.draw(dice)
    home = world.homes.get(unit.code)
    group = home if home and dice.chance(33) else dice.pick(world.groups)
    amount = _amount(dice)
    reach, signing = _fate(dice)
    doomed = dice.chance(4)
    if doomed:
        reach = min(reach, dice.pick((Stage.SIGNED, Stage.SIGNED, Stage.REGISTERED)))
    reached = _milestones(dice, world, _Deal(code, amount, day, reach))
    ended = _ended(dice, reached[-1].counted_on.toordinal(), world.latest)
    expansion = dice.chance(12)
    return Project(
        org="",
        number=0,
        name=_name(dice, unit, group, expansion=expansion),
        amount=amount,
        milestones=reached,
        code=code,
        investor=_investor(dice, world.investors) if signing or dice.chance(60) else None,
        district=unit.code if signing or dice.chance(70) else None,
        department=world.departments.draw(dice).code if dice.chance(60) else None,
        group=group.code,
        signing=signing,
        channel=world.expansion if expansion else _term(dice, world, "channel", 80),
        origin=None if expansion else _term(dice, world, "origin", 75),
        investor_class=_term(dice, world, "investor_class", 70 if amount >= LARGE else 30),
        event=_event(dice, world, day) if signing else None,
        site=_site(dice, unit) if signing else None,
        source=world.source,
        dropped_on=ended if doomed else None,
        drop_reason=dice.pick(REASONS) if doomed else None,
        rulings=NONE.credited(_credit(world, unit, number) if signing else ()),
    )


def _ended(dice: _Dice, last: int, latest: int) -> date:
    """Draw the day of a drop after the ``last`` milestone; what would lie beyond ends before."""
    day = last + 10 + dice.wait(40)
    if day > latest:
        # Not all on the last day: a year whose own total falls there looks like no year.
        day = min(last + 1 + (day - latest) % max(latest - last - 1, 1), latest)
    return date.fromordinal(day)


def _credit(world: _World, host: Unit, number: int) -> tuple[Part, ...]:
    """Every so many projects were found by the district that follows the host's in the plan."""
    units = world.districts.items
    finder = units[(units.index(host) + 1) % len(units)]
    if number % SHARED or finder == host:
        return ()
    return tuple((host.kind, unit.code, WHOLE // 2) for unit in (host, finder))


def _fate(dice: _Dice) -> tuple[Stage, str | None]:
    """How far a project may come, and how it is signed if it is."""
    lot = dice.below(100)
    if lot < LEADS:
        return Stage.LEAD, None
    if lot < LEADS + TALKS:
        return Stage.TALKS, None
    if lot < LEADS + TALKS + INTENTS:
        return Stage.SIGNED, "intent"  # it has yet to become a contract
    return Stage.PRODUCING, dice.pick(("contract", "contract", "agreement"))


def _amount(dice: _Dice) -> int:
    """Draw a total investment, rounded as people round: to 100万, 1000万 or 5000万."""
    while True:
        yuan = int(math.exp(MEDIAN_LOG + SPREAD * dice.normal()) * YI)
        step = WAN * (100 if yuan < YI else 1000 if yuan < 10 * YI else 5000)
        rounded = yuan // step * step
        if LEAST <= rounded <= MOST:
            return rounded


def _milestones(dice: _Dice, world: _World, deal: _Deal) -> tuple[Milestone, ...]:
    """Reach the deal's stages one by one, as far as they fall into the years at hand."""
    milestones = []
    turn = min(deal.reach, Stage.SIGNED)
    talks = deal.day - dice.wait(30)
    for stage, on in ((Stage.LEAD, talks - dice.wait(40)), (Stage.TALKS, talks)):
        if stage < turn and on >= world.earliest:
            milestones.append(_milestone(stage, on, on))
    counted = _counted(dice, deal.day, world.latest)
    proof = f"虚构合同 {deal.code}" if turn == Stage.SIGNED and dice.chance(40) else None
    milestones.append(_milestone(turn, deal.day, counted, evidence=proof))
    large = deal.amount >= LARGE
    for stage, percent, mean in ONWARD:
        on = counted + 3 + dice.wait(mean // 2 if large else mean)
        if stage > deal.reach or on > world.latest or not dice.chance(100 if large else percent):
            break
        if stage == Stage.FUNDED and dice.chance(6):
            continue  # nobody has reported the money; the next milestone tells
        counted = _counted(dice, on, world.latest)
        milestones.append(_onward(dice, deal, stage, on, counted))
    return tuple(milestones)


def _onward(dice: _Dice, deal: _Deal, stage: Stage, on: int, counted: int) -> Milestone:
    if stage == Stage.FUNDED:
        paid = deal.amount // WAN * (5 + dice.below(40)) // 100 * WAN
        return _milestone(stage, on, counted, paid)
    proof = f"虚构执照 {deal.code}" if stage == Stage.REGISTERED and dice.chance(30) else None
    return _milestone(stage, on, counted, evidence=proof)


def _milestone(
    stage: Stage, on: int, counted: int, amount: int | None = None, evidence: str | None = None
) -> Milestone:
    day = date.fromordinal(on)
    return Milestone(
        stage, day, day if counted == on else date.fromordinal(counted), amount, evidence
    )


def _counted(dice: _Dice, day: int, latest: int) -> int:
    """One milestone in thirty counts some days after it happened."""
    return min(day + 5 + dice.below(20), latest) if dice.chance(3) else day


def _name(dice: _Dice, unit: Unit, group: Term, *, expansion: bool) -> str:
    themes = THEMES.get(group.names.zh_Hans, group.names.zh_Hans).split()
    brand = dice.pick(EARLY) + dice.pick(LATE)
    work = "增资扩产" if expansion else dice.pick(FORMS) + dice.pick(PHASES)
    return f"（虚构）{unit.short.zh_Hans}{brand}{dice.pick(themes)}{work}项目"


def _investor(dice: _Dice, recent: deque[str]) -> str:
    """One investor in four has signed before, not long ago."""
    if len(recent) == recent.maxlen and dice.chance(25):
        return recent[dice.below(len(recent))]
    brand = dice.pick(EARLY) + dice.pick(LATE) + dice.pick(EARLY) + dice.pick(LATE)
    investor = f"虚构·{brand}{dice.pick(TRADES)}有限公司"
    recent.append(investor)
    return investor


def _term(dice: _Dice, world: _World, vocabulary: str, percent: int) -> str | None:
    terms = world.terms[vocabulary]
    return terms.draw(dice).code if terms.items and dice.chance(percent) else None


def _event(dice: _Dice, world: _World, day: int) -> str | None:
    on = date.fromordinal(day)
    if (on.month, on.day) == (9, 8):
        return world.conference
    return _term(dice, world, "event", 30)


def _site(dice: _Dice, unit: Unit) -> str | None:
    if not dice.chance(50):
        return None
    return f"{unit.short.zh_Hans}虚构园区{1 + dice.below(60)}号地块"
