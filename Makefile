# SERAC. `make` by itself lists what can be asked for.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The first Python on this machine that is new enough; name another with `make PYTHON=python3.12 run`.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null && $$name -c '$(NEW_ENOUGH)' && { echo $$name; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/pytest -n 2 --maxschedchunk 2

.PHONY: help
help: ## list what can be asked for
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: $(DONE)/serac assets ## make the virtual environment and the assets, and start nothing

.PHONY: run
run: install ## start the demonstration on SERAC_PORT (8000), its scheduler beside it
	@exec $(BIN)/serac demo run

.PHONY: demo-reset
demo-reset: $(DONE)/serac ## throw the demonstration's data away and load it afresh
	@$(BIN)/serac demo reset

.PHONY: test
test: lint types test-tools assets ## rules, types, security checks and every test, on SQLite and PostgreSQL
	$(PYTEST)

.PHONY: test-full
test-full: export SERAC_TEST_FULL := 1
test-full: test ## the same with the full cross, the fault rounds and the large generations (under an hour)

.PHONY: lint
lint: $(DONE)/dev ## style, architecture and security rules
	@echo "ruff"; $(BIN)/ruff check --quiet . || { echo "FAILED: ruff check"; exit 1; }
	@echo "ruff format"; $(BIN)/ruff format --quiet --check . || { echo "FAILED: ruff format (make format puts it right)"; exit 1; }
	@echo "import-linter"; $(BIN)/lint-imports --no-logo >$(DONE)/imports.txt 2>&1 \
		|| { cat $(DONE)/imports.txt; echo "FAILED: import-linter"; exit 1; }
	@echo "documents"; $(BIN)/python docs/diagrams.py --check || { echo "FAILED: documents"; exit 1; }
	@echo "bandit"; $(BIN)/bandit --quiet --recursive --configfile pyproject.toml serac || { echo "FAILED: bandit"; exit 1; }

.PHONY: format
format: $(DONE)/dev ## lay the Python files out as the style rules want them
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

.PHONY: types
types: $(DONE)/dev ## types, strictly
	@echo "mypy"; $(BIN)/mypy || { echo "FAILED: mypy"; exit 1; }

.PHONY: bench
bench: $(DONE)/dev assets ## measure the lists and the case page at 100,000 alerts
	@$(BIN)/python -m bench

.PHONY: docs
docs: $(DONE)/dev ## rewrite the generated parts of the documents from the code
	@$(BIN)/python docs/diagrams.py

.PHONY: assets
assets: $(DONE)/runtime ## build the third-party styles and scripts that the pages use
	@$(BIN)/python assets/build.py

.PHONY: clean
clean: ## remove everything that can be built again (the demonstration's data in var/ stays)
	rm -rf $(VENV) node_modules serac/static/vendor tests/vendor serac.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: requirements
requirements: $(DONE)/venv ## work the pinned versions and hashes out again from pyproject.toml
	@$(BIN)/python -m venv $(VENV)/uv && $(VENV)/uv/bin/python -m pip --disable-pip-version-check --quiet install uv
	@$(COMPILE) pyproject.toml --group install --output-file requirements.txt
	@$(COMPILE) pyproject.toml --group install --group dev --constraints requirements.txt --output-file requirements-dev.txt
	@$(COMPILE) --group postgres --constraints requirements-dev.txt --output-file requirements-postgres.txt
	@$(COMPILE) --group node --output-file requirements-node.txt
COMPILE := $(VENV)/uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--allow-unsafe --no-annotate --no-header --no-emit-index-url --no-emit-find-links

# A PostgreSQL server and a browser for the tests: what the machine has, else what it may install.
.PHONY: test-tools
test-tools: $(DONE)/dev
	@$(BIN)/python -m tests.servers find-postgres || $(PIP) install --require-hashes -r requirements-postgres.txt
	@$(BIN)/python -m tests.servers find-chromium || true

# Each file in .venv/done says that a step was finished; it is repeated only when what it depends on is newer.
$(DONE)/venv:
	@[ -n "$(PYTHON)" ] || { echo "SERAC needs Python 3.11 or later; python3 here is: $$(python3 --version 2>&1 || true)"; \
		echo "Debian 12 and Ubuntu 24.04 have it: sudo apt-get install python3 python3-venv"; \
		echo "or name one you have: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "$(PYTHON) is older than Python 3.11, which SERAC needs."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing: sudo apt-get install python3-venv"; exit 1; }
	@echo "Making the virtual environment in $(VENV)"; rm -rf $(VENV); $(PYTHON) -m venv $(VENV)
	@mkdir -p $(DONE); touch $@

$(DONE)/runtime: requirements.txt | $(DONE)/venv
	@echo "Installing what SERAC needs (requirements.txt)"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(DONE)/dev: requirements-dev.txt | $(DONE)/serac
	@echo "Installing the test tools (requirements-dev.txt)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(DONE)/serac: pyproject.toml $(DONE)/runtime
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
