# Everything that a developer or a first visitor runs. `make help` lists it.
# Needs: make, and Python >= 3.11 with its venv module. pip is used as the user has configured it.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin

# The first of these that is new enough; `make PYTHON=/path/to/python3 try` chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v $$p && break; done)

.DEFAULT_GOAL := help
.PHONY: help try check lint types contracts messages-check docs-check test golden bench \
	bench-peers fuzz calibrate look docs messages lock clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

try: $(VENV)/.installed  ## install into .venv, load a demo ledger, print a report
	@sh tools/try.sh "$(BIN)"

# Two at a time: the types of three systems take one core while the tests begin.
check: $(VENV)/.dev  ## all that must pass: what CI runs
	@$(MAKE) --no-print-directory --jobs 2 lint types contracts messages-check docs-check test

lint: $(VENV)/.dev  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev  ## mypy, strict, for every system that the program runs on
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 src
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin src

contracts: $(VENV)/.dev  ## import-linter: which room may import which
	$(BIN)/lint-imports

messages-check: $(VENV)/.dev  ## the three catalogues agree with each other and with the code
	$(BIN)/python tools/messages.py --check

docs-check: $(VENV)/.dev  ## docs/commands.md and the manual pages agree with --help
	$(BIN)/python tools/docs.py --check

# One worker for each core; who has finished takes over tests of another.
test: $(VENV)/.dev  ## pytest with coverage
	@test -d tests/browser/node_modules/axe-core && command -v node chromium >/dev/null || \
		echo "left out: pages in a browser (wants Chromium, Node.js and: cd tests/browser && npm ci)"
	$(BIN)/pytest --numprocesses auto --dist worksteal --cov --cov-report=term

golden: $(VENV)/.dev  ## rewrite the golden files and show what changed
	QZINVEST_GOLDEN=write $(BIN)/pytest -q $$(grep -rl --include='test_*.py' golden tests)
	git diff --stat -- tests/golden

bench: $(VENV)/.dev  ## measure the figures that docs/speed.md states (minutes)
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python bench/bench.py

fuzz: $(VENV)/.dev  ## spoil 180,000 cells, 20,000 files, 30,000 command lines, 5,000 plans (minutes)
	$(BIN)/python -m tools.fuzz
	$(BIN)/python -m tools.fuzz_lines

calibrate: $(VENV)/.dev  ## hold the forecast against simulated years of two kinds (minutes)
	$(BIN)/python -m tools.calibrate

look: $(VENV)/.dev  ## draw screens, pages, workbooks and Word files of the demo into build/look (minutes)
	$(BIN)/python -m tools.look

bench-peers: $(VENV)/.dev  ## the same report beside hledger's, where that is installed
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python bench/peers.py

docs: $(VENV)/.dev  ## write docs/commands.md and the manual pages from --help, and the READMEs' pictures
	$(BIN)/python tools/docs.py
	$(BIN)/python -m tools.picture

messages: $(VENV)/.dev  ## compile the catalogues, .po to .mo
	$(BIN)/python tools/messages.py

lock:  ## write requirements.txt and requirements-dev.txt anew, from the newest releases
	PYTHON="$(PYTHON)" sh tools/lock.sh

clean:  ## remove .venv and everything built
	rm -rf $(VENV) dist build .coverage .coverage.* \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +

# The packages of others come first, each file held against its hash and none built here. The program
# follows alone, built by the backend that is among them: editable, so that an edit is seen at once
# and only a changed dependency installs again. Compiled here, because PYTHONDONTWRITEBYTECODE would
# leave every start to compile anew.
LOCKED := $(BIN)/pip install --quiet --require-hashes --only-binary :all: --requirement
OURS := $(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .

$(VENV)/.installed: pyproject.toml requirements.txt | $(BIN)/pip
	@echo "installing qzinvest into $(VENV) (first time only) …"
	@$(LOCKED) requirements.txt
	@$(OURS)
	@$(BIN)/python -m compileall -q src/qzinvest
	@touch $@

$(VENV)/.dev: pyproject.toml requirements-dev.txt | $(BIN)/pip
	@echo "installing qzinvest and the tools of the checks into $(VENV) (first time only) …"
	@$(LOCKED) requirements-dev.txt
	@$(OURS)
	@$(BIN)/python -m compileall -q src/qzinvest
	@touch $(VENV)/.installed $@

$(BIN)/pip:
	@test -n "$(PYTHON)" || { \
		echo "qzinvest needs Python 3.11 or newer; found: $$(python3 --version 2>&1)."; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.11 try"; exit 1; } >&2
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "qzinvest needs Python 3.11 or newer; $(PYTHON) is not."; exit 1; } >&2
	@"$(PYTHON)" -m venv $(VENV) || { \
		echo "$(PYTHON) cannot make an environment; on Debian or Ubuntu:"; \
		echo "    sudo apt-get install python3-venv"; exit 1; } >&2
