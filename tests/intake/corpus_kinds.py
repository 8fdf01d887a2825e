"""Tables of the corpus that vary each kind of trouble as other offices would."""

from tests.intake.corpus import HEAD, ONE, Case

SIGNED = "signed 2022-03-15"
LIST = "序号|项目名称|投资方|属地|总投资（亿元）|签约时间"
WIND = "1|风电|甲公司|惠安|20|2022-03-15"
ENGLISH = (
    "No.|Project|Investor|District|Total investment (RMB 100 million)|Date signed\n"
    "1|Wind|Alpha|Hui'an|20|2022-03-15"
)


def _below(trouble: str, *rows: str, head: str = f"{LIST}\n{WIND}", name: str = "风电") -> Case:
    """Rows below a project of 20亿 that are parts of it."""
    table = "\n".join([head, *rows])
    column = "A" if head.startswith(("项目", "Project")) else "B"
    return Case(trouble, table, f"2 {name} 惠安 20亿 {SIGNED}\n3 {column}3 Breakdown")


NO_SERIAL = "项目名称|投资方|属地|总投资（亿元）|签约时间\n风电|甲公司|惠安|20|2022-03-15"
BROKEN_DOWN = [
    _below(
        "phases that make up less, by their names",
        "|一期工程|甲公司|惠安|8|2022-03-15",
        "|二期工程|甲公司|惠安|10|2022-03-15",
    ),
    _below(
        "phases numbered on in the list",
        "2|一期|甲公司|惠安|8|2022-03-15",
        "3|二期|甲公司|惠安|5|2022-03-15",
    ),
    _below(
        "letters behind the number",
        "1a|厂房|甲公司|惠安|8|2022-03-15",
        "1b|研发楼|甲公司|惠安|5|2022-03-15",
    ),
    _below(
        "brackets behind the number",
        "1(1)|厂房|甲公司|惠安|8|2022-03-15",
        "1(2)|研发楼|甲公司|惠安|5|2022-03-15",
    ),
    _below(
        "full-width points",
        "１．１|厂房|甲公司|惠安|8|2022-03-15",
        "１．２|研发楼|甲公司|惠安|5|2022-03-15",
    ),
    _below(
        "strokes between the numbers",
        "1/1|厂房|甲公司|惠安|8|2022-03-15",
        "1/2|研发楼|甲公司|惠安|5|2022-03-15",
    ),
    _below(
        "sub-projects",
        "|子项目1：厂房|甲公司|惠安|8|2022-03-15",
        "|子项目2：研发|甲公司|惠安|5|2022-03-15",
    ),
    _below(
        "the first phase and what follows",
        "|首期|甲公司|惠安|8|2022-03-15",
        "|后续建设|甲公司|惠安|5|2022-03-15",
    ),
    _below(
        "thereof, in English",
        "|thereof Phase 1|Alpha|Hui'an|8|2022-03-15",
        "|incl. Phase 2|Alpha|Hui'an|7|2022-03-15",
        head=ENGLISH,
        name="Wind",
    ),
    _below(
        "small roman numbers",
        "i|Plant|Alpha|Hui'an|8|2022-03-15",
        "ii|Laboratory|Alpha|Hui'an|7|2022-03-15",
        head=ENGLISH,
        name="Wind",
    ),
    _below(
        "phases in a list without numbers",
        "　　一期|甲公司|惠安|8|2022-03-15",
        "　　二期|甲公司|惠安|5|2022-03-15",
        head=NO_SERIAL,
    ),
    _below(
        "phases behind the project's own name that make up less",
        "风电一期|甲公司|惠安|8|2022-03-15",
        "风电二期|甲公司|惠安|7|2022-03-15",
        head=NO_SERIAL,
    ),
    Case(
        "a first phase that is more than what stands above it",
        f"{NO_SERIAL}\n风电一期|甲公司|惠安|30|2022-03-15",
        f"2 风电 惠安 20亿 {SIGNED}\n3 风电一期 惠安 30亿 {SIGNED}",
    ),
    Case(
        "phases of what a section's title names",
        f"{LIST}\n一、海上风电|||||\n1|一期|甲公司|惠安|8|2022-03-15\n2|二期|甲公司|惠安|5|2022-03-15",
        f"- section 1\n3 一期 惠安 8亿 {SIGNED}\n4 二期 惠安 5亿 {SIGNED}",
    ),
]


def _in_unit(header: str, figure: str, amount: str, above: str = "") -> Case:
    table = f"项目名称|属地|{header}|签约时间\n风电|惠安|{figure}|2022-03-15"
    said = f"风电 惠安 {amount} {SIGNED}" if amount.endswith("亿") else f"C{{}} {amount}"
    row = 3 if above else 2
    return Case(
        f"{figure} below {header} {above}",
        f"{above}|||\n{table}" if above else table,
        f"{row} {said.format(row)}",
    )


UNITS = [
    *(
        _in_unit(header, "50000", "5亿")
        for header in (
            "Investment (RMB 10,000)",
            "Investment (10,000 yuan)",
            "Investment (CNY 10 thousand)",
            "Investment (ten thousand yuan)",
            "Investment (RMB, 10 thousand)",
            "Investment (RMB '0,000)",
            "总投资(Wan RMB)",
            "总投资（×10⁴元）",
            "总投资 单位:万",
        )
    ),
    *(
        _in_unit(header, "5.6", "5.6亿")
        for header in (
            "Investment (100 million yuan)",
            "Investment (hundred million yuan)",
            "Investment (0.1 billion RMB)",
            "Investment (RMB 100,000,000)",
            "Investment, RMB 100m",
        )
    ),
    _in_unit("Investment (RMB'000)", "500000", "5亿"),
    _in_unit("Investment (50 million yuan)", "500000", "BadAmount.unitless"),
    *(
        _in_unit("总投资", "50000", "5亿", note)
        for note in (
            "Unit: RMB 10,000",
            "单位：10,000元",
            "Amounts in RMB 10 thousand",
            "注：除注明外，单位均为万元",
            "金额均以万元计",
            "以万元为单位",
        )
    ),
    _in_unit("总投资", "5.6", "5.6亿", "Unit: RMB 100 million"),
]

ENDED = (
    [
        Case(f"{name} has come to nothing", f"{HEAD}\n{name}|惠安|20|2022-03-15", "2 A2 Ended")
        for name in (
            *("风电（已黄）", "风电(流产)", "风电（已失效）", "风电（投资方放弃）", "风电（撤回）"),
            *("Wind – cancelled", "風電（爛尾）", "风电（谈判破裂）", "风电〔已清退〕"),
        )
    ]
    + [
        Case(f"{note} says it", f"{HEAD}|备注\n风电|惠安|20|2022-03-15|{note}", "2 A2 Ended")
        for note in (
            *(
                "已于2022年5月终止",
                "经协商解除合同",
                "合同已到期终止",
                "客商放弃投资",
                "已从项目库中剔除",
            ),
            *("双方终止合作", "项目流失到厦门", "Deal fell through", "協商後終止合作"),
        )
    ]
    + [
        Case(
            f"{text} below {head}",
            f"{HEAD}|{head}\n风电|惠安|20|2022-03-15|{text}\n光伏|南安|5|2022-03-15|{other}",
            f"2 {at} Ended\n3 光伏 南安 5亿 {SIGNED}",
        )
        for head, text, other, at in (
            ("是否终止", "是", "否", "A2"),
            ("已退出", "√", "", "A2"),
            ("项目状态", "终止（企业撤资）", "签约", "E2"),
            ("项目状态", "已退出（2022.5）", "推进中", "E2"),
            ("Status", "Cancelled", "signed", "E2"),
        )
    ]
)
DOUBTED = [
    (f"{HEAD}|备注\n风电|惠安|20|2022-03-15|{note}", {(what, note): [2]} if what else {})
    for note, what in (
        ("企业主动放弃", "doubt"),
        ("重复上报", "doubt"),
        ("与第3项重复", "doubt"),
        ("因疫情影响暂停推进", "still"),
        ("on hold", "still"),
        ("停工", "still"),
        ("不得终止", ""),
        ("未停工", ""),
        ("已复工", ""),
        ("合同终止日期为2030年", ""),
        ("建议终止", ""),
        ("正常推进", ""),
        ("转为签约，原意向作废", ""),
    )
] + [
    (
        f"{HEAD}|项目状态\n风电|惠安|20|2022-03-15|暂停\n光伏|南安|5|2022-03-15|签约",
        {("still", "暂停"): [2]},
    ),
    (f"{HEAD}\n风电（停工）|惠安|20|2022-03-15", {("still", "风电（停工）"): [2]}),
    (
        f"{LIST}\n一、暂缓项目|||||\n{WIND}\n二、签约项目|||||\n2|光伏|乙公司|南安|5|2022-03-15",
        {("still", "一、暂缓项目"): [3]},
    ),
    (f"{HEAD}|座谈时间\n风电|惠安|20|2022-03-15|2022-02-01", {("dates", "座谈时间"): [1]}),
    (f"{HEAD}|计划竣工|拿地时间\n风电|惠安|20|2022-03-15|2023-02-01|2022-04-01", {}),
    (f"{HEAD}|是否有效\n风电|惠安|20|2022-03-15|否", {("status", "是否有效: 否"): [2]}),
]
"""Tables whose rows count, and what is told of them."""

SAMPLES = [
    Case(
        f"{name} is no project",
        f"{HEAD}\n{name}|惠安|6|2022-03-15\n风电|惠安|20|2022-03-15",
        f"- sample 1\n3 {ONE}",
    )
    for name in (
        *(
            "测试项目",
            "测试",
            "test",
            "Test project",
            "demo",
            "此处填写项目名称",
            "项目名称（全称）",
        ),
        *("某项目", "___产业园", "XX", "Sample project", "測試項目2"),
    )
] + [
    *(
        Case(
            f"{name} is a project",
            f"{HEAD}\n{name}|惠安|20|2022-03-15",
            f"2 {name} 惠安 20亿 {SIGNED}",
        )
        for name in ("测试装备产业园", "检测项目", "示范园区", "Testing Instruments Park", "A项目")
    ),
    *(
        Case(
            f"the note {note} of a sample",
            f"{HEAD}|备注\n光伏|惠安|6|2022-03-15|{note}\n风电|惠安|20|2022-03-15|示例厂房已建",
            f"- sample 1\n3 {ONE}",
        )
        for note in ("示例", "填写示例，请删除", "example", "樣例")
    ),
    *(
        Case(
            f"{guide} below the header",
            f"{HEAD}\n{guide}\n风电|惠安|20|2022-03-15",
            f"- header 1\n3 {ONE}",
        )
        for guide in (
            "1|2|3|4",
            "A|B|C|D",
            "甲|乙|1|2",
            "必填|必填|必填|选填",
            "文本|下拉选择|数字|日期",
        )
    ),
]

NO_DISTRICT = "序号|项目名称|投资方|总投资（亿元）|签约时间\n1|风电|甲公司|20|2022-03-15"
AROUND = [
    *(
        Case(
            f"the title {title}", f"{title}||||\n{NO_DISTRICT}", f"3 风电 {district} 20亿 {SIGNED}"
        )
        for title, district in (
            ("Hui'an County: projects signed in June 2022", "惠安"),
            ("Reporting unit: Jinjiang", "晋江"),
            ("NAN'AN", "南安"),
            ("填報單位：晉江市", "晋江"),
            ("赴石狮考察签约项目表", "-"),
            ("晋江商会推介项目表", "-"),
            ("泉州市招商项目表（抄送：晋江市）", "-"),
            ("晋江市赴深圳招商签约项目", "晋江"),
        )
    ),
    Case(
        "sections in English, and one of the city's departments",
        "序号|项目名称|投资方|总投资（亿元）|签约时间\n一、南安||||\n1|风电|甲公司|20|2022-03-15\n"
        "Shishi||||\n1|港口|丁公司|3|2022-03-15\n二、晋江||||\n1|瓷|丁公司|3|2022-03-15\n"
        "市直单位||||\n1|茶|丁公司|3|2022-03-15",
        f"- section 4\n3 风电 南安 20亿 {SIGNED}\n5 港口 石狮 3亿 {SIGNED}\n"
        f"7 瓷 晋江 3亿 {SIGNED}\n9 茶 - 3亿 {SIGNED}",
    ),
    Case(
        "what stands below the investor is the investor's",
        "项目名称|投资企业情况|||总投资（亿元）|签约时间\n|名称|所在地|行业||\n"
        "风电|甲公司|石狮|装备制造|20|2022-03-15",
        f"3 风电 - 20亿 {SIGNED}",
    ),
    Case(
        "the same in English, over two rows",
        "Project|Investor||District|Investment (RMB 100 million)|Date signed\n|Name|Location|||\n"
        "Wind|Alpha|Jinjiang|Hui'an|20|2022-03-15",
        f"3 Wind 惠安 20亿 {SIGNED}",
    ),
    Case(
        "a small table above the first header",
        f"项目|金额（亿元）||\n光伏|20||\n\n{HEAD}\n风电|惠安|20|2022-03-15",
        "RowsAbove",
    ),
    Case(
        "status words as people write them",
        f"{HEAD}|进展\n风电|惠安|20|2022-03-15|签约未注册\n光伏|南安|5||洽谈中",
        f"2 {ONE}\n3 光伏 南安 5亿 talks 2026-06-30",
    ),
]

WORDED = [
    Case(
        f"{text} below its own header",
        f"{HEAD}|开工时间\n风电|惠安|20|2022-03-15|{text}",
        f"2 {ONE} started 2022-05-01" if not said else f"2 {said}",
    )
    for text, said in (
        *(
            (text, "")
            for text in ("2022.5.1开工", "2022年5月1日已开工", "已于2022年5月1日正式开工建设")
        ),
        *(
            (text, "")
            for text in ("2022.05.01.", "2022-05-01（周日）", "2022/5/1 星期日", "Sun 1 May 2022")
        ),
        ("2022年5月1日签约", "E2 BadDate.form"),
        ("未于2022年5月1日开工", "E2 BadDate.form"),
        ("年内", f"{ONE}\n- planned 1"),
        ("明年一季度", f"{ONE}\n- planned 1"),
        ("by end of 2022", f"{ONE}\n- planned 1"),
    )
]

FORMS = [
    Case(
        "a second amount of one project, whose merged cells were saved as text",
        "序号|项目名称|属地|总投资（亿元）|签约时间\n1|风电|惠安|8|2022-03-15\n|||12|\n2|光伏|南安|5|2022-03-15",
        f"2 风电 惠安 8亿 {SIGNED}\n- section 1\n3 B3 BadText.empty\n4 光伏 南安 5亿 {SIGNED}",
    ),
    Case(
        "a sum without a word, and rows of dashes",
        f"序号|{HEAD}\n1|风电|惠安|20|2022-03-15\n-|-|-|-|-\n/|/|/|/|/\n2|光伏|南安|5|2022-03-15\n|||25|\n"
        "|共2个项目||25|",
        f"2 {ONE}\n5 光伏 南安 5亿 {SIGNED}\n- note 2\n- section 1\n- total 1",
    ),
    Case(
        "Contract Signing Date beside that of the registration",
        "Project name|District|Investment (RMB 100M)|Contract Signing Date|Registration Date\n"
        "Wind|Hui'an|20|15 Mar 2022|1 Apr 2022",
        f"2 Wind 惠安 20亿 {SIGNED} registered 2022-04-01",
    ),
    Case(
        "domestic and foreign money and their sum below a header without merged cells",
        "项目名称|属地|投资额（亿元）|||签约时间\n||内资|外资|合计|\n风电|惠安|15|5|20|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "parts of the investment, and no sum",
        "项目名称|属地|投资额（亿元）||签约时间\n||内资|外资|\n风电|惠安|15|5|2022-03-15",
        "NoColumn",
    ),
    Case(
        "a row of hints below the header",
        "项目名称|属地|总投资|签约时间\n（全称）|（县市区）|（亿元）|（年/月/日）\n风电|惠安|20|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "sentences that tell how to fill it in",
        f"{HEAD}\n填全称|下拉选择|保留两位小数|如2022-03-15\n风电|惠安|20|2022-03-15",
        f"- header 1\n3 {ONE}",
    ),
    Case(
        "签订合同时间 beside 注册时间",
        "项目名称|属地|总投资（亿元）|签订合同时间|注册时间\n风电|惠安|20|2022-03-15|2022-04-01",
        f"2 {ONE} registered 2022-04-01",
    ),
    Case(
        "industries by their numbers in brackets",
        f"{HEAD}|产业\n风电|惠安|20|2022-03-15|[07]装备制造\n光伏|南安|5|2022-03-15|【IG07】装备制造",
        f"2 {ONE}\n3 光伏 南安 5亿 {SIGNED}",
    ),
]

BY_SECTION = [
    Case(
        "a unit in each section's title",
        "序号|项目名称|属地|总投资|签约时间\n一、合同项目（单位：亿元）||||\n1|风电|惠安|20|2022-03-15\n"
        "二、协议项目（单位：万元）||||\n1|光伏|南安|50000|2022-03-15\n小计|||50000|\n"
        "三、意向项目||||\n1|储能|晋江|3|2022-03-15",
        f"- section 3\n3 {ONE}\n5 光伏 南安 5亿 {SIGNED}\n- total 1\n8 D8 BadAmount.unitless",
    ),
    Case(
        "a section in another unit than the list",
        "单位：亿元||||\n序号|项目名称|属地|总投资|签约时间\n一、合同||||\n1|风电|惠安|20|2022-03-15\n"
        "二、协议（万元）||||\n1|光伏|南安|50000|2022-03-15\n三、意向||||\n1|储能|晋江|3|2022-03-15",
        f"- section 3\n4 {ONE}\n6 光伏 南安 5亿 {SIGNED}\n8 储能 晋江 3亿 {SIGNED}",
    ),
    Case(
        "a section in another unit than the header",
        f"序号|{HEAD}\n1|风电|惠安|20|2022-03-15\n二、协议（单位：万元）||||\n2|光伏|南安|50000|2022-03-15",
        "TwoUnits",
    ),
]

KINDS = [*FORMS, *WORDED, *BY_SECTION, *BROKEN_DOWN, *UNITS, *ENDED, *SAMPLES, *AROUND]
