"""Named tuples of the program are those of ``typing``, whichever Python makes them."""

import copy
import pickle
import typing
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from qzinvest import tuples


class Theirs(typing.NamedTuple):
    """Three fields."""

    name: str
    amount: int = 7
    above: "Theirs | None" = None

    @property
    def twice(self) -> int:
        return 2 * self.amount


class Ours(tuples.NamedTuple):
    """Three fields."""

    name: str
    amount: int = 7
    above: "Ours | None" = None

    @property
    def twice(self) -> int:
        return 2 * self.amount


def told(make: Any) -> list[object]:  # noqa: ANN401 - a class of either kind
    """What can be asked of one."""
    one = make("晋江", above=None)
    changed = one._replace(amount=3)
    first, amount, _ = changed
    match changed:
        case Ours(name, 3) | Theirs(name, 3):
            matched = name
        case _:
            matched = ""
    return [
        *(tuple(one), tuple(changed), first, amount, matched, one.twice, one.above),
        *(make._fields, make._field_defaults, make.__match_args__, make.__doc__, make.__module__),
        *(one._asdict(), tuple(make._make(("a", 1, None))), hash(one), one == ("晋江", 7, None)),
        repr(changed).partition("(")[2],
        *(copy.deepcopy(one) == one, type(copy.copy(one)) is make),
        *(type(pickle.loads(pickle.dumps(one))) is make, pickle.loads(pickle.dumps(one)) == one),  # noqa: S301
        list(get_type_hints(make))[:2],
        hasattr(one, "__dict__"),
    ]


def test_they_are_and_do_what_those_of_typing_do() -> None:
    assert told(Ours) == told(Theirs)


@pytest.mark.parametrize("make", [Ours, Theirs], ids=["ours", "theirs"])
@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), (("a", 1, None, 2), {}), (("a",), {"name": "b"}), (("a",), {"other": 1})],
    ids=["too few", "too many", "twice", "unknown"],
)
def test_other_fields_than_they_have_are_refused(
    make: Callable[..., object], values: tuple[object, ...], named: dict[str, object]
) -> None:
    with pytest.raises(TypeError):
        make(*values, **named)


@pytest.mark.parametrize("values", ["ab", "abcd"], ids=["too few", "too many"])
@pytest.mark.parametrize("make", [Ours, Theirs], ids=["ours", "theirs"])
def test_rows_have_every_field(make: type[Ours] | type[Theirs], values: str) -> None:
    with pytest.raises(TypeError):
        make._make(values)


def test_a_field_that_there_is_none_of_is_not_replaced() -> None:
    # TypeError since Python 3.13, ValueError before.
    with pytest.raises((TypeError, ValueError), match="other"):
        Ours("a")._replace(other=1)  # type: ignore[call-arg]


def test_equally_many_fields_share_a_code_but_no_names() -> None:
    class Other(tuples.NamedTuple):
        unit: str
        rank: int
        light: str = "red"

    assert Other(rank=2, unit="石狮") == ("石狮", 2, "red")
    assert Ours(name="a").name == "a"
