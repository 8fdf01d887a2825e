"""Feed the import what no office would send: ``tools.fuzz [--cells N] [--files N] [--seed S]``.

Cells are read one by one; files are tables whose cells are spoilt, written in every kind of file,
and their bytes spoilt in turn. Of every file it must hold:

- it is taken or refused: no other exception, and none takes longer than five seconds;
- refused, it leaves the ledger as it was;
- taken, it adds nothing when it is taken again, and undoing it brings the ledger's state back.

Prints what was found, and exits with 1 if anything broke a rule.
"""

import contextlib
import csv
import io
import random
import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import xlsxwriter
import xlwt

from qzinvest.cli.main import main
from qzinvest.errors import QzinvestError
from qzinvest.intake.offices.headers import meanings_of
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.written_amounts import parse_rate, read_amount, settled
from qzinvest.intake.words.written_dates import in_past, read_when
from qzinvest.intake.words.written_units import Unit, unit_of
from qzinvest.ledger.queries import reading
from tools.state import state_digest

SLOW = 5.0
TITLED, CUT_OFF = 0.3, 0.2
"""How often a table has a title, and how often spoilt bytes are cut off."""
TODAY = date(2026, 6, 30)
HEAD: list[object] = [
    "序号",
    "项目名称",
    "属地",
    "引荐单位",
    "投资方",
    "总投资（亿元）",
    "产业",
    "签约时间",
    "开工时间",
    "备注",
]
ROWS: list[list[object]] = [
    [
        1,
        "海上风电",
        "惠安",
        "市商务局",
        "三峡集团、华能",
        20,
        "新能源",
        "2022-03-15",
        "2022-05",
        "x",
    ],
    [2, "光伏组件", "南安市", "", "阳光公司", "约5亿", "电子信息", "2022年4月", "—", ""],
    [
        3,
        "储能（一期）",
        "洛江区（万安街道）",
        "",
        "",
        "8500万元",
        "装备制造",
        "2022.6.8",
        "未开工",
        "=1+1",
    ],
    ["合计", "", "", "", "", 25.85, "", "", "", ""],
]
NASTY = [
    *(
        "",
        " ",
        "\u3000",
        "\t",
        "\n",
        "\r\n",
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\ufeff",
        "\ud800",
        "😀",
    ),
    *("=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@x", "'", '"', '""', "'=", "{name}", "%s", "\\"),
    *(
        "0",
        "-0",
        "1e999",
        "NaN",
        "inf",
        "1" * 60,
        "0.1" + "0" * 50 + "1",
        "١٢٣",
        "²",
        "½",
        "Ⅷ",
        "〇",
    ),
    *(
        "亿",
        "万亿",
        "亿亿",
        "十百千万亿",
        "一亿五",
        "两千万",
        "廿",
        "约",
        "近",
        "10-",
        "-20",
        "10--20",
    ),
    *("10~20~30", "2022-02-30", "2022-13", "99999999", "44635", "2958466", "0000-00-00", "2022年"),
    *("民国111年", "民国0年", "二〇二二年", "3月", "上半年", "Q5", "12月32日", "2022/3/15 25:61"),
    *("火星", "泉州", "市", "区", "晋江晋江", "QZ-1", "QZ-999999999999", "import-1", "a" * 5000),
    *("项目名称", "合计", "小计", "（一）", "注：", "属地", "单位：亿元", "#REF!", "#N/A", "TRUE"),
]
LETTERS = "0123456789.,-~至到约超近多余亿億万萬千百十元美港￥$年月日季度半上下/()（） \tabcE+＝"


class BrokenRuleError(Exception):
    """A rule that does not hold."""


def spoilt(text: str, chance: random.Random) -> str:
    """A text with letters taken out, put in, doubled or exchanged, or another text."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        match chance.randrange(5):
            case 0:
                text = text[:at] + chance.choice(LETTERS) + text[at:]
            case 1:
                text = text[:at] + text[at + chance.randint(1, 3) :]
            case 2:
                text = text[:at] + text[at : at + 3] * 2 + text[at + 3 :]
            case 3:
                text = text[:at] + chance.choice(NASTY) + text[at:]
            case _:
                text = chance.choice(NASTY)
    return text


def readers() -> list[Callable[[str], object]]:
    """Everything that reads a cell."""
    resolver = Resolver(shipped_plan())
    rates = dict([parse_rate("USD=6.9@2022-06-30", TODAY)])
    yi = Unit(10**8, "CNY")
    return [
        lambda text: settled(read_amount(text), "low", rates),
        lambda text: settled(read_amount(text, yi), "high", rates),
        lambda text: in_past(read_when(text, 2022), text, TODAY),
        read_when,
        lambda text: resolver.place("district", text, {}),
        lambda text: resolver.unit("department", text),
        resolver.group,
        resolver.stage,
        meanings_of,
        unit_of,
    ]


def fuzz_cells(total: int, chance: random.Random) -> Counter[str]:
    """Read so many spoilt cells."""
    seeds = [str(cell) for row in (HEAD, *ROWS) for cell in row] + NASTY
    amounts = Path(__file__).parents[1] / "tests" / "data" / "amount_strings.csv"
    with amounts.open(encoding="utf-8", newline="") as stream:
        seeds += [row["text"] for row in csv.DictReader(stream)]
    known, told = readers(), Counter[str]()
    for number in range(total):
        text = spoilt(chance.choice(seeds), chance)
        begin = time.perf_counter()
        try:
            known[number % len(known)](text)
            told["read"] += 1
        except QzinvestError as error:
            told[type(error).__name__] += 1
        if time.perf_counter() - begin > SLOW:
            raise BrokenRuleError(f"{text!r} took too long")
    return told


def spoilt_table(chance: random.Random) -> list[list[object]]:
    """The table with some cells and rows spoilt, doubled, moved or gone."""
    table: list[list[object]] = [list(row) for row in (HEAD, *ROWS)]
    if chance.random() < TITLED:
        table.insert(0, ["招商项目表（单位：万元）"])
    for _ in range(chance.choice([0, 1, 1, 2, 3, 6])):
        row = chance.randrange(len(table))
        match chance.randrange(6):
            case 0:
                table.insert(row, list(chance.choice(table)))
            case 1 if len(table) > 1:
                del table[row]
            case 2:
                chance.shuffle(table[row])
            case _:
                column = chance.randrange(len(table[row]) or 1)
                if column < len(table[row]):
                    table[row][column] = spoilt(str(table[row][column]), chance)
    return table


def as_csv(table: list[list[object]], chance: random.Random) -> bytes:
    """A text file in one of the usual encodings and with one of the usual separators."""
    out = io.StringIO()
    csv.writer(out, delimiter=chance.choice(",;\t")).writerows(table)
    encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    return out.getvalue().encode(encoding, "replace")


def as_xlsx(table: list[list[object]], _: random.Random) -> bytes:
    """A workbook of today."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate(table):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, clean(cell))
                else:
                    sheet.write(number, column, cell)
    return target.getvalue()


def as_xls(table: list[list[object]], _: random.Random) -> bytes:
    """A workbook of yesterday."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for number, row in enumerate(table):
        for column, cell in enumerate(row):
            sheet.write(number, column, clean(cell) if isinstance(cell, str) else cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def clean(text: str) -> str:
    """What a workbook can hold."""
    return (
        "".join(c for c in text if c.isprintable() or c in "\n\t")
        .encode("utf-8", "ignore")
        .decode()
    )


def spoilt_bytes(content: bytes, chance: random.Random) -> bytes:
    """Bytes exchanged, put in, taken out, or cut off."""
    data = bytearray(content)
    for _ in range(chance.choice([0, 0, 0, 1, 2, 8])):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                data[at:at] = chance.randbytes(chance.randint(1, 8))
            case 2:
                del data[at : at + chance.randint(1, 200)]
            case _ if chance.random() < CUT_OFF:
                del data[at:]
    return bytes(data)


class Ledgers:
    """A ledger that every file is imported into, as it was before."""

    def __init__(self, folder: Path) -> None:
        self._kept, self._used = folder / "kept.db", folder / "used.db"
        self.file = folder / "file"
        seed = folder / "seed.csv"
        seed.write_bytes(as_csv([HEAD, *ROWS[:1]], random.Random(0)))  # noqa: S311 - no secret
        self._call("init", "--db", str(self._kept))
        self._call("import", str(seed), "--db", str(self._kept))
        self.before = self._facts(self._kept)

    def try_out(self, content: bytes, options: list[str]) -> str:
        """Import a file, and hold what becomes of the ledger to the rules."""
        self.file.write_bytes(content)
        shutil.copyfile(self._kept, self._used)
        call = ("import", str(self.file), "--db", str(self._used), *options)
        begin = time.perf_counter()
        code = self._call(*call)
        if time.perf_counter() - begin > SLOW:
            raise BrokenRuleError("it took too long")
        after = self._facts(self._used)
        if code != 0:
            if after != self.before:
                raise BrokenRuleError("it was refused and left something behind")
            return f"refused {code}"
        if self._call(*call) != 0 or self._facts(self._used) != after:
            raise BrokenRuleError("it was not the same when it was taken again")
        if after[1] != self.before[1]:
            if self._call("undo", "import-2", "--db", str(self._used)) != 0:
                raise BrokenRuleError("it could not be undone")
            if self._facts(self._used)[0] != self.before[0]:
                raise BrokenRuleError("undoing it left something behind")
            return "taken"
        return "taken, nothing new"

    def _facts(self, path: Path) -> tuple[str, int]:
        with reading(path) as connection:
            return state_digest(connection), connection.execute(
                "SELECT count(*) FROM event"
            ).fetchone()[0]

    def _call(self, *argv: str) -> int:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            return main(list(argv))


def fuzz_files(total: int, chance: random.Random, folder: Path) -> tuple[Counter[str], float]:
    """Import so many spoilt files; what became of them, and the longest time of one."""
    ledgers, told, longest = Ledgers(folder), Counter[str](), 0.0
    for number in range(total):
        make = chance.choice([as_csv, as_csv, as_xlsx, as_xls])
        content = spoilt_bytes(make(spoilt_table(chance), chance), chance)
        options = chance.choice([[], ["--ranges", "low"], ["--accept-good", "--ranges", "low"]])
        begin = time.perf_counter()
        try:
            told[ledgers.try_out(content, options)] += 1
        except BaseException as error:  # a panic of the reader's Rust code is no Exception
            kept = Path(tempfile.gettempdir()) / f"qzinvest-fuzz-{number}"
            kept.write_bytes(content)
            print(f"{kept} {options}: {type(error).__name__}: {error}", flush=True)
            if isinstance(error, KeyboardInterrupt):
                raise
            told["BROKEN"] += 1
        longest = max(longest, time.perf_counter() - begin)
    return told, longest


def arguments() -> Namespace:
    """The command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=180_000)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=2022)
    return parser.parse_args()


if __name__ == "__main__":
    asked = arguments()
    generator = random.Random(asked.seed)  # noqa: S311 - the same files every time
    cells = fuzz_cells(asked.cells, generator)
    print(f"{asked.cells:,} cells: {dict(cells.most_common())}", flush=True)
    with tempfile.TemporaryDirectory(prefix="qzinvest-fuzz-") as name:
        files, slowest = fuzz_files(asked.files, generator, Path(name))
    print(f"{asked.files:,} files: {dict(files.most_common())}; slowest {slowest:.2f} s")
    sys.exit(files["BROKEN"] > 0)
