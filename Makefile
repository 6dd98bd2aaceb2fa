# Everything starts from here: one environment, locked dependencies, nothing installed by hand.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# An environment or a stamp that was left half-made must not pass for a whole one.
.DELETE_ON_ERROR:

VENV ?= .venv
RAW ?= ../shared/sources
# Processes that share the tests; 0 runs them one after another, for a debugger.
WORKERS ?= 2
TESTS ?= tests

BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
# The lock is complete, so nothing is resolved; ready-made packages only, so nothing is compiled and no build tool is fetched unseen.
INSTALL := "$(BIN)/python" -m pip --disable-pip-version-check install --quiet --no-deps
LOCKED := $(INSTALL) --only-binary :all: --require-hashes --requirement

.PHONY: help run test search lint bench build lock clean

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(RUN_STAMP) ## install what is needed and serve the dashboard on http://127.0.0.1:8050
	"$(BIN)/presence" serve

test: $(DEV_STAMP) ## install what is needed, find or install Chromium, check and test everything
	@.ci/chromium "$(BIN)/python"
	@$(MAKE) --no-print-directory lint
	"$(BIN)/python" -m pytest --quiet --numprocesses $(WORKERS) --dist worksteal

search: $(DEV_STAMP) ## try the tests that make their own examples with new ones: make search TESTS=tests/intake
	"$(BIN)/python" -m pytest --quiet --numprocesses $(WORKERS) --hypothesis-profile search $(TESTS)

lint: $(DEV_STAMP) ## style and types
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/mypy"

bench: $(DEV_STAMP) ## measure speed and size, beside the budgets
	@.ci/chromium "$(BIN)/python"
	"$(BIN)/python" -m tests.benchmarks --raw "$(RAW)"

build: $(RUN_STAMP) ## build the ledger from raw files: make build RAW=folder
	"$(BIN)/presence" build --raw "$(RAW)"

lock: $(DEV_STAMP) ## write the lock files anew, keeping versions that still fit: make lock UPGRADE=--upgrade raises them
	.ci/lock "$(BIN)" $(UPGRADE)

clean: ## remove the environment
	rm -rf "$(VENV)"

$(VENV)/pyvenv.cfg:
	@.ci/environment "$(VENV)"

$(RUN_STAMP): requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "Installing the locked dependencies into $(VENV) ..."
	@$(LOCKED) requirements.lock
	@$(INSTALL) --no-build-isolation --editable .
	@touch "$@"

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo "Installing the locked tools into $(VENV) ..."
	@$(LOCKED) requirements-dev.lock
	@touch "$@"
