# The commands of this repository. `make run` and `make test` set everything up themselves; GNU make and Python 3.11+ suffice.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test lint lint-python lint-types lint-sql ui portal bi docs lock clean packages

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
HOST := 127.0.0.1
PORT := 8000

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DAGSTER_DISABLE_TELEMETRY := 1
export GX_ANALYTICS_ENABLED := False

help:
	@echo "make run     set up, take in data/samples/, build the warehouse, publish data/releases/current/"
	@echo "make test    set up, lint, check types, run the tests"
	@echo "make ui      the Dagster UI on the same warehouse"
	@echo "make portal  the open-data portal on the current release"
	@echo "make bi      the dashboards in Apache Superset, in an environment of its own"
	@echo "make docs    the pages of dbt on every model and column: data/docs/index.html"
	@echo "make clean   remove what setup installed; data/ stays"

setup: $(STAMP)

# The first Python that is new enough and can make virtual environments.
$(STAMP): requirements.lock pyproject.toml
	@python=; for name in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  if $$name -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; \
	  then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "no Python 3.11 to 3.13 with the module venv; install one (Debian: python3-venv), or name it: make PYTHON=/path/to/python3.12" >&2; \
	  exit 1; fi; \
	echo "setting up $(VENV) with $$($$python --version) (some minutes, once)"; \
	$$python -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pipelines.orchestrate.manifest
	@touch $@

run: setup
	@$(BIN)/khoso run --inbox data/samples --home data

ui: setup
	@$(BIN)/khoso ui --inbox data/samples --home data

# The open-data portal on the current release, on this machine only, until Ctrl-C.
portal: setup
	@if [ ! -d data/releases/current ]; then echo "there is no release yet; make one with: make run" >&2; exit 1; fi
	@$(BIN)/khoso portal --home data --host $(HOST) --port $(PORT)

# Superset pins older libraries and wants Python 3.11 or 3.12.
BI_VENV := $(or $(KHOSO_BI_VENV),.venv-bi)
BI_PORT := 8088

$(BI_VENV)/.set-up: requirements-bi.lock
	@python=; for name in $(PYTHON) python3.12 python3.11 python3 python; do \
	  if $$name -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; \
	  then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "no Python 3.11 or 3.12 with the module venv; install one, or name it: make bi PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
	echo "setting up $(BI_VENV) with $$($$python --version) (some minutes, once)"; \
	$$python -m venv --clear $(BI_VENV)
	@$(BI_VENV)/bin/python -m pip install --quiet --quiet --requirement requirements-bi.lock
	@touch $@

bi: setup $(BI_VENV)/.set-up
	@KHOSO_BI_VENV=$(abspath $(BI_VENV)) $(BIN)/khoso bi --home data --port $(BI_PORT)

docs: setup
	@$(BIN)/khoso docs --home data

lint: setup
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint-python lint-types lint-sql

lint-python:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

lint-types:
	@$(BIN)/mypy --strict

lint-sql:
	@$(BIN)/sqlfluff lint --processes 2 dbt_project

test: packages lint
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

# What the tests use besides Python: a server of Debian's and a browser. Without them those tests are skipped by name.
packages:
	@sh .ci/packages

lock: setup
	@$(BIN)/python -m pip install --quiet --quiet uv
	@echo "# Every version that 'make setup' installs; written by 'make lock' from pyproject.toml." > requirements.new
	@echo "setuptools>=77" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --upgrade \
	  --no-header --no-annotate --no-emit-index-url pyproject.toml - >> requirements.new
	@mv requirements.new requirements.lock
	@echo "# Every version that 'make bi' installs; written by 'make lock' from requirements-bi.in." > requirements.new
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
	  --no-header --no-annotate --no-emit-index-url requirements-bi.in >> requirements.new
	@mv requirements.new requirements-bi.lock

clean:
	rm -rf $(VENV) .venv-bi dbt_project/target dbt_project/logs .mypy_cache .pytest_cache .ruff_cache *.egg-info
