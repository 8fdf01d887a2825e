"""How a plan judges, in sentences: the scorecard's lines, the lights, the due rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qzinvest.locale import Wording
from qzinvest.model.document import Light as Shown
from qzinvest.model.document import Tone
from qzinvest.model.money import hundredths_text
from qzinvest.model.plan import DueRule, Light, ScoreLine
from qzinvest.model.progress import Heading
from qzinvest.render.figures import money
from qzinvest.render.wording import worded


def scorecard_title(lines: Iterable[ScoreLine], w: Wording) -> str:
    """What the scorecard is called, with the sum of its weights."""
    full = sum(line.points for line in lines if line.kind == "weighted")
    return w("rank.scorecard", points=hundredths_text(full))


def light_of(light: Light, lights: Sequence[Light], w: Wording) -> Shown:
    """A light as it is shown: the plan's first is good, its last is bad, what is between is fair.

    Args:
        light: the light.
        lights: all lights of its plan, from the best to the worst.
        w: the reader's language.
    """
    tone: Tone = "fair"
    if light == lights[0]:
        tone = "good"
    elif light == lights[-1]:
        tone = "bad"
    return Shown(light.mark, light.names.get(w.lang), tone)


def lights_text(lights: Iterable[Light], w: Wording) -> str:
    """From which lead over pace each light stands."""
    texts = []
    for light in lights:
        text = f"{light.mark} {light.names.get(w.lang)}"
        if light.ahead is None:
            texts.append(w("rank.light_rest", light=text))
        else:
            texts.append(w("rank.light", light=text, ahead=hundredths_text(light.ahead)))
    return w("rank.lights", lights=w("list.separator").join(texts))


def due_text(rule: DueRule, w: Wording) -> str:
    """After how many days a project that stands still is due."""
    stages = {"after": w(f"stage.{rule.after.code}"), "until": w(f"stage.{rule.until.code}")}
    days = {"yellow": f"{rule.yellow:,}", "red": f"{rule.red:,}", "remove": f"{rule.remove:,}"}
    key = "plan.due_remove" if rule.remove else "plan.due"
    return w(key, name=rule.names.get(w.lang), **stages, **days)


def score_text(line: ScoreLine, indicators: Mapping[str, Heading], w: Wording) -> str:
    """How a line of the scorecard becomes points, in a sentence."""
    of = indicators.get(line.of)
    name = "" if of is None else worded(of.name, w)
    if line.source == "rate":
        name = w(f"rate.{line.of}")
    return w(
        f"score.{line.form}",
        name=w(f"score.{line.kind}", name=line.names.get(w.lang)),
        what=w(f"score.{line.source}", of=name),
        points=hundredths_text(line.points),
        goal=hundredths_text(line.goal) + ("" if line.source == "evaluation" else "%"),
        unit=_unit(line, of, w),
        bounds="".join(_bounds(line, w)),
    )


def _unit(line: ScoreLine, of: Heading | None, w: Wording) -> str:
    """What earns the points of a line with ``each``: projects or money."""
    if of is not None and line.measure(of.measure) == "sum":
        return w("money.yi", amount=money(line.unit))
    return w("score.unit", count=f"{line.unit:,}")


def _bounds(line: ScoreLine, w: Wording) -> Iterator[str]:
    """Floor and cap, where they say more than 0 and the line's points."""
    if line.floor:
        yield w("score.floor", floor=hundredths_text(line.floor))
    if line.cap != line.points or line.form == "each":
        yield w("score.cap", cap=hundredths_text(line.cap))
