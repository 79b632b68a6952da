# The developer's manual in one file: every command that this project knows.
# `make demo` and `make test` need Python 3.11 or newer, git and make; they set up all the rest.

VENV ?= .venv
# The first of these that runs and can make a virtual environment; PYTHON=... overrides.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1 && echo $$python && break; done)

bin := $(VENV)/bin
# Errors of pip are shown, its chatter is not. The build tools are pinned as well, so no isolation.
pip := $(bin)/python -m pip --disable-pip-version-check -qq install --constraint constraints.txt
extras := dev,browse,calendar,charts,notify,parquet,bench

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types format coverage bench docs screenshots constraints clean

help: ## this list
	@echo "make TARGET [PYTHON=python3.12] [VENV=.venv]"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## the main job, offline: a local registry, a few trials, several days
	@$(bin)/tracker demo

test: $(VENV)/.dev ## all tests
	@$(bin)/pytest $(ARGS)

check: lint types coverage ## what a change must pass: format, lint, types, tests with coverage

lint: $(VENV)/.dev ## the format and the lint rules, nothing is rewritten
	@$(bin)/ruff format --check .
	@$(bin)/ruff check .

types: $(VENV)/.dev ## mypy, strict
	@$(bin)/mypy

format: $(VENV)/.dev ## rewrite the code in the one format, mend what can be mended
	@$(bin)/ruff format .
	@$(bin)/ruff check --fix .

coverage: $(VENV)/.dev ## all tests, and which lines they leave out
	@$(bin)/pytest --cov --cov-report=term $(ARGS)

bench: $(VENV)/.bench ## the table of measurements
	@$(bin)/python -m benchmarks $(ARGS)

docs: $(VENV)/.dev ## write anew what the docs take from the code
	@$(bin)/python docs/generator/generate.py

screenshots: $(VENV)/.dev ## take the pictures of README anew; needs the system's Chromium
	@$(bin)/python docs/generator/screenshots.py

constraints: ## resolve the newest versions that the oldest Python can have into constraints.txt
	@rm -rf .cache/constraints && $(PYTHON) -m venv .cache/constraints
	@.cache/constraints/bin/python -m pip -qq install ".[$(extras)]" --dry-run --ignore-installed \
		--python-version 3.11.0 --only-binary :all: --target .cache --report .cache/report.json
	@sed -n '/^#/p' constraints.txt > .cache/constraints.txt
	@$(PYTHON) -c 'import json; \
		found = [one["metadata"] for one in json.load(open(".cache/report.json"))["install"]]; \
		pins = {one["name"].lower(): "{name}=={version}".format(**one) for one in found}; \
		print(*(pins[name] for name in sorted(pins) if name not in ("pip", "tracker")), sep="\n")' \
		>> .cache/constraints.txt
	@mv .cache/constraints.txt constraints.txt && git --no-pager diff --stat -- constraints.txt

clean: ## remove the environment, caches and the demo
	rm -rf $(VENV) .cache .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist demo

# The environment. A stamp file says that an install is up to date, so that a second call is quick.
$(bin)/python:
	@test -n "$(PYTHON)" || { echo "Tracker needs Python 3.11 or newer with the venv module;" \
		"none was found. Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Tracker needs Python 3.11 or newer; $(PYTHON) is older or does not run." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.build: $(bin)/python constraints.txt
	@echo "Setting up $(VENV) with $$($(bin)/python --version), once; this takes a minute." >&2
	@$(pip) hatchling editables
	@touch $@

$(VENV)/.runtime: $(VENV)/.build pyproject.toml
	@$(pip) --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@$(pip) --no-build-isolation --editable ".[dev]"
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	@$(pip) --no-build-isolation --editable ".[bench]"
	@touch $@
