"""The data that comes with the program."""

from pathlib import Path

import qzinvest
from qzinvest.intake.plan_file import read_plan
from qzinvest.model.plan import Plan


def data_folder() -> Path:
    """The data folder inside an installed package, else the checkout's."""
    package = Path(qzinvest.__file__).parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parents[1] / "data"


def shipped_plan_path() -> Path:
    """Where the plan of the 2022 campaign stands."""
    return data_folder() / "quanzhou-2022.toml"


def shipped_plan() -> Plan:
    """The plan of the 2022 campaign."""
    return read_plan(shipped_plan_path())
