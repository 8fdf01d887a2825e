"""Names: every way of writing one, and no guess."""

from datetime import date
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import AmbiguousName, UnknownName
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.names import Resolver, assumed_signing
from qzinvest.model.plan import Names, Plan, Rules, Term, Unit
from qzinvest.model.stage import STAGES, Stage


def unit(kind: str, code: str, names: Names, short: Names, *aliases: str, pinyin: str = "") -> Unit:
    """A unit of tier 1."""
    return Unit(kind, code, 1, names, short, aliases, pinyin)


JINJIANG = unit(
    "district",
    "350582",
    Names("Jinjiang City", "晋江市", "晉江市"),
    Names("Jinjiang", "晋江", "晉江"),
    "JJ",
    pinyin="jin jiang shi",
)
NANAN = unit(
    "district",
    "350583",
    Names("Nan'an City", "南安市", "南安市"),
    Names("Nan'an", "南安", "南安"),
    pinyin="nan an shi",
)
TAIWANESE = unit(
    "district",
    "G351136",
    Names("Quanzhou Taiwanese Investment Zone", "泉州台商投资区", "泉州台商投資區"),
    Names("QZ Taiwanese Zone", "台商投资区", "台商投資區"),
)
BEIJING = unit(
    "department",
    "LBJ",
    Names("Liaison Office in Beijing", "驻北京联络处", "駐北京聯絡處"),
    Names("Liaison Beijing", "驻北京", "駐北京"),
    "liaison",
)
SHANGHAI = unit(
    "department",
    "LSH",
    Names("Liaison Office in Shanghai", "驻上海联络处", "駐上海聯絡處"),
    Names("Liaison Shanghai", "驻上海", "駐上海"),
    "liaison",
    "LBJ",
)
EQUIPMENT = Term("IG07", Names("Equipment", "装备制造", "裝備製造"), ("装备",))
CHAIN = Term("fill-chain", Names("Filling gaps", "补链", "補鏈"))
NOWHERE = Names("", "", "")
PLAN = Plan(
    code="test",
    titles=NOWHERE,
    issuer="QZ",
    start=date(2022, 1, 1),
    end=date(2022, 12, 31),
    source=NOWHERE,
    indicators=(),
    units=(JINJIANG, NANAN, TAIWANESE, BEIJING, SHANGHAI),
    groups=(EQUIPMENT,),
    areas=(),
    vocabularies={"channel": (CHAIN,)},
    rules=Rules((), 0, expansions=True, expansion_channel=""),
    weights={},
    assumptions=(),
    remarks=(),
)


@pytest.fixture
def find() -> Resolver:
    return Resolver(PLAN, "zh_Hans")


@pytest.mark.parametrize(
    "text",
    [
        "350582",
        "３５０５８２",
        "Jinjiang City",
        "jinjiang",
        "JIN JIANG",
        "jin jiang shi",
        "jinjiangshi",
        "jj",
        "晋江",
        "晉江",
        "晋江市",
        " 晋 江 市 ",
        "晉江市",
    ],
)
def test_every_way_of_writing_a_district(find: Resolver, text: str) -> None:
    assert find.unit("district", text) is JINJIANG


@pytest.mark.parametrize("text", ["泉州臺商投资區", "泉州台商投资區", "臺商投資区"])
def test_mixed_scripts(find: Resolver, text: str) -> None:
    assert find.unit("district", text) is TAIWANESE


@pytest.mark.parametrize("text", ["Nan'an", "nan’an", "Nanan", "NAN-AN", "ｎａｎａｎ"])
def test_punctuation_does_not_matter(find: Resolver, text: str) -> None:
    assert find.unit("district", text) is NANAN


def test_an_exact_code_goes_before_a_name(find: Resolver) -> None:
    assert find.unit("department", "LBJ") is BEIJING
    with pytest.raises(AmbiguousName):
        find.unit("department", "lbj")


def test_groups_and_terms(find: Resolver) -> None:
    assert find.group("裝備制造") is EQUIPMENT
    assert find.group("ig07") is EQUIPMENT
    assert find.term("channel", "補链") is CHAIN
    with pytest.raises(UnknownName):
        find.term("origin", "补链")


def test_several_of_the_same_name_are_listed(find: Resolver) -> None:
    with pytest.raises(AmbiguousName) as caught:
        find.unit("department", "Liaison")
    assert caught.value.fields == {
        "what": "department",
        "text": "Liaison",
        "candidates": ("LBJ 驻北京联络处", "LSH 驻上海联络处"),
    }


def test_a_common_beginning_is_ambiguous(find: Resolver) -> None:
    with pytest.raises(AmbiguousName) as caught:
        find.unit("department", "驻")
    assert caught.value.fields["candidates"] == ("LBJ 驻北京联络处", "LSH 驻上海联络处")


def test_a_beginning_of_one_name_is_not_guessed_but_offered(find: Resolver) -> None:
    with pytest.raises(UnknownName) as caught:
        find.unit("district", "晋")
    assert caught.value.fields == {"what": "district", "text": "晋", "near": ("350582 晋江市",)}


def test_an_unknown_name_comes_with_near_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        Resolver(PLAN).unit("district", "Jinjian Town")
    assert caught.value.fields["near"] == ("350582 Jinjiang City",)


@pytest.mark.parametrize("text", ["", "  ", "——", "\u3000", "龙门吊"])
def test_where_nothing_is_near_all_are_listed(find: Resolver, text: str) -> None:
    with pytest.raises(UnknownName) as caught:
        find.unit("district", text)
    assert caught.value.fields["near"] == (
        "350582 晋江市",
        "350583 南安市",
        "G351136 泉州台商投资区",
    )


@pytest.mark.parametrize(("text", "said"), [("晋江港", "350582 晋江市"), ("龙门吊", None)])
def test_near_names_come_with_their_codes_and_a_longer_list_without(
    text: str, said: str | None
) -> None:
    plan = shipped_plan()
    with pytest.raises(UnknownName) as caught:
        Resolver(plan, "zh_Hans").unit("district", text)
    districts = tuple(unit.short.zh_Hans for unit in plan.units_of("district"))
    assert caught.value.shown == ((said,) if said else districts)
    assert caught.value.close == ((said,) if said else ())


def test_of_many_the_names_are_listed() -> None:
    names = [f"Thing {number}" for number in range(14)]
    terms = tuple(Term(f"t{n}", Names(name, "", "")) for n, name in enumerate(names))
    find = Resolver(PLAN._replace(groups=terms))
    with pytest.raises(UnknownName) as caught:
        find.group("龙门吊")
    assert caught.value.fields["near"] == tuple(names)


@pytest.mark.parametrize("text", ["晋将", "晉將", "晋将市"])
def test_one_wrong_character_is_near(find: Resolver, text: str) -> None:
    with pytest.raises(UnknownName) as caught:
        find.unit("district", text)
    assert cast("tuple[str, ...]", caught.value.fields["near"])[0] == "350582 晋江市"


def test_a_kind_is_only_searched_for_its_own_units(find: Resolver) -> None:
    with pytest.raises(UnknownName):
        find.unit("department", "晋江")


@pytest.mark.parametrize("stage", STAGES)
def test_stages_by_code(find: Resolver, stage: Stage) -> None:
    assert find.stage(stage.code) is find.stage(stage.code.upper()) is stage


def test_stages_by_name(find: Resolver) -> None:
    for names in ("线索 在谈 签约 注册 到资 开工 投产", "線索 在談 簽約 註冊 到資 開工 投產"):
        assert tuple(map(find.stage, names.split())) == STAGES
    assert find.stage("qian yue") is find.stage("Signed") is Stage.SIGNED


def test_signings(find: Resolver) -> None:
    assert [find.signing(text) for text in ("合同", "協議", "意向")] == [
        "contract",
        "agreement",
        "intent",
    ]
    assert find.signing("Contract") == "contract"


@given(st.sampled_from(PLAN.units), st.data())
def test_any_spelling_in_any_case_and_spacing_finds_its_unit(
    thing: Unit, data: st.DataObject
) -> None:
    spelling = data.draw(st.sampled_from((*thing.names, *thing.short)))
    change = data.draw(st.sampled_from((str.upper, str.lower, str.title, " ".join)))
    assert Resolver(PLAN).unit(thing.kind, change(spelling)) is thing


def test_every_name_of_the_shipped_plan_finds_its_unit() -> None:
    plan = shipped_plan()
    find = Resolver(plan)
    for thing in plan.units:
        names = (thing.code, *thing.names, *thing.short, *thing.aliases, thing.pinyin)
        assert {find.unit(thing.kind, name).code for name in names} == {thing.code}
    for term in plan.groups:
        names = (term.code, *term.names, *term.aliases, term.pinyin)
        assert {find.group(name).code for name in names if name} == {term.code}
    for vocabulary, terms in plan.vocabularies.items():
        for term in terms:
            names = (term.code, *term.names, *term.aliases, term.pinyin)
            assert {find.term(vocabulary, name).code for name in names if name} == {term.code}


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("district", "洛江区（万安街道）", "350504"),
        ("district", "福建省泉州市晋江市", "350582"),
        ("district", "晋江市商务局", "350582"),
        ("department", "泉州市商务局（外资科）", "COM"),
    ],
)
def test_a_name_with_text_around_it(kind: str, text: str, code: str) -> None:
    assert Resolver(shipped_plan()).place(kind, text).code == code


@pytest.mark.parametrize(
    ("kind", "text", "error"),
    [
        ("district", "石狮（晋江）", AmbiguousName),
        ("district", "石狮市、晋江市", AmbiguousName),
        ("department", "市商务局、市工信局", AmbiguousName),
        ("department", "晋江市商务局", UnknownName),  # Jinjiang's own, not the city's
        ("district", "磁灶镇", UnknownName),
    ],
)
def test_two_names_or_anothers_are_refused(kind: str, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Resolver(shipped_plan()).place(kind, text)


def test_a_place_that_a_map_knows() -> None:
    places = {"磁灶镇": "晋江", "万安街道": "洛江"}
    assert Resolver(shipped_plan()).place("district", "磁灶镇大宅村", places).code == "350582"
    assert Resolver(shipped_plan()).place("district", "洛江区（万安街道）", places).code == "350504"


def test_what_messages_call_a_thing_is_understood() -> None:
    find = Resolver(shipped_plan())
    assert find.group("IG06 建材家居与工艺品").code == "IG06"
    assert find.unit("district", "350582 晋江市").code == "350582"
    assert find.unit("district", "晋江市 (350582)").code == "350582"
    with pytest.raises(UnknownName):
        find.unit("district", "350582 石狮市")


def test_a_project_keeps_the_unit_that_another_one_took_over() -> None:
    taking = NANAN._replace(takes=("350582",))
    units = tuple(taking if u == NANAN else u for u in PLAN.units if u != JINJIANG)
    find = Resolver(PLAN._replace(units=units), former=(JINJIANG,))
    for text in ("350582", "晋江", "晉江市", "Jinjiang", "晋江市（陈埭镇）"):
        assert find.place("district", text).code == "350582"
    assert find.recorded("district", "南安").code == "350583"
    # What is asked for is the unit of today; of the old one only the code is in the plan.
    assert find.unit("district", "350582") == find.either("350582") == taking
    with pytest.raises(UnknownName):
        find.unit("district", "晋江")
    with pytest.raises(UnknownName):
        find.recorded("district", "晋东")


@pytest.mark.parametrize(
    "text",
    [
        "装备制造_07",
        "07 装备制造",
        "07_装备制造",
        "07、装备制造",
        "装备制造(07)",
        "IG07-装备制造",
        "装备制造_IG07",
    ],
)
def test_a_name_beside_the_number_of_a_list(text: str) -> None:
    assert Resolver(shipped_plan()).group(text).code == "IG07"


@pytest.mark.parametrize(
    "text", ["晋江市_350582", "350582晋江市", "350582-晋江市", "01 晋江", "晋江市（350582）"]
)
def test_a_district_beside_its_code(text: str) -> None:
    assert Resolver(shipped_plan()).unit("district", text).code == "350582"


@pytest.mark.parametrize(
    "text", ["350583 晋江市", "晋江市_350583", "350599晋江市", "IG06 装备制造"]
)
def test_a_code_that_contradicts_the_name(text: str) -> None:
    find = Resolver(shipped_plan())
    with pytest.raises((UnknownName, AmbiguousName)):
        find.group(text) if text.startswith("IG") else find.unit("district", text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("正式合同", "contract"),
        ("投资合同", "contract"),
        ("框架协议", "agreement"),
        ("投资协议书", "agreement"),
        ("戰略合作協議", "agreement"),
        ("签订框架协议", "agreement"),
        ("意向协议", "intent"),
        ("备忘录", "intent"),
        ("MoU", "intent"),
    ],
)
def test_kinds_of_signing_as_people_write_them(text: str, code: str) -> None:
    assert Resolver(shipped_plan()).signing(text) == code == assumed_signing(text)


def test_the_plans_own_kinds_are_no_assumption() -> None:
    assert [assumed_signing(text) for text in ("合同", "协议", "意向书", "contract")] == [None] * 4


def test_of_a_thousand_unknown_names_no_more_are_looked_for_among_near_ones() -> None:
    resolver = Resolver(shipped_plan(), "zh_Hans")

    def close(text: str) -> tuple[str, ...]:
        with pytest.raises(UnknownName) as caught:
            resolver.unit("district", text)
        return tuple(caught.value.close)

    assert close("德华") == ("350526 德化县",)
    for n in range(999):
        close(f"火星{n}")
    assert close("德华") == ()
