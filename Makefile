# `make demo` and `make test` work from a fresh clone: they set up .venv first.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# A process a core, each with one thread; a file of tests stays in one of them.
PARALLEL := -n auto --dist loadfile

.PHONY: setup demo check lint types imports test test-all golden fuzz bench vscode clean

setup: .venv/.ready

.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "causalvq needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q -c constraints.txt torch
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[dev]'
	touch $@

demo: setup
	$(BIN)/causalvq compile examples/01_critters.yaml
	$(BIN)/causalvq train
	$(BIN)/causalvq intervene --factor 3

check: lint types imports test

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports --no-cache

test: setup
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(PARALLEL)

test-all: setup
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(PARALLEL) -m ''

golden: setup
	CAUSALVQ_GOLDEN=rewrite $(BIN)/python -m pytest -q tests/golden
	git status --short tests/golden docs/reference schemas causalvq/cli/completion

# Each reader under so many generated cases; what fails is kept in tests/corpus, which the tests read again.
CASES ?= 300
fuzz: setup
	PYTHONPATH=.:tests:tests/property nice -n 10 $(BIN)/python -m fuzz --cases $(CASES) $(READERS)

bench: setup
	$(BIN)/python -m benchmarks

# The extension for Visual Studio Code; needs Node.js 18 or newer.
vscode: setup
	cd editors/vscode && npm ci --no-audit --no-fund && npm run check && npm run build
	cd editors/vscode && PYTHONPATH=$(CURDIR) CAUSALVQ_SERVER="$(CURDIR)/$(BIN)/python -m causalvq lsp" npm test

# Pictures of docs/guide/report.md, of a run that was trained; needs Chromium (Debian: apt-get install chromium).
RUN ?= runs/critters/latest
screenshots: setup
	PYTHONPATH=.:tests $(BIN)/python tools/report_screenshots.py $(RUN)

clean:
	rm -rf .venv build dist *.egg-info
