"""``python -m qzinvest``: for systems that do not find the program by its name."""

from qzinvest.cli.entry import run

if __name__ == "__main__":
    run()
