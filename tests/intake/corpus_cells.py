"""Tables of the corpus whose trouble is inside the cells."""

from tests.intake.corpus import HEAD, ONE, Case

AMOUNTS = [
    Case(
        "no unit anywhere",
        "项目名称|属地|总投资|签约时间\n风电|惠安|20|2022-03-15",
        "2 C2 BadAmount.unitless",
    ),
    Case(
        "a unit in the cell",
        "项目名称|属地|总投资|签约时间\n风电|惠安|20亿元|2022-03-15",
        f"2 {ONE}",
    ),
    Case("a cell's own unit goes first", f"{HEAD}\n风电|惠安|200000万元|2022-03-15", f"2 {ONE}"),
    Case(
        "commas of thousands",
        "项目名称|属地|投资额(万元)|签约时间\n风电|惠安|200,000|2022-03-15",
        f"2 {ONE}",
    ),
    Case("full-width digits", f"{HEAD}\n风电|惠安|２０．０|2022-03-15", f"2 {ONE}"),
    Case("Chinese numerals", f"{HEAD}\n风电|惠安|二十亿|2022-03-15", f"2 {ONE}"),
    Case("an estimate", f"{HEAD}\n风电|惠安|约20|2022-03-15", "2 C2 BadAmount.bound_rule"),
    Case("a range", f"{HEAD}\n风电|惠安|10-20|2022-03-15", "2 C2 BadAmount.range_rule"),
    Case("dollars", f"{HEAD}\n风电|惠安|3亿美元|2022-03-15", "2 C2 BadAmount.rate"),
    Case(
        "dollars in the header",
        "项目名称|属地|总投资（万美元）|签约时间\n风电|惠安|3000|2022-03-15",
        "2 C2 BadAmount.rate",
    ),
    Case("a dash for nothing", f"{HEAD}\n风电|惠安|—|2022-03-15", "2 C2 BadText.empty"),
    Case("an error of a formula", f"{HEAD}\n风电|惠安|#REF!|2022-03-15", "2 C2 BadText.error_cell"),
    Case(
        "amounts of two columns in two units",
        "项目名称|属地|总投资（亿元）|到资时间|到资金额（万元）\n风电|惠安|20|2022-03-15|3000",
        "2 风电 惠安 20亿 funded 2022-03-15 0.3亿",
    ),
    Case(
        "a fraction of a yuan",
        f"{HEAD}\n风电|惠安|0.333333333333亿|2022-03-15",
        "2 C2 PartYuan",
    ),
]

DATES = [
    Case(
        text,
        f"{HEAD}\n风电|惠安|20|{text}",
        f"2 风电 惠安 20亿 signed {written}" if written[0] == "2" else f"2 D2 {written}",
    )
    for text, written in (
        ("2022年3月15日", "2022-03-15"),
        ("2022.3.15", "2022-03-15"),
        ("2022/3/15", "2022-03-15"),
        ("20220315", "2022-03-15"),
        ("民國111年3月15日", "2022-03-15"),
        ("202203", "2022-03"),
        ("2022年3月", "2022-03"),
        ("2022年一季度", "2022-Q1"),
        ("2022年上半年", "2022-H1"),
        ("2021", "2021"),
        ("2022-13-01", "BadDate.months"),
        ("2099-01-01", "FutureDate"),
        ("3月15日", "VagueDate.year"),
        ("年底", "VagueDate.vague"),
    )
]

NAMES = [
    Case(
        "one stage column and one date",
        "项目名称|属地|总投资（亿元）|项目阶段|日期\n风电|惠安|20|开工|2022-03-15\n光伏||5|在谈|2022-04",
        "2 风电 惠安 20亿 started 2022-03-15\n3 光伏 - 5亿 talks 2022-04",
    ),
    Case(
        "signs and words for nothing",
        f"{HEAD}|注册时间|开工时间|投产时间|引荐单位\n风电|惠安|20|2022-03-15|—|未开工|/|无",
        f"2 {ONE}",
    ),
    Case(
        "bare stages over dates and words for none",
        "项目名称|属地|总投资（亿元）|签约|开工\n风电|惠安|20|2022-03-15|未开工\n"
        "光伏|南安|5|2022-04-01|2022-05-01\n储能|晋江|1|2022-04-01|未开工",
        f"2 {ONE}\n3 光伏 南安 5亿 signed 2022-04-01 started 2022-05-01\n"
        "4 储能 晋江 1亿 signed 2022-04-01",
    ),
    Case(
        "a tick instead of a date",
        f"{HEAD}|开工时间\n风电|惠安|20|2022-03-15|已开工",
        "2 E2 BadDate.form",
    ),
    Case(
        "a stage without its date is recorded as far as dates tell",
        f"{HEAD}|项目阶段\n风电|惠安|20|2022-03-15|开工",
        f"2 {ONE}",
    ),
    Case(
        "a stage that its dates have passed",
        f"{HEAD}|开工时间|项目阶段\n风电|惠安|20|2022-03-15|2022-05-01|签约",
        "2 F2 StageDiffers",
    ),
    Case(
        "dates that run backwards",
        f"{HEAD}|开工时间\n风电|惠安|20|2022-03-15|2022-01-01",
        "2 E2 BackwardsMilestone",
    ),
    Case("no date", f"{HEAD}\n风电|惠安|20|", "2 D2 BadText.undated"),
    Case(
        "a place within a district",
        f"{HEAD}\n风电|洛江区（万安街道）|20|2022-03-15",
        "2 风电 洛江 20亿 signed 2022-03-15",
    ),
    Case("with the city in front", f"{HEAD}\n风电|泉州市惠安县|20|2022-03-15", f"2 {ONE}"),
    Case(
        "mixed scripts", f"{HEAD}\n风电|晉江市|20|2022-03-15", "2 风电 晋江 20亿 signed 2022-03-15"
    ),
    Case(
        "a name that two units answer to", f"{HEAD}\n风电|泉州|20|2022-03-15", "2 B2 AmbiguousName"
    ),
    Case(
        "no district for a signed project",
        f"{HEAD}\n风电||20|2022-03-15",
        "2 风电 - 20亿 signed 2022-03-15",
    ),
    Case(
        "formulas as text stay text",
        f"{HEAD}|备注\n=1+1|惠安|20|2022-03-15|'=2",
        "2 =1+1 惠安 20亿 signed 2022-03-15",
    ),
    Case(
        "everything at once",
        "附件2||||||\n2022年上半年招商项目表（单位：万元）||||||\n||||||\n"
        "|序号|项目名称|属地|总投资|进度|\n||||||签约时间\n|（一）制造业|||||\n"
        "|1|风电|惠安县|200,000||2022.3.15\n|小计|||200000||\n|2|光伏|南 安|5亿||2022年4月\n"
        "|合计|||250001||\n|注：含意向项目||||||",
        f"7 {ONE}\n9 光伏 南安 5亿 signed 2022-04\n"
        "- section 1\n- total 2\n- note 1\n! E10 25.0001亿 25亿",
    ),
]
