# Everything starts from here: one environment, locked dependencies, nothing installed by hand.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV ?= .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
RAW ?= ../shared/sources

.PHONY: help run test lint bench build lock clean

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(RUN_STAMP) ## install what is needed and serve the dashboard on http://127.0.0.1:8050
	"$(BIN)/presence" serve

test: $(DEV_STAMP) ## install what is needed, find or install Chromium, check and test everything
	@.ci/chromium
	$(MAKE) --no-print-directory lint
	"$(BIN)/python" -m pytest -q -n 2 --dist loadfile

lint: $(DEV_STAMP) ## style and types
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/mypy"

bench: $(DEV_STAMP) ## measure speed and size, beside the budgets
	@.ci/chromium
	"$(BIN)/python" -m tests.benchmarks

build: $(RUN_STAMP) ## build the ledger from raw files: make build RAW=folder
	"$(BIN)/presence" build --raw "$(RAW)"

lock: $(DEV_STAMP) ## write the lock files anew
	.ci/lock "$(BIN)"

clean: ## remove the environment
	rm -rf "$(VENV)"

$(VENV)/pyvenv.cfg:
	.ci/environment "$(VENV)"

$(RUN_STAMP): requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch "$@"

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	touch "$@"
