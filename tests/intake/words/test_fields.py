"""A project's fields as a person writes them."""

import pytest

from qzinvest.errors import BadAmount, BadText, Refused, UnknownName
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.fields import project_fields
from qzinvest.intake.words.names import Resolver


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(shipped_plan())


def test_every_kind_of_field(resolver: Resolver) -> None:
    texts = {
        "name": " 半导体产业园 ",
        "district": "晋江",
        "department": "市商务局",
        "group": "装备制造",
        "amount": "5.6亿",
        "signing": "協議",
        "channel": "expansion",
        "note": None,
    }
    assert project_fields(texts, resolver) == {
        "name": "半导体产业园",
        "district": "350582",
        "department": "COM",
        "group": "IG07",
        "amount": 560_000_000,
        "signing": "agreement",
        "channel": "expansion",
    }


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [
        ("district", "火星", UnknownName),
        ("event", "没有的活动", UnknownName),
        ("amount", "约5亿", BadAmount),
        ("name", "a\tb", BadText),
        ("note", "x" * 2001, BadText),
        ("site", "x" * 201, BadText),
    ],
)
def test_refused(resolver: Resolver, field: str, text: str, error: type[Refused]) -> None:
    with pytest.raises(error):
        project_fields({field: text}, resolver)


def test_notes_and_sources_may_be_long(resolver: Resolver) -> None:
    long = "长" * 2000
    assert project_fields({"note": long, "source": long}, resolver) == {
        "note": long,
        "source": long,
    }
