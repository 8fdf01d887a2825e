"""One place where the command line is taken apart, and where every error ends."""

import os
import sys
from signal import SIGTERM

from qzinvest.cli import quick, registry, stopping
from qzinvest.cli.context import is_reader_gone, language_asked, stdout_lost, talk, talk_remarks
from qzinvest.cli.declare import SHORT, Opt, parameters
from qzinvest.cli.registry import after_language
from qzinvest.errors import ExitCode, NotUnderstood, QzinvestError
from qzinvest.locale import wording


def main(argv: list[str] | None = None) -> int:
    """Run one command line and give the process's exit code."""
    try:
        return _run(_language_behind(sys.argv[1:] if argv is None else argv))
    finally:
        # Also where the answer could not be printed: what was recorded stays recorded.
        talk_remarks()


def _run(argv: list[str]) -> int:
    try:
        _refuse_undecoded(argv)
        code = _dispatch(argv)
        sys.stdout.flush()
    except QzinvestError as error:
        return _stopped(argv, error) if stopping.asked else _say(error, argv)
    except KeyboardInterrupt as stop:
        return _stopped(argv, stop)
    except Exception as error:  # noqa: BLE001 - no traceback may ever reach a person
        if is_reader_gone(error):
            stdout_lost()
            return ExitCode.OK
        if stopping.asked:
            return _stopped(argv, error)
        # Imported here: what no command knew of.
        from qzinvest.cli.last_resort import named

        return _say(named(error, argv), argv)
    return code


def _language_behind(argv: list[str]) -> list[str]:
    """``argv`` with a language that stands before the command put behind it, where both read it.

    What is former of the command's name is as it is now.
    """
    argv = registry.renamed(argv)
    rest = after_language(argv)
    found = registry.find(rest)
    if found is None or rest == argv or any(w.partition("=")[0] == "--lang" for w in rest):
        return argv
    words = len(rest) - len(found[1])
    return [*rest[:words], *argv[: len(argv) - len(rest)], *found[1]]


def _stopped(argv: list[str], stop: BaseException) -> ExitCode:
    talk(wording(language_asked(argv))("talk.interrupted"))
    terminated = isinstance(stop, stopping.Terminated) or SIGTERM in stopping.asked
    return ExitCode.TERMINATED if terminated else ExitCode.INTERRUPTED


def _say(error: QzinvestError, argv: list[str]) -> ExitCode:
    # Imported here: a run without an error needs no words for one.
    from qzinvest.render.causes import error_text

    w = wording(language_asked(argv))
    if not _asks_json(argv):
        talk(error_text(error, w))
        return error.exit_code
    # Imported here: programs alone ask for it.
    import json

    fields = {"error": type(error).__name__, "exit_code": int(error.exit_code)}
    told = {**fields, "message": error_text(error, w)}
    talk(json.dumps(told, ensure_ascii=False), whole=True)
    return error.exit_code


def _asks_json(argv: list[str]) -> bool:
    """Whether a program reads the answer, and so an error."""
    words = " ".join(argv).replace("=", " ")
    return any(f"{flag} json" in words for flag in ("--format", "-f"))


def _refuse_undecoded(argv: list[str]) -> None:
    """Refuse words that are not text in the terminal's encoding: no command could record them."""
    for word in argv:
        if not word.isascii() and any("\ud800" <= character <= "\udfff" for character in word):
            raise NotUnderstood(reason="encoding", text=word, near=(), command="qzinvest")


def _spelt_out(argv: list[str]) -> list[str]:
    """The words in full: what stands for a longer way of saying it.

    No command is ``today``, also before its options; ``help COMMAND`` is its ``--help``, ``--json``
    is ``--format json``.
    """
    rest = after_language(argv)
    if not rest or (rest[0].startswith("-") and rest[0].partition("=")[0] in _flags("today")):
        _refuse_second(rest)
        argv = ["today", *argv]
    elif rest[0] == "help":
        argv = [*argv[: len(argv) - len(rest)], *registry.renamed(rest[1:]), "--help"]
    return [word for each in argv for word in _LONG.get(each, (each,))]


_LONG = {"--json": ("--format", "json")}


def _refuse_second(words: list[str]) -> None:
    """Refuse a command behind options: it would be taken for a stray word of ``today``."""
    flags, rest = _flags("today"), iter(words)
    for word in rest:
        if not word.startswith("-"):
            if registry.is_begun(word):
                raise NotUnderstood(reason="second", text=word, near=(), command=f"qzinvest {word}")
            return
        if "=" not in word and flags.get(word) is not bool:
            next(rest, "")


def _flags(command: str) -> dict[str, type]:
    """The options of a command, with their kinds; what the program has of its own is none."""
    own = parameters(registry.BY_NAME[command].load())
    kinds = {each.info.flag: each.kind for each in own if isinstance(each.info, Opt)}
    short = {SHORT[flag]: kind for flag, kind in kinds.items() if flag in SHORT}
    return {**kinds, **short, **dict.fromkeys(_LONG, bool)}


def _dispatch(argv: list[str]) -> int:
    argv = _spelt_out(argv)
    found = None if "_QZINVEST_COMPLETE" in os.environ else registry.find(argv)
    if found is not None:
        command, rest = found
        run = command.load()
        values = quick.read(run, rest)
        if values is not None:
            return run(**values)
    from qzinvest.cli.typer_app import run_typer

    return run_typer(argv)
