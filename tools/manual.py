"""The manual pages, made from what the commands declare: ``man ./docs/qzinvest.1``."""

from collections.abc import Iterator

from qzinvest import __version__
from qzinvest.cli.declare import REQUIRED, SHORT, Arg, Opt, Parameter, parameters
from qzinvest.cli.registry import COMMANDS, Command
from qzinvest.errors import ExitCode
from qzinvest.locale import Wording, wording

HEADS = {
    "en": ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "SEE ALSO"),
    "zh_Hans": ("名称", "概要", "描述", "命令", "退出码", "参见"),
}
ABOUT = {
    "en": "record investment projects and report them against a campaign's targets",
    "zh_Hans": "登记招商项目，对照专项行动目标亮晒进度",
}
CODES = {
    "en": {
        ExitCode.OK: "done",
        ExitCode.NO: "the answer is no",
        ExitCode.USAGE: "the command line is wrong",
        ExitCode.REFUSED: "the input is refused",
        ExitCode.LEDGER: "the ledger is missing, locked, damaged, or of a newer version",
        ExitCode.OUTSIDE: "disk full, or a file cannot be read or written",
        ExitCode.OWN_FAULT: "a fault of the program's own",
        ExitCode.INTERRUPTED: "stopped with Ctrl-C",
    },
    "zh_Hans": {
        ExitCode.OK: "完成",
        ExitCode.NO: "结论为“否”",
        ExitCode.USAGE: "命令写错",
        ExitCode.REFUSED: "内容不予接受",
        ExitCode.LEDGER: "台账不存在、被占用、损坏，或由更新的版本写成",
        ExitCode.OUTSIDE: "磁盘已满，或文件不能读写",
        ExitCode.OWN_FAULT: "程序自身的差错",
        ExitCode.INTERRUPTED: "按 Ctrl-C 中止",
    },
}


def page(lang: str) -> str:
    """The whole page in one language."""
    w = wording(lang)
    name, synopsis, description, commands, status, see = HEADS[lang]
    lines = [
        '.\\" -*- mode: troff; coding: utf-8 -*-',
        f'.TH QZINVEST 1 "" "qzinvest {__version__}"',
        ".ad l",  # a Chinese sentence has no spaces to stretch
        ".nh",
        f".SH {name}",
        f"qzinvest \\- {_text(ABOUT[lang])}",
        f".SH {synopsis}",
        f".B qzinvest\n[\\fB\\-\\-lang\\fR {_text('LANG')}] {_text(w('usage.command'))}",
        f".SH {description}",
        _text(w("command.qzinvest")),
        f".SH {commands}",
    ]
    panel = ""
    for command in COMMANDS:
        if command.panel != panel:
            panel = command.panel
            lines.append(f'.SS "{_text(w(panel))}"')
        lines += _command(command, w)
    lines.append(f".SH {status}")
    for code, meaning in CODES[lang].items():
        lines += [".TP", f"{code:d}", _text(meaning)]
    lines += [f".SH {see}", _text("qzinvest COMMAND --help")]
    return "\n".join(lines) + "\n"


def _command(command: Command, w: Wording) -> Iterator[str]:
    declared = parameters(command.load())
    words = [command.name, *(_argument(p) for p in declared if isinstance(p.info, Arg))]
    yield from (".TP", f".B qzinvest {_text(' '.join(words))}", _text(w(command.help)))
    yield ".RS"
    for parameter in declared:
        info = parameter.info
        said = _option(info) if isinstance(info, Opt) else _text(info.metavar)
        yield from (".TP", f".B {said}", _text(w(info.help)))
    yield from (".PP", _text(w("help.example", line=w(command.example))), ".RE")


def _option(info: Opt) -> str:
    names = [info.flag, *([SHORT[info.flag]] if info.flag in SHORT else [])]
    value = f" \\fI{_text(info.metavar)}\\fB" if info.metavar else ""
    return _text(", ".join(names)) + value


def _argument(parameter: Parameter) -> str:
    name = parameter.info.metavar or ""
    return name if parameter.default is REQUIRED else f"[{name}]"


def _text(text: str | None) -> str:
    """Text as troff takes it: nothing in it is a sign or a request."""
    text = (text or "").replace("\\", "\\e").replace("-", "\\-").replace("`", "")
    lines = text.replace("\n", "\n.br\n").split("\n")
    return "\n".join(f"\\&{x}" if x[:1] in ("'", ".") and x != ".br" else x for x in lines)
