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

# The browser pages once more, on the Datasette to come: an environment and a list of its own.
next := $(VENV)-datasette1
next_pip := $(next)/bin/python -m pip --disable-pip-version-check -qq install \
	--constraint .ci/datasette1.txt
next_needs := 'datasette>=1.0a41' icalendar pyyaml pytest pytest-timeout hypothesis feedparser

.PHONY: help demo test test-datasette1 check lint types format coverage bench docs screenshots constraints constraints-datasette1 clean

help: ## this list
	@echo "make TARGET [PYTHON=python3.12] [VENV=.venv]"
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## the main job, offline: a local registry, a few trials, several days
	@$(bin)/tracker demo

test: $(VENV)/.dev ## all tests
	@$(bin)/pytest $(ARGS)

test-datasette1: $(next)/.ready ## the tests of the browser pages on Datasette 1.0, which is to come
	@$(next)/bin/pytest -p no:cacheprovider tests/test_browse*.py $(ARGS)

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

screenshots: $(VENV)/.dev ## take the pictures of the docs anew; needs the system's Chromium
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

constraints-datasette1: ## the same for .ci/datasette1.txt, with which test-datasette1 runs
	@rm -rf .cache/next && $(PYTHON) -m venv .cache/next
	@.cache/next/bin/python -m pip -qq install hatchling editables . $(next_needs)
	@sed -n '/^#/p' .ci/datasette1.txt > .cache/datasette1.txt
	@.cache/next/bin/python -m pip list --format=freeze --exclude pip --exclude setuptools \
		--exclude tracker >> .cache/datasette1.txt
	@mv .cache/datasette1.txt .ci/datasette1.txt && git --no-pager diff --stat -- .ci/datasette1.txt

clean: ## remove the environment, caches and the demo
	rm -rf $(VENV) $(next) .cache .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist demo

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

$(next)/.ready: .ci/datasette1.txt pyproject.toml
	@echo "Setting up $(next) for Datasette 1.0, once; this takes a minute." >&2
	@$(PYTHON) -m venv --clear $(next)
	@$(next_pip) hatchling editables
	@$(next_pip) --no-build-isolation --editable . $(next_needs)
	@touch $@
