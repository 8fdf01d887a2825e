"""Print the seconds of CPU in which look-alikes among N projects are found."""

import sys
import time

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.suspects import pairs
from qzinvest.model.likeness import entry_of
from qzinvest.tasks.demo_year import fictional_projects

if __name__ == "__main__":
    projects = fictional_projects(shipped_plan(), total=int(sys.argv[1]))
    entries = [entry_of(project) for project in projects]
    begin = time.process_time()
    pairs(entries)
    print(time.process_time() - begin)
