"""Tables of the corpus made after what other programs' users reported: cells and their dates."""

from datetime import date
from fractions import Fraction

from qzinvest.intake.offices.map import Map
from qzinvest.intake.words.written_amounts import Rate
from tests.intake.corpus import HEAD, ONE, Case

RATES = {
    code: Rate(Fraction(yuan), date(2022, 6, 30))
    for code, yuan in (("USD", "6.5"), ("INR", "0.08"), ("KES", "0.05"))
}


def _dated(text: str, expected: str, rules: Map | None = None) -> Case:
    is_date = expected[:2] == "20"
    said = f"2 风电 惠安 20亿 signed {expected}" if is_date else f"2 D2 {expected}"
    given = rules or Map()
    name = f"the date {text} {given.year} {given.order} {given.century}"
    return Case(name, f"{HEAD}\n风电|惠安|20|{text}", said, (), given)


def _amount(text: str, expected: str, header: str = "总投资", brackets: str = "refuse") -> Case:
    is_amount = expected.endswith("亿")
    said = f"2 风电 惠安 {expected} signed 2022-03-15" if is_amount else f"2 C2 {expected}"
    table = f"项目名称|属地|{header}|签约时间\n风电|惠安|{text}|2022-03-15"
    given = Map(rates=RATES, brackets=brackets)
    return Case(f"the amount {text}, {header} {brackets}", table, said, (), given)


def _named(text: str, expected: str) -> Case:
    signed = "惠安 20亿 signed 2022-03-15"
    return Case(f"the name {text}", f"{HEAD}\n{text}|惠安|20|2022-03-15", f"2 {expected} {signed}")


GUARDS = [
    Case(f"guarded by {sign}", f"{HEAD}\n{row}", f"2 {ONE}")
    for sign, row in (
        ('="…"', '="风电"|="惠安"|="20"|="2022-03-15"'),
        ("'", "'风电|'惠安|'20|'2022-03-15"),
        ("＇", "＇风电|＇惠安|＇20|＇2022-03-15"),
        ("’", "’风电|‘惠安|’20|’2022-03-15"),
        ("a tab", "\t风电|\t惠安|\t20|\t2022-03-15"),
    )
] + [
    Case(
        "a mark of bytes before a second header",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n\ufeff{HEAD}\n光伏|南安|5|2022-04-01",
        f"2 {ONE}\n4 光伏 南安 5亿 signed 2022-04-01\n- header 1",
    ),
    _named("'Sea' 风电", "'Sea' 风电"),
    _named("O'Neill Park", "O'Neill Park"),
]

DAYS = [
    _dated("2022-03-31T16:00:00.000Z", "2022-04-01"),
    _dated("2022-03-31T15:59:17Z", "2022-04-01"),
    _dated("2022-03-31T15:00:00Z", "2022-03-31"),
    _dated("2022-04-01T00:00:00+08:00", "2022-04-01"),
    _dated("2022-04-01 00:00:00 +0800", "2022-04-01"),
    _dated("Thu Mar 31 2022 16:00:00 GMT+0000 (UTC)", "2022-04-01"),
    _dated("Fri Apr 01 2022 00:00:00 GMT+0800 (中国标准时间)", "2022-04-01"),
    _dated("Thu, 31 Mar 2022 16:00:00 GMT", "2022-04-01"),
    _dated("1648742400000", "2022-04-01"),
    _dated("1648742400", "2022-04-01"),
    _dated("2022-03-31 23:59:17", "2022-04-01"),
    _dated("2022-03-31 23:59:59", "2022-03-31"),
    _dated("2022/3/31 23:59", "2022-03-31"),
    _dated("3.15", "2022-03-15", Map(year=2022)),
    _dated("8-22", "2022-08-22", Map(year=2022)),
    _dated("3/15", "2022-03-15", Map(year=2022)),
    _dated("12.31", "2022-12-31", Map(year=2022)),
    _dated("3.1", "VagueDate.tenth", Map(year=2022)),
    _dated("3.15", "VagueDate.year"),
    _dated("13.15", "BadDate.months", Map(year=2022)),
    _dated("15/3", "2022-03-15", Map(year=2022, order="dmy")),
    _dated("3/15/2022", "DateOrder"),
    _dated("3/15/2022", "2022-03-15", Map(order="mdy")),
    _dated("05/06/2022", "2022-05-06", Map(order="mdy")),
    _dated("05/06/2022", "2022-06-05", Map(order="dmy")),
    _dated("28.09.2021", "2021-09-28", Map(order="dmy")),
    _dated("28.09.2021", "BadDate.months", Map(order="mdy")),
    _dated("22.3.15", "DateOrder", Map(order="ymd")),
    _dated("22.3.15", "2022-03-15", Map(order="ymd", century=2000)),
    _dated("22年3月15日", "DateOrder"),
    _dated("22年3月15日", "2022-03-15", Map(century=2000)),
    _dated("15-Mar-22", "2022-03-15", Map(century=2000)),
    _dated("31/4/2022", "BadDate.days", Map(order="dmy")),
    _dated("32/13/2022", "BadDate.form"),
]

PLANNED = (
    [
        Case(
            f"{text} is a plan",
            f"{HEAD}|开工时间\n风电|惠安|20|2022-03-15|{text}",
            f"2 {ONE}\n- planned 1",
        )
        for text in (
            *(
                "预计2022年10月",
                "2022年底前",
                "拟10月开工",
                "待定",
                "计划2023年3月",
                "力争年内开工",
            ),
            *(
                "2030年底",
                "2022年底",
                "年末",
                "10月底前开工",
                "6月30日前",
                "預計明年",
                "2030年一季度前",
                "年底",
                "TBD",
            ),
        )
    ]
    + [
        Case(
            f"{text} is no plan",
            f"{HEAD}|开工时间\n风电|惠安|20|2022-03-15|{text}",
            f"2 E2 {error}",
        )
        for text, error in (
            ("2022年5月底", "VagueDate.vague"),
            ("已开工", "BadDate.form"),
            ("提前", "BadDate.form"),
            ("3月前后", "VagueDate.vague"),
        )
    ]
    + [
        Case(
            "a plan and nothing else",
            f"{HEAD}\n风电|惠安|20|预计2022年10月",
            "2 D2 VagueDate.plan",
        )
    ]
)

BRACKETED = [
    _amount("2000万美元（约1.3亿元）", "BadAmount.two"),
    _amount("2000万美元（约1.3亿元）", "1.3亿", brackets="before"),
    _amount("2000万美元（1.4亿元）", "1.4亿", brackets="inside"),
    _amount("2000万美元（约1.4亿元）", "BadAmount.bound_rule", brackets="inside"),
    _amount("10亿元（其中一期3亿元）", "10亿"),
    _amount("10亿元（一期3亿元，二期7亿元）", "10亿"),
    _amount("10亿元（100000万元）", "10亿"),
    _amount("10亿元（另有配套3亿元）", "BadAmount.two"),
    _amount("10亿元（不含二期3亿元）", "BadAmount.two"),
    _amount("$30 million (Phase 1)", "1.95亿"),
    _amount("RMB 560 million (phase one)", "5.6亿"),
    _amount("5（Phase 1）", "5亿", "总投资（亿元）"),
    _amount("5亿元（约）", "BadAmount.bound_rule"),
    _amount("5亿元（折合人民币）", "BadAmount.note"),
    _amount("5（亿元）", "5亿"),
]

FOREIGN = [
    _amount("250", "2亿", "Investment (INR crore)"),
    _amount("₹ 250 crore", "2亿", "Investment"),
    _amount("INR 2,50,00,00,000", "2亿", "Investment"),
    _amount("4000", "2亿", "Investment (KES million)"),
    _amount("KES 4bn", "2亿", "Investment"),
    _amount("25000 lakh INR", "2亿", "Investment"),
    _amount("1,23,456元", "BadAmount.form", "Investment"),
]

LIKE_NOTES = [
    Case(
        f"{name} is no note",
        f"项目名称|属地|拟投资（亿元）|首次洽谈时间\n{name}|晋江||2022-03-15",
        f"2 {name} 晋江 0亿 talks 2022-03-15",
    )
    for name in ("打印一体机产业园", "审批一站式中心", "联系二期", "审核三号楼")
] + [
    Case(
        f"{note} is a note",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n{note}",
        f"2 {ONE}\n- note 1",
    )
    for note in (
        "打印日期：2022-03-15",
        "审核人：王某||联系电话：138",
        "注1：含意向",
        "联系人 王某",
    )
]

BEYOND = [
    Case(
        f"{row} is beyond any project",
        f"{HEAD}\n{row}",
        said,
    )
    for row, said in (
        ("风电|南安|3500|2022-03-15", "2 C2 AmountBeyond.above"),
        ("风电|南安|0.0003|2022-03-15", "2 C2 AmountBeyond.below"),
        ("风电|南安|3万元|2022-03-15", "2 风电 南安 0.0003亿 signed 2022-03-15"),
        ("风电|南安|3500亿元|2022-03-15", "2 风电 南安 3500亿 signed 2022-03-15"),
        ("风电|南安|35000000万元|2022-03-15", "2 风电 南安 3500亿 signed 2022-03-15"),
        ("风电||9999|2022-03-15", "2 风电 - 9999亿 signed 2022-03-15"),
    )
]

SIGNED_IN_MARCH = "2 风电 惠安 20亿 signed 2022-03"
PARTS = [
    Case(
        f"a date in the columns {head}",
        f"项目名称|属地|总投资（亿元）|{head}\n{rows}",
        said,
    )
    for head, rows, said in (
        ("签约年份|签约月份", "风电|惠安|20|2022|3", SIGNED_IN_MARCH),
        ("签约年|签约月|签约日", "风电|惠安|20|2022|3|15", f"2 {ONE}"),
        (
            "签约时间（年）|签约时间（月）",
            "风电|惠安|20|2022年|3月份",
            "2 风电 惠安 20亿 signed 2022-03",
        ),
        ("签约时间||\n|||年|月|日", "风电|惠安|20|2022|3|15", f"3 {ONE}"),
        ("签约年份|签约月份|签约日", "风电|惠安|20|2022||5", "2 D2 BadDate.form"),
        ("签约年份|签约月份|签约日", "风电|惠安|20||3|5", "2 D2 BadDate.form"),
        ("签约年份|签约月份", "风电|惠安|20|22|3", "2 D2 DateOrder"),
        ("签约年份|签约月份", "风电|惠安|20||", "2 D2 BadText.undated"),
        ("签约年份|签约月份|签约时间", "风电|惠安|20|2021|1|2022-03-15", f"2 {ONE}"),
        ("签约月份|签约时间", "风电|惠安|20|1|2022-03-15", f"2 {ONE}"),
    )
] + [
    Case(
        "dates below a header of plans",
        "项目名称|属地|总投资（亿元）|签约时间|计划时间|\n||||开工时间|投产时间\n"
        "风电|惠安|20|2022-03-15|2022-05|2023-03",
        f"3 {ONE}",
    ),
    *(
        Case(
            f"plans and facts below a date, {low}",
            f"项目名称|属地|总投资（亿元）|签约时间||开工时间|\n|||{low}\n"
            "风电|惠安|20|2022-02-15|2022-03-15|2022-12|2022-06-01",
            f"3 {ONE} started 2022-06-01",
        )
        for low in ("计划|实际|计划|实际", "预计时间|实际时间|预计时间|实际时间")
    ),
    Case(
        "talks in the last month of a list of several",
        "2022年1月至6月在谈项目表|||\n项目名称|投资方|属地|拟投资（亿元）\n风电|甲公司|惠安|20",
        "3 风电 惠安 20亿 talks 2022-06",
    ),
]

FORMS = [
    Case(
        "of which in the second row of the header, and what goes on below",
        "项目名称|属地|投资情况（亿元）||进展情况|\n||总投资|其中：到位资金|状态|时间\n"
        "风电|惠安|20|3|签约|2022-03-15",
        f"3 {ONE}",
        ((0, 2, 0, 3), (0, 4, 0, 5)),
    ),
    Case(
        "the same as above, in words",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n光伏|同上|6|同上",
        f"2 {ONE}\n3 光伏 惠安 6亿 signed 2022-03-15",
    ),
    Case(
        "an amount that is the one above",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n光伏|惠安|同上|2022-03-15",
        f"2 {ONE}\n3 C3 BadAmount.form",
    ),
    Case(
        "a sample with circles for its name",
        f"{HEAD}\n○○产业园|惠安|6|2022-03-15\n风电|惠安|20|2022-03-15",
        f"- sample 1\n3 {ONE}",
    ),
    Case(
        "a promotion bureau's form of the month",
        "惠安县2022年6月招商项目进展情况表||||||||||||||||\n||||||||||||||||单位：亿元\n"
        "序号|项目名称|外方投资方|中方投资方|行业大类|建设内容|用地（亩）|总投资|签约时间|招商进度|"
        "当月实际到位额|项目进展情况|牵头领导|责任人|联系电话|备注|备注\n"
        "1|风电|Alpha|甲公司|装备制造|厂房|50|20|2022-03-15|已签约||正在办证|王某|李某|1380000|A|B",
        f"4 {ONE}",
    ),
    Case(
        "征迁 and 用地 with units, two notes, a status that says how far it is",
        "序号|项目名称|建设内容及规模|投资主体|属地|用地面积（亩）|总投资（万元）|其中：外资（万美元）|签约日期|"
        "开工日期|招商进度|填报部门|责任人及联系电话|备注1|备注2\n"
        "1|风电|厂房|甲公司|惠安|50|200000|1000|2022-03-15|2022-05-01|开工|县工信局|李某 138|x|y",
        f"2 {ONE} started 2022-05-01",
    ),
    Case(
        "a status of the whole form, one project in talks",
        "序号|项目名称|属地|总投资（亿元）|签约日期|招商进度\n1|风电|惠安|20|2022-03-15|已签约\n"
        "2|光伏|惠安|5||在谈",
        f"2 {ONE}\n3 光伏 惠安 5亿 talks 2026-06-30",
    ),
    Case(
        "a status that is a story",
        "序号|项目名称|属地|总投资（亿元）|签约日期|招商进度\n1|风电|惠安|20|2022-03-15|已签约\n"
        "2|光伏|惠安|5|2022-03-15|正在办理施工许可",
        f"2 {ONE}\n3 光伏 惠安 5亿 signed 2022-03-15",
    ),
    Case(
        "units in a row of headers below",
        "序号|项目名称|属地|总投资|其中||签约日期\n|||（亿元）|外资（万美元）|内资（亿元）|\n"
        "1|风电|惠安|20|100|19|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "ticks among dates below 节点",
        "序号|项目|所属地|投资额（亿元）|节点完成情况|||\n||||签约|注册|开工|投产\n"
        "1|风电|惠安|20|2022.3.15|2022.4.1||\n2|光伏|惠安|5|2022.3.15|√||",
        f"3 {ONE} registered 2022-04-01\n4 F4 BadDate.form",
    ),
    Case(
        "funds of this month, of this year and of all",
        "序号|项目名称|属地|投资总额（亿元）|到位资金（亿元）|||签约时间|到资时间\n||||本月|本年累计|累计||\n"
        "1|风电|惠安|20|0.5|1|1.5|2022-03-15|2022-04-10",
        f"3 {ONE} funded 2022-04-10 1.5亿",
    ),
]

ROW = "风电|惠安|20|2022-03-15"
ENDED = (
    [
        Case(f"{name} has ended", f"{HEAD}\n{name}|惠安|20|2022-03-15", "2 A2 Ended")
        for name in (
            *("风电（撤资）", "风电—已停建", "风电（不再实施）", "风电 已终止", "风电已取消"),
            *("风电（停止推进）", "风电【合同解除】"),
        )
    ]
    + [
        Case(
            f"the note {note}",
            f"{HEAD}|备注\n风电|惠安|20|2022-03-15|{note}",
            "2 A2 Ended" if ended else f"2 {ONE}",
        )
        for note, ended in (
            *(("企业已撤资", True), ("不再推进", True), ("投资方退出", True), ("合同解除", True)),
            *(
                ("老公司已注销，新公司承接", False),
                ("暂停", False),
                ("不会终止", False),
                ("风险解除", False),
            ),
            ("因取消审批，进度加快", False),
        )
    ]
    + [
        _named("注销证件中心", "注销证件中心"),
        _named("解除困境中心", "解除困境中心"),
        _named("风电（暂停）", "风电（暂停）"),
        _named("例园", "例园"),
        *(
            Case(
                f"the sample {name}",
                f"{HEAD}\n{name}|惠安|20|2022-03-15\n{ROW}",
                f"- sample 1\n3 {ONE}",
            )
            for name in ("例：风电", "（样表）风电", "（例）风电", "例如：光伏")
        ),
    ]
)

FIELD = [
    *GUARDS,
    *DAYS,
    *PLANNED,
    *BRACKETED,
    *FOREIGN,
    *LIKE_NOTES,
    *BEYOND,
    *PARTS,
    *FORMS,
    *ENDED,
]
