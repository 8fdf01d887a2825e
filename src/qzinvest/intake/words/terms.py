"""The things that cells name: those of every plan, and what each plan has of its own."""

from collections.abc import Iterator

from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES, Names, Plan, Term, Unit

STAGES = (
    Term("lead", Names("Lead", "线索", "線索"), (), "xian suo"),
    Term("talks", Names("In talks", "在谈", "在談"), ("洽谈", "洽談"), "zai tan"),
    Term("signed", Names("Signed", "签约", "簽約"), ("已签约", "已簽約"), "qian yue"),
    Term("registered", Names("Registered", "注册", "註冊"), ("已注册", "已註冊"), "zhu ce"),
    Term("funded", Names("Funded", "到资", "到資"), ("进资", "進資"), "dao zi"),
    Term(
        "started",
        Names("Started", "开工", "開工"),
        ("已开工", "已開工", "动工", "動工", "已动工", "已動工", "在建"),
        "kai gong",
    ),
    Term("producing", Names("Producing", "投产", "投產"), ("已投产", "已投產"), "tou chan"),
)
STATUSES = {
    "talks": ("洽谈中", "对接中", "在谈中", "negotiating"),
    "signed": ("签约未注册", "已签", "签约完成"),
    "registered": ("已注册公司", "注册完成", "注册未开工", "已注册未开工"),
    "funded": ("已到资", "已进资"),
    "started": ("开工建设", "已开工建设", "开工在建", "施工中", "建设中", "under construction"),
    "producing": ("竣工投产", "已竣工投产", "建成投产", "已建成投产", "in production"),
}
"""How lists write a stage in a column of statuses, besides its names."""
SIGNINGS = (
    Term("contract", Names("Contract", "合同", "合同"), (), "he tong"),
    Term("agreement", Names("Agreement", "协议", "協議"), (), "xie yi"),
    Term("intent", Names("Letter of intent", "意向", "意向"), ("意向书", "意向書"), "yi xiang"),
)
ASSUMED_SIGNINGS = {
    "contract": (
        "正式合同",
        "投资合同",
        "项目合同",
        "招商合同",
        "入园合同",
        "已签合同",
        "签订合同",
    ),
    "agreement": (
        *(
            "框架协议",
            "投资协议",
            "投资框架协议",
            "战略合作协议",
            "战略协议",
            "战略框架协议",
            "合作协议",
        ),
        *(
            "合作框架协议",
            "战略合作框架协议",
            "正式协议",
            "项目协议",
            "招商协议",
            "入园协议",
            "落户协议",
        ),
        *("投资合作协议", "项目投资协议", "framework agreement", "investment agreement"),
    ),
    "intent": (
        *("意向协议", "意向性协议", "意向合同", "合作意向", "合作意向书", "投资意向", "投资意向书"),
        *("意向协议书", "备忘录", "合作备忘录", "谅解备忘录", "战略合作备忘录", "意向签约"),
        *("memorandum", "memorandum of understanding", "mou", "loi"),
    ),
}
"""Kinds of signing as people write them. The plan's text names three kinds alone: which of them
each is meant as is our assumption, and is told where it was made."""
NAMED = (*UNIT_KINDS, "group", "stage", "signing", *VOCABULARIES)
"""The kinds of things that an import knows by their names."""


def named_things(plan: Plan, what: str) -> tuple[Unit, ...] | tuple[Term, ...]:
    """All things of a kind, one of ``NAMED``, in the plan's order."""
    if what in UNIT_KINDS:
        return plan.units_of(what)
    ours = {"group": plan.groups, "stage": STAGES, "signing": SIGNINGS}
    return ours.get(what) or plan.vocabularies.get(what, ())


def spellings(thing: Unit | Term) -> Iterator[str]:
    """All that a thing is called, its code first; some of it may be empty, or stand twice."""
    yield thing.code
    yield from thing.names
    if isinstance(thing, Unit):
        yield from thing.short
        yield from thing.takes
    yield from thing.aliases
    yield thing.pinyin


def all_names(what: str, thing: Unit | Term) -> tuple[str, ...]:
    """All that a thing of a kind may be called in a file, each once; some is an assumption."""
    assumed = ASSUMED_SIGNINGS[thing.code] if what == "signing" else ()
    return tuple(dict.fromkeys(filter(None, (*spellings(thing), *assumed))))
