"""What the codes of a plan are called in a reader's language."""

from collections.abc import Mapping

from qzinvest.locale import Wording
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES, Plan
from qzinvest.render.wording import coded, visible


class Names:
    """Names of units, groups, terms, indicators and lights, by the keys of rows that hold them."""

    def __init__(self, plan: Plan, w: Wording, indicators: Mapping[str, str] | None = None) -> None:
        """``indicators`` are more names of figures by code."""
        lang = w.lang
        self.w = w
        self._of: dict[str, dict[str, str]] = {
            "unit": {unit.code: unit.short.get(lang) for unit in reversed(plan.units)},
            "group": {group.code: group.names.get(lang) for group in plan.groups},
            "indicator": {i.code: i.names.get(lang) for i in plan.indicators},
            "light": {light.code: light.names.get(lang) for light in plan.lights},
        }
        for kind in UNIT_KINDS:
            self._of[kind] = {unit.code: unit.short.get(lang) for unit in plan.units_of(kind)}
        for key in VOCABULARIES:
            terms = plan.vocabularies.get(key, ())
            self._of[key] = {term.code: term.names.get(lang) for term in terms}
        self._of["indicator"] |= indicators or {}

    def of(self, key: str, code: str) -> str | None:
        """The name of a code that rows hold under this key, ``None`` where the plan has none."""
        known = self._of.get(key)
        return None if known is None else known.get(code)

    def said(self, key: str, text: str) -> str:
        """A text of a row as a screen shows it: a code's name, unseen characters as escapes."""
        name = self.of(key, text)
        return coded(key, text, self.w) if name is None else visible(name)
