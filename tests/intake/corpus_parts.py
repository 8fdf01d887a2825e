"""Tables of the corpus with rows that break a project down, and with rows that only look so."""

from tests.intake.corpus import Case

SIGNED = "signed 2022-03-15"


def _numbered(trouble: str, first: str, second: str, shares: str = "4 6", top: str = "1") -> Case:
    """A project of 10亿 and two rows below it, each given by its number and its name."""
    rows = [
        f"{row}|惠安|{share}|2022-03-15"
        for row, share in zip((first, second), shares.split(), strict=True)
    ]
    table = "\n".join(
        ["序号|项目名称|属地|总投资（亿元）|签约日期", f"{top}|产业园|惠安|10|2022-03-15", *rows]
    )
    return Case(trouble, table, f"2 产业园 惠安 10亿 {SIGNED}\n3 B3 Breakdown")


PARTS = [
    _numbered("parts in brackets of hanzi", "（一）|一期", "（二）|二期", "4 5"),
    _numbered("parts numbered over three levels", "1.1.1|一期", "1.1.2|二期", "4 5"),
    _numbered("parts of which behind dashes", "|——其中：一期", "|——其中：二期", "4 5"),
    _numbered("parts of which with numbers of the list", "2|  — 其中一期", "3|其中：二期", "4 5"),
    _numbered("parts that it holds", "|含：一期厂房", "|二期厂房", "4 5"),
    _numbered("parts numbered in their names", "|（1）一期", "|（2）二期", "4 5"),
    _numbered("parts numbered in their names by points", "|1、一期", "|2、二期", "4 5"),
    _numbered("parts with dashes for numbers", "-|一期", "-|二期", "4 5"),
    _numbered("parts with of which for a number", "其中|一期", "|二期", "4 5"),
    _numbered("parts with roman numbers", "Ⅰ|一期", "Ⅱ|二期", "4 5"),
    _numbered("parts with letters", "a.|一期", "b.|二期", "4 5"),
    _numbered("parts 1, 2 below 一 that make it up", "1|一期", "2|二期", top="一"),
    _numbered("parts of its own name that make it up", "2|产业园一期", "3|产业园二期"),
    _numbered(
        "parts of its own name, of which", "2|产业园（其中一期）", "3|产业园（其中二期）", "4 5"
    ),
    Case(
        "parts of its own name and no numbers at all",
        "项目名称|属地|总投资（亿元）|签约日期\n产业园|惠安|10|2022-03-15\n产业园一期|惠安|4|2022-03-15\n"
        "产业园二期|惠安|6|2022-03-15",
        f"2 产业园 惠安 10亿 {SIGNED}\n3 A3 Breakdown",
    ),
    Case(
        "parts of the second phase, which is no part of the first",
        "项目名称|属地|总投资（亿元）|签约日期\n光伏|惠安|8|2022-03-15\n光伏二期|惠安|10|2022-03-15\n"
        "其中：一标|惠安|4|2022-03-15",
        f"2 光伏 惠安 8亿 {SIGNED}\n3 光伏二期 惠安 10亿 {SIGNED}\n4 A4 Breakdown",
    ),
    Case(
        "second phases that are projects",
        "序号|项目名称|属地|总投资（亿元）|签约日期\n1|光伏|惠安|10|2022-03-15\n2|光伏二期|惠安|4|2022-03-15\n"
        "3|风电|惠安|6|2022-03-15",
        f"2 光伏 惠安 10亿 {SIGNED}\n3 光伏二期 惠安 4亿 {SIGNED}\n4 风电 惠安 6亿 {SIGNED}",
    ),
    Case(
        "numbers in all names, and amounts that happen to add up",
        "项目名称|属地|总投资（亿元）|签约日期\n（1）产业园|惠安|10|2022-03-15\n（2）光伏|惠安|4|2022-03-15\n"
        "（3）风电|惠安|6|2022-03-15",
        f"2 （1）产业园 惠安 10亿 {SIGNED}\n3 （2）光伏 惠安 4亿 {SIGNED}\n"
        f"4 （3）风电 惠安 6亿 {SIGNED}",
    ),
    Case(
        "a material that is fluoric, no part",
        "序号|项目名称|属地|总投资（亿元）|签约日期\n1|光伏|惠安|10|2022-03-15\n|含氟材料|惠安|4|2022-03-15",
        f"2 光伏 惠安 10亿 {SIGNED}\n3 含氟材料 惠安 4亿 {SIGNED}",
    ),
]
