"""Tables as offices send them, each with one trouble or several, and what is understood of them.

A table is text: a line a row, ``|`` between cells. What is expected is text too:

- ``4 风电 惠安 20亿 signed 2022-03-15`` a record: row, name, district, amount, milestones;
- ``4 C4 BadAmount.unitless`` a fault: row, cell, error and reason;
- ``- total 1`` rows left out, by kind; ``! C9 20亿 19亿`` a sum that its rows do not bear out;
- ``NoHeader`` a table that is refused as a whole.
"""

from typing import NamedTuple

from qzinvest.intake.offices.map import Map


class Case(NamedTuple):
    """A table: its trouble, its rows, and what is understood of it.

    ``merges`` are first row, first column, last row, last column, all from 0, of the workbook;
    ``rules`` is the map by which it is read.
    """

    trouble: str
    table: str
    expected: str
    merges: tuple[tuple[int, int, int, int], ...] = ()
    rules: Map = Map()


ONE = "风电 惠安 20亿 signed 2022-03-15"

HEADERS = [
    Case("nothing", "项目名称|属地|总投资（亿元）|签约时间\n风电|惠安|20|2022-03-15", f"2 {ONE}"),
    Case(
        "a title above",
        "惠安县签约项目汇总表\n项目名称|属地|总投资（亿元）|签约时间\n风电|惠安|20|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "title, date and sender above",
        "附件1\n签约项目表\n填报单位：惠安县|||2022年6月\n"
        "项目名称|属地|总投资（亿元）|签约时间\n风电|惠安|20|2022-03-15",
        f"5 {ONE}",
    ),
    Case(
        "the unit in a note above",
        "签约项目表\n|||单位：亿元\n项目名称|属地|总投资|签约时间\n风电|惠安|20|2022-03-15",
        f"4 {ONE}",
    ),
    Case(
        "another unit in the note",
        "签约项目表（单位：万元）\n项目名称|属地|总投资|签约时间\n风电|惠安|200000|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "the header's unit goes before the note's",
        "单位：万元\n项目名称|属地|总投资（亿元）|签约时间\n风电|惠安|20|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "blank rows and columns before the table",
        "|||||\n\n|||||\n||项目名称|属地|总投资（亿元）|签约时间\n||风电|惠安|20|2022-03-15",
        f"5 {ONE}",
    ),
    Case(
        "300 empty columns behind it",
        f"项目名称|属地|总投资（亿元）|签约时间{'|' * 300}\n风电|惠安|20|2022-03-15{'|' * 300}",
        f"2 {ONE}",
    ),
    Case(
        "a header of two rows",
        "项目名称|属地|投资情况||进度\n||总投资（亿元）|备注|签约时间\n风电|惠安|20||2022-03-15",
        f"3 {ONE}",
        ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)),
    ),
    Case(
        "a header of three rows",
        "项目名称|属地|项目情况||\n||投资||时间节点\n||总投资（亿元）|备注|签约\n风电|惠安|20||2022-03-15",
        f"4 {ONE}",
        ((0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 0, 4), (1, 2, 1, 3)),
    ),
    Case(
        "a parent says that its columns are dates",
        "项目名称|属地|总投资（亿元）|时间||\n|||签约|注册|开工\n风电|惠安|20|2022-03-15|2022-04|",
        "3 风电 惠安 20亿 signed 2022-03-15 registered 2022-04",
        ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 5)),
    ),
    Case(
        "bare stages as headers over dates",
        "项目名称|属地|总投资（亿元）|签约|开工\n风电|惠安|20|2022-03-15|2022年5月",
        "2 风电 惠安 20亿 signed 2022-03-15 started 2022-05",
    ),
    Case(
        "bare stages as headers over ticks",
        "项目名称|属地|总投资（亿元）|签约时间|是否开工\n风电|惠安|20|2022-03-15|是",
        f"2 {ONE}",
    ),
    Case(
        "到资 is money where its header has a unit",
        "项目名称|属地|总投资（亿元）|到资时间|到资（万元）\n风电|惠安|20|2022-03-15|500",
        "2 风电 惠安 20亿 funded 2022-03-15 0.05亿",
    ),
    Case(
        "planned dates beside real ones",
        "项目名称|属地|总投资（亿元）|签约时间|计划开工时间|预计投产时间\n"
        "风电|惠安|20|2022-03-15|2030-05-01|2031-01-01",
        f"2 {ONE}",
    ),
    Case(
        "traditional characters",
        "項目名稱|屬地|總投資（億元）|簽約時間\n風電|惠安縣|20|2022年3月15日",
        "2 風電 惠安 20亿 signed 2022-03-15",
    ),
    Case(
        "English",
        "No.|Project|District|Total investment (RMB 100 million)|Date signed\n"
        "1|Wind|Hui'an|20|2022-03-15",
        "2 Wind 惠安 20亿 signed 2022-03-15",
    ),
    Case(
        "English, millions",
        "Project name|County|Investment (CNY million)|Signed on\nWind|Huian|2000|15 March 2022",
        "2 Wind 惠安 20亿 signed 2022-03-15",
    ),
    Case(
        "numbered headers",
        "1.项目名称|2.属地|3.总投资（亿元）|4.签约时间\n风电|惠安|20|2022-03-15",
        f"2 {ONE}",
    ),
    Case(
        "blanks within headers",
        "项 目 名 称|属　地|总 投 资（亿元）|签约 时间\n风电|惠安|20|2022-03-15",
        f"2 {ONE}",
    ),
    Case(
        "line breaks within headers",
        "项目↵名称|属地|总投资↵（亿元）|签约↵时间\n风电|惠安|20|2022-03-15",
        f"2 {ONE}",
    ),
    Case(
        "other words for all columns",
        "序号|项目|落户地|投资额(万元)|投资主体|签约日期\n1|风电|惠安县|200000|三峡|2022/3/15",
        f"2 {ONE}",
    ),
    Case(
        "more words",
        "名称|所在县（市、区）|计划总投资（亿元）|建设单位|合同签订时间\n风电|惠安|20|三峡|20220315",
        f"2 {ONE}",
    ),
    Case(
        "columns that are known and not recorded",
        "序号|项目名称|属地|总投资（亿元）|签约时间|联系人|电话|占地面积（亩）|年产值（亿元）\n"
        "1|风电|惠安|20|2022-03-15|王某|138|300|45",
        f"2 {ONE}",
    ),
    Case(
        "total investment beside that of the year",
        "项目名称|属地|总投资（亿元）|本年计划投资（亿元）|签约时间\n风电|惠安|20|3|2022-03-15",
        f"2 {ONE}",
    ),
    Case(
        "total investment beside foreign capital",
        "项目名称|属地|总投资（亿元）|其中：外资（万美元）|签约时间\n风电|惠安|20|5000|2022-03-15",
        f"2 {ONE}",
    ),
    Case(
        "two columns that may be the amount: the more certain one",
        "项目名称|属地|投资额（亿元）|总投资（亿元）|签约时间\n风电|惠安|3|20|2022-03-15",
        f"2 {ONE}",
    ),
    Case(
        "two columns of the same name",
        "项目名称|属地|总投资（亿元）|总投资（亿元）|签约时间\n风电|惠安|3|20|2022-03-15",
        "TwoColumns",
    ),
    Case("no header", "风电|惠安|20|2022-03-15\n光伏|南安|5|2022-04-01", "NoHeader"),
    Case("a header that is not understood", "colour|weight\nred|5", "NoHeader"),
    Case("a header alone", "项目名称|属地|总投资（亿元）|签约时间", ""),
]

HEAD = "项目名称|属地|总投资（亿元）|签约时间"

ROWS = [
    Case(
        "section rows",
        f"{HEAD}\n（一）新签约项目\n风电|惠安|20|2022-03-15\n二、增资扩产\n光伏|南安|5|2022-04-01",
        f"3 {ONE}\n5 光伏 南安 5亿 signed 2022-04-01\n- section 2",
    ),
    Case(
        "a sum that agrees",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n光伏|南安|5|2022-04-01\n合计||25|",
        f"2 {ONE}\n3 光伏 南安 5亿 signed 2022-04-01\n- total 1",
    ),
    Case(
        "a sum that disagrees",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n光伏|南安|5|2022-04-01\n合计||26|",
        f"2 {ONE}\n3 光伏 南安 5亿 signed 2022-04-01\n- total 1\n! C4 26亿 25亿",
    ),
    Case(
        "a sum above its rows",
        f"{HEAD}\n总计||25|\n风电|惠安|20|2022-03-15\n光伏|南安|5|2022-04-01",
        f"3 {ONE}\n4 光伏 南安 5亿 signed 2022-04-01\n- total 1",
    ),
    Case(
        "sections with sums, and a grand total",
        f"{HEAD}\n一、制造业\n风电|惠安|20|2022-03-15\n小计||20|\n二、服务业\n光伏|南安|5|2022-04-01\n"
        "小计||5|\n总计||25|",
        f"3 {ONE}\n6 光伏 南安 5亿 signed 2022-04-01\n- section 2\n- total 3",
    ),
    Case(
        "one section's sum is wrong",
        f"{HEAD}\n一、制造业\n风电|惠安|20|2022-03-15\n小计||21|\n二、服务业\n光伏|南安|5|2022-04-01\n"
        "小计||5|\n总计||25|",
        f"3 {ONE}\n6 光伏 南安 5亿 signed 2022-04-01\n- section 2\n- total 3\n! C4 21亿 20亿",
    ),
    Case(
        "sections numbered in characters, with their sums",
        f"序号|{HEAD}\n一|制造业（1个）||20|\n1|风电|惠安|20|2022-03-15\n二|服务业||6|\n"
        "1|光伏|南安|5|2022-04-01\n|南安市小计||5|",
        f"3 {ONE}\n5 光伏 南安 5亿 signed 2022-04-01\n- section 2\n- total 1\n! D4 6亿 5亿",
    ),
    Case(
        "projects numbered in characters",
        f"序号|{HEAD}\n一|风电|惠安|20|2022-03-15\n二|光伏|南安|5|2022-04-01",
        f"2 {ONE}\n3 光伏 南安 5亿 signed 2022-04-01",
    ),
    Case(
        "a sum with a count in it",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n合计（1个项目）||20|",
        f"2 {ONE}\n- total 1",
    ),
    Case(
        "a project whose name begins like a sum",
        f"{HEAD}\n合计科技园|惠安|20|2022-03-15",
        "2 合计科技园 惠安 20亿 signed 2022-03-15",
    ),
    Case(
        "a header that comes again on every page",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n{HEAD}\n光伏|南安|5|2022-04-01",
        f"2 {ONE}\n4 光伏 南安 5亿 signed 2022-04-01\n- header 1",
    ),
    Case(
        "blank rows among the rows",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n|||\n\n光伏|南安|5|2022-04-01",
        f"2 {ONE}\n5 光伏 南安 5亿 signed 2022-04-01",
    ),
    Case(
        "notes below",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n注：以上为在谈项目\n填表人：王某||联系电话：138",
        f"2 {ONE}\n- note 2",
    ),
    Case(
        "a row that lacks its amount is no section",
        f"{HEAD}\n风电|惠安||2022-03-15",
        "2 C2 BadText.empty",
    ),
    Case(
        "a row that lacks its name is no note",
        f"{HEAD}\n|惠安|20|2022-03-15",
        "2 A2 BadText.empty",
    ),
    Case(
        "a name alone beside serial numbers is no title",
        f"序号|{HEAD}\n1|风电|惠安|20|2022-03-15\n|光伏|||",
        f"2 {ONE}\n3 D3 BadText.empty\n3 E3 BadText.undated",
    ),
    Case(
        "every fault of a row is said",
        f"{HEAD}\n风电|火星|约20|2022-02-30",
        "2 B2 UnknownName\n2 C2 BadAmount.bound_rule\n2 D2 BadDate.days",
    ),
    Case(
        "bad rows beside good ones",
        f"{HEAD}\n风电|惠安|20|2022-03-15\n光伏|南安|-5|2022-04-01",
        f"2 {ONE}\n3 C3 BadAmount.positive",
    ),
]


SEVERAL = [
    Case(
        "two tables, the second with a column more",
        "一、签约项目\n项目名称|属地|总投资（亿元）|签约时间\n风电|惠安|20|2022-03-15\n"
        "二、开工项目\n项目名称|属地|总投资（亿元）|签约时间|开工时间\n"
        "石化|泉港|12|2022-02-01|2022-04-20",
        f"3 {ONE}\n6 石化 泉港 12亿 signed 2022-02-01 started 2022-04-20",
    ),
    Case(
        "the same columns in another order",
        "项目名称|属地|总投资（亿元）|签约时间\n风电|惠安|20|2022-03-15\n"
        "属地|项目名称|签约时间|总投资（亿元）\n泉港|石化|2022-02-01|12",
        f"2 {ONE}\n4 石化 泉港 12亿 signed 2022-02-01",
    ),
    Case(
        "two tables with units of their own",
        "单位：亿元\n项目名称|属地|总投资|签约时间\n风电|惠安|20|2022-03-15\n"
        "\n单位：万元\n项目名称|属地|总投资|签约时间\n石化|泉港|120000|2022-02-01",
        f"3 {ONE}\n7 石化 泉港 12亿 signed 2022-02-01",
    ),
    Case(
        "a sum below each of two tables",
        "项目名称|属地|总投资（亿元）|签约时间\n风电|惠安|20|2022-03-15\n合计||20|\n"
        "项目名称|属地|总投资（亿元）|开工时间\n石化|泉港|12|2022-02-01\n合计||13|",
        f"2 {ONE}\n- total 1\n5 石化 泉港 12亿 started 2022-02-01\n- total 1\n! C6 13亿 12亿",
    ),
    Case(
        "the same header on every page",
        "项目名称|属地|总投资（亿元）|签约时间\n风电|惠安|20|2022-03-15\n"
        "项目名称|属地|总投资（亿元）|签约时间\n石化|泉港|12|2022-02-01",
        f"2 {ONE}\n- header 1\n4 石化 泉港 12亿 signed 2022-02-01",
    ),
    Case(
        "a table above whose header nobody understands",
        "甲|乙|丙|丁\n风电|惠安|20|2022-03-15\n"
        "项目名称|属地|总投资（亿元）|签约时间\n石化|泉港|12|2022-02-01",
        "RowsAbove",
    ),
    Case(
        "the header in two languages",
        "项目名称|属地|总投资（亿元）|签约时间\nProject|District|Amount|Date signed\n"
        "风电|惠安|20|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "a row of units below the header",
        "项目名称|属地|总投资|签约时间\n||（万元）|（年月日）\n风电|惠安|200000|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "a row of units without brackets",
        "项目名称|属地|总投资|签约时间\n||亿元|年/月/日\n风电|惠安|20|2022-03-15",
        f"3 {ONE}",
    ),
    Case(
        "the place of the investor, not of the project",
        "项目名称|投资方||属地|总投资（亿元）|签约时间\n|名称|所在地|||\n"
        "风电|甲公司|石狮|惠安|20|2022-03-15",
        f"3 {ONE}",
        ((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3), (0, 4, 1, 4), (0, 5, 1, 5)),
    ),
    Case(
        "the place of the investor alone",
        "项目名称|企业信息||总投资（亿元）|签约时间\n|企业名称|所在地||\n"
        "风电|甲公司|石狮|20|2022-03-15",
        "3 风电 - 20亿 signed 2022-03-15",
        ((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3), (0, 4, 1, 4)),
    ),
]
