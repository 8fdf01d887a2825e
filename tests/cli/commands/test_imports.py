"""``imports`` lists what was imported; ``undo import-N`` takes one back."""

import json
from pathlib import Path

from tests.cli.said import Run


def write(tmp_path: Path, name: str, *rows: str) -> str:
    path = tmp_path / name
    path.write_text("\n".join(("项目名称,属地,总投资（亿元）,签约时间", *rows)), encoding="utf-8")
    return str(path)


def test_each_import_is_one_line(run: Run, tmp_path: Path) -> None:
    assert run("imports", "--format", "json").out == "[]\n"
    run("import", write(tmp_path, "june.csv", "风电,惠安,20,2022-03-15"))
    run("import", write(tmp_path, "july.csv", "风电,惠安,21,2022-03-15", "光伏,南安,5,2022-04-01"))
    first, second = json.loads(run("imports", "--format", "json").out)
    assert (first["import"], first["added"], first["changed"]) == ("import-1", 1, 0)
    assert (second["import"], second["added"], second["changed"]) == ("import-2", 1, 1)
    assert second["files"].endswith("july.csv")
    assert second["who"] == "wang"
    assert "import-2" in run("imports").out
    assert "july.csv" in run("imports", "--lang", "zh_Hans").out


def test_one_that_is_undone_says_so(run: Run, tmp_path: Path) -> None:
    run("import", write(tmp_path, "june.csv", "风电,惠安,20,2022-03-15"))
    said = run("undo", "import-1")
    assert said.code == 0
    assert "import-1" in said.err
    assert json.loads(run("list", "--format", "json").out) == []
    [entry] = json.loads(run("imports", "--format", "json").out)
    assert entry["action"] == "undone"
    assert run("undo", "import-1").code == 3


def test_an_import_on_which_something_rests_is_not_undone(run: Run, tmp_path: Path) -> None:
    run("import", write(tmp_path, "june.csv", "风电,惠安,20,2022-03-15"))
    run("edit", "QZ-1", "--amount", "22亿")
    said = run("undo", "import-1")
    assert said.code == 3
    assert json.loads(run("list", "--format", "json").out)[0]["amount"] == 2_200_000_000


def test_there_is_no_such_import(run: Run) -> None:
    said = run("undo", "import-7")
    assert said.code == 3
    assert "import-7" in said.err
