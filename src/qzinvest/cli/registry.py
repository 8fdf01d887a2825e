"""The commands, in the order in which the help lists them."""

from importlib import import_module

from qzinvest.cli.declare import Run
from qzinvest.tuples import NamedTuple


class Command(NamedTuple):
    """A command's name as typed, the module that holds its ``run``, and its group in the help.

    ``function`` is the name of a subcommand's function where that is not its last word. The help's
    text is under ``command.<name with - and space as _>`` in the catalogues.
    """

    name: str
    module: str
    panel: str
    function: str = ""

    @property
    def help(self) -> str:
        """The catalogue key of the help text."""
        return "command." + self.name.replace("-", "_").replace(" ", "_")

    @property
    def group(self) -> str:
        """The word that it shares with others, empty where that is a command by itself."""
        first, _, _ = self.name.rpartition(" ")
        return "" if first in BY_NAME else first

    @property
    def example(self) -> str:
        """The catalogue key of a command line that shows its use."""
        return "example." + self.name.replace("-", "_").replace(" ", "_")

    def load(self) -> Run:
        """The command's function; its module is imported only now."""
        _, _, last = self.name.partition(" ")
        module = import_module(f"qzinvest.cli.commands.{self.module}")
        run: Run = getattr(module, self.function or last or "run")
        return run


COMMANDS = (
    Command("init", "init", "panel.start"),
    Command("demo", "demo", "panel.start"),
    Command("add-project", "add_project", "panel.record"),
    Command("advance", "advance", "panel.record"),
    Command("edit", "edit", "panel.record"),
    Command("drop", "drop", "panel.record"),
    Command("count yes", "count", "panel.record"),
    Command("count no", "count", "panel.record"),
    Command("spare", "spare", "panel.record"),
    Command("unspare", "spare", "panel.record", "unspare"),
    Command("undo", "undo", "panel.record"),
    Command("import", "import_", "panel.record"),
    Command("template", "template", "panel.record"),
    Command("import list", "imports", "panel.record", "run"),
    Command("evaluate", "evaluate", "panel.record"),
    Command("duplicates", "duplicates", "panel.record"),
    Command("link", "link", "panel.record"),
    Command("unlink", "link", "panel.record", "unlink"),
    Command("credit", "credit", "panel.record"),
    Command("list", "list_", "panel.see"),
    Command("show", "show", "panel.see"),
    Command("log", "log", "panel.see"),
    Command("report", "report", "panel.see"),
    Command("funnel", "funnel", "panel.see"),
    Command("trend", "trend", "panel.see"),
    Command("forecast", "forecast", "panel.see"),
    Command("changes", "changes", "panel.see"),
    Command("due", "due", "panel.see"),
    Command("quality", "quality", "panel.see"),
    Command("explain", "explain", "panel.see"),
    Command("today", "unit", "panel.see", "today"),
    Command("unit", "unit", "panel.see", "run"),
    Command("watch", "watch", "panel.see"),
    Command("bulletin", "bulletin", "panel.see"),
    Command("edition freeze", "edition", "panel.see"),
    Command("edition list", "edition", "panel.see", "list_"),
    Command("rank", "rank", "panel.see"),
    Command("export", "export", "panel.see"),
    Command("plan show", "plan", "panel.plan"),
    Command("plan names", "plan", "panel.plan", "names"),
    Command("plan check", "plan", "panel.plan"),
    Command("plan adopt", "plan", "panel.plan"),
    Command("plan export", "plan", "panel.plan"),
    Command("set", "set_", "panel.keep"),
    Command("verify", "verify", "panel.keep"),
    Command("backup", "backup", "panel.keep"),
)

BY_NAME = {command.name: command for command in COMMANDS}
FORMER = {"imports": "import list", "include": "count yes", "exclude": "count no"}
"""What commands were called before: they still are, and no list shows it."""


def renamed(argv: list[str]) -> list[str]:
    """``argv`` with a command's former name, behind a language, in its present words."""
    rest = after_language(argv)
    now = FORMER.get(rest[0]) if rest else None
    return argv if now is None else [*argv[: len(argv) - len(rest)], *now.split(), *rest[1:]]


def find(argv: list[str]) -> tuple[Command, list[str]] | None:
    """The command that ``argv`` begins with, and the words after its name."""
    for words in (2, 1):
        command = BY_NAME.get(" ".join(argv[:words]))
        if command is not None:
            return command, argv[words:]
    return None


def is_begun(word: str) -> bool:
    """Whether a command's name begins with this word, also a former one."""
    return word in FORMER or any(each.name.partition(" ")[0] == word for each in COMMANDS)


def after_language(argv: list[str]) -> list[str]:
    """``argv`` without the language that may stand before the command."""
    while argv and argv[0].partition("=")[0] == "--lang":
        argv = argv[1:] if "=" in argv[0] else argv[2:]
    return argv
