"""Rows that are no projects of their own, and what stands outside their columns."""

from tests.intake.corpus import ONE, Case

HEAD = "序号|项目名称|投资方|属地|总投资（亿元）|签约时间"
PARTS = [
    Case(
        "其中 below a project, the second part without the word",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15\n|其中：一期||惠安|8|2022-03-15\n"
        "|      二期||惠安|12|2022-03-15",
        f"2 {ONE}\n3 B3 Breakdown",
    ),
    Case(
        "parts in brackets below a number",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15\n（1）|厂房|甲公司|惠安|8|2022-03-15\n"
        "（2）|研发楼|甲公司|惠安|12|2022-03-15\n2|石化|乙公司|泉港|12|2022-02-01",
        f"2 {ONE}\n3 B3 Breakdown\n5 石化 泉港 12亿 signed 2022-02-01",
    ),
    Case(
        "parts with dotted numbers that do not make up the whole",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15\n1.1|厂房|甲公司|惠安|8|2022-03-15\n"
        "1.2|研发楼|甲公司|惠安|5|2022-03-15",
        f"2 {ONE}\n3 B3 Breakdown",
    ),
    Case(
        "parts with dashes",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15\n1-1|厂房|甲公司|惠安|8|2022-03-15\n"
        "1-2|研发楼|甲公司|惠安|12|2022-03-15",
        f"2 {ONE}\n3 B3 Breakdown",
    ),
    Case(
        "parts without numbers that make up the whole",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15\n|厂房|甲公司|惠安|8|2022-03-15\n"
        "|研发楼|甲公司|惠安|12|2022-03-15\n2|石化|乙公司|泉港|12|2022-02-01",
        f"2 {ONE}\n3 B3 Breakdown\n5 石化 泉港 12亿 signed 2022-02-01",
    ),
    Case(
        "rows without numbers that are projects of their own",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15\n|石化|乙公司|泉港|12|2022-02-01",
        f"2 {ONE}\n3 石化 泉港 12亿 signed 2022-02-01",
    ),
    Case(
        "numbers in brackets from the first row on",
        f"{HEAD}\n（1）|风电|甲公司|惠安|20|2022-03-15\n（2）|石化|乙公司|泉港|12|2022-02-01",
        f"2 {ONE}\n3 石化 泉港 12亿 signed 2022-02-01",
    ),
    Case(
        "one number in brackets among others",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15\n（2）|石化|乙公司|泉港|12|2022-02-01",
        f"2 {ONE}\n3 石化 泉港 12亿 signed 2022-02-01",
    ),
]
ENDINGS = [
    Case(
        "a mark in the name",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15\n2|石化（已终止）|乙公司|泉港|12|2022-02-01\n"
        "3|【作废】港口|丙公司|石狮|3|2022-02-01\n4|码头-已取消|丙公司|石狮|3|2022-02-01",
        f"2 {ONE}\n3 B3 Ended\n4 B4 Ended\n5 B5 Ended",
    ),
    Case(
        "a note",
        f"{HEAD}|备注\n1|风电|甲公司|惠安|20|2022-03-15|不得终止\n"
        "2|石化|乙公司|泉港|12|2022-02-01|因用地问题，该项目已终止。\n"
        "3|港口|丙公司|石狮|3|2022-02-01|已退库",
        f"2 {ONE}\n3 B3 Ended\n4 B4 Ended",
    ),
    Case(
        "a column of progress that is not recorded",
        f"{HEAD}|最新进展\n1|石化|乙公司|泉港|12|2022-02-01|已终止合作",
        "2 B2 Ended",
    ),
    Case(
        "a section of projects that ended, and the one after it",
        f"{HEAD}\n一、终止项目|||||\n1|石化|乙公司|泉港|12|2022-02-01\n"
        "二、签约项目|||||\n1|风电|甲公司|惠安|20|2022-03-15",
        f"- section 2\n3 B3 Ended\n5 {ONE}",
    ),
    Case(
        "a title of projects that ended",
        f"2022年退库项目清单|||||\n{HEAD}\n1|石化|乙公司|泉港|12|2022-02-01",
        "3 B3 Ended",
    ),
    Case(
        "a status, with and without its day",
        f"{HEAD}|状态|终止日期\n1|石化|乙公司|泉港|12|2022-02-01|终止|2022-06-30\n"
        "2|港口|丙公司|石狮|3|2022-02-01|已退出|",
        "2 石化 泉港 12亿 signed 2022-02-01\n3 G3 Ended",
    ),
    Case(
        "names that only sound like it",
        f"{HEAD}\n1|退出机制研究中心|甲公司|惠安|20|2022-03-15",
        "2 退出机制研究中心 惠安 20亿 signed 2022-03-15",
    ),
]
SAMPLES = [
    Case(
        "a mark in the number's column",
        f"{HEAD}\n示例|港口产业园|丙公司|石狮|1.5|2022-01-01\n1|风电|甲公司|惠安|20|2022-03-15",
        f"- sample 1\n3 {ONE}",
    ),
    Case(
        "a mark in brackets",
        f"{HEAD}\n（填写示例）|港口|丙公司|石狮|1.5|2022-01-01\n1|风电|甲公司|惠安|20|2022-03-15",
        f"- sample 1\n3 {ONE}",
    ),
    Case(
        "a name of nobody",
        f"{HEAD}\n1|××产业园项目|××有限公司|石狮|1.5|2022-01-01\n"
        "2|某某项目|某某有限公司|石狮|1.5|2022-01-01\n3|风电|甲公司|惠安|20|2022-03-15",
        f"- sample 2\n4 {ONE}",
    ),
]

NO_DISTRICT = "序号|项目名称|投资方|总投资（亿元）|签约时间"
OUTSIDE = [
    Case(
        "the district in the title",
        f"惠安县2022年6月招商签约项目表||||\n{NO_DISTRICT}\n1|风电|甲公司|20|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "the district in the sender's line",
        f"招商签约项目表||||\n填报单位：惠安县招商办|||2022年6月|\n{NO_DISTRICT}\n"
        "1|风电|甲公司|20|2022-03-15",
        f"4 {ONE}",
    ),
    Case(
        "two districts in the title are none",
        f"惠安、泉港两地签约项目表||||\n{NO_DISTRICT}\n1|风电|甲公司|20|2022-03-15",
        "3 风电 - 20亿 signed 2022-03-15",
    ),
    Case(
        "an instruction that names a district as a sample",
        f"填写说明：属地填全称，如：惠安县||||\n{NO_DISTRICT}\n1|风电|甲公司|20|2022-03-15",
        "3 风电 - 20亿 signed 2022-03-15",
    ),
    Case(
        "sections of districts, and sections inside them",
        f"{NO_DISTRICT}\n一、惠安县||||\n（一）合同||||\n1|风电|甲公司|20|2022-03-15\n"
        "二、泉港区||||\n1|石化|乙公司|12|2022-02-01\n三、市直||||\n1|港口|丙公司|3|2022-02-01",
        f"- section 4\n4 {ONE}\n6 石化 泉港 12亿 signed 2022-02-01\n8 港口 - 3亿 signed 2022-02-01",
    ),
    Case(
        "districts once for each group, left of the names",
        "属地|项目名称|投资方|总投资（亿元）|签约时间\n惠安县|风电|甲公司|20|2022-03-15\n"
        "|光伏|乙公司|12|2022-02-01\n泉港区|石化|丙公司|3|2022-02-01",
        f"2 {ONE}\n3 光伏 惠安 12亿 signed 2022-02-01\n4 石化 泉港 3亿 signed 2022-02-01",
    ),
    Case(
        "a district left open among others that are all written",
        "属地|项目名称|投资方|总投资（亿元）|签约时间\n惠安县|风电|甲公司|20|2022-03-15\n"
        "惠安县|光伏|乙公司|12|2022-02-01\n|石化|丙公司|3|2022-02-01",
        f"2 {ONE}\n3 光伏 惠安 12亿 signed 2022-02-01\n4 石化 - 3亿 signed 2022-02-01",
    ),
    Case(
        "talks without dates, in the month of the title",
        "2022年1-6月在谈项目表|||\n项目名称|投资方|属地|拟投资（亿元）\n风电|甲公司|惠安|20",
        "3 风电 惠安 20亿 talks 2022-06",
    ),
    Case(
        "leads without dates, and no month at all",
        "线索项目库|||\n项目名称|投资方|属地|拟投资（亿元）\n风电|甲公司|惠安|20",
        "3 风电 惠安 20亿 lead 2026-06-30",
    ),
    Case(
        "a status of talks without a date",
        f"{HEAD}|项目状态\n1|风电|甲公司|惠安|20||在谈",
        "2 风电 惠安 20亿 talks 2026-06-30",
    ),
    Case(
        "a status that needs its day",
        f"{HEAD}|项目状态\n1|风电|甲公司|惠安|20||已签约",
        "2 G2 NoStageDate",
    ),
]
