# The two commands a fresh machine needs: `make run` and `make test`. Python 3.11 to 3.13.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
HOST   ?= 127.0.0.1
PORT   ?= 8000
DATA   ?= ../shared/data

# Only torch is looked up in PyTorch's own index: pip retries an index it cannot reach once for every
# package that is asked of it. On Linux constraints.txt admits the CPU build alone, so that neither
# route can bring the CUDA one.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

.DEFAULT_GOAL := help
.PHONY: help run test bench bench-rivals sweep lint format train evaluate clean

help:            ## say what there is
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

$(VENV)/.torch: constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --retries 1 --no-deps --constraint constraints.txt --extra-index-url $(TORCH_INDEX) torch
	@touch $@

$(VENV)/.installed: $(VENV)/.torch pyproject.toml
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.train: $(VENV)/.installed
	$(PIP) install --quiet --constraint constraints.txt --editable '.[train]'
	@touch $@

run: $(VENV)/.installed       ## install, build the index, serve chat page, API and (with a token) Telegram
	$(BIN)/tanya build
	$(BIN)/tanya serve --host $(HOST) --port $(PORT)

test: $(VENV)/.dev            ## format, lint, types, import rules, tests with branch coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/pytest --cov --cov-report=term-missing:skip-covered

lint: $(VENV)/.dev            ## the checks of `make test` without the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports

format: $(VENV)/.dev          ## format and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev           ## timings: cold start, memory, latency, build, growth with the corpus
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_search 1000 10000 100000
	$(BIN)/python -m tests.bench_growth

.venv-bench/.installed: constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --retries 1 --no-deps --constraint constraints.txt --extra-index-url $(TORCH_INDEX) torch
	.venv-bench/bin/python -m pip install --quiet --constraint constraints.txt --editable '.[bench]'
	@touch $@

bench-rivals: .venv-bench/.installed  ## the same work in other libraries, written to docs/performance.md
	.venv-bench/bin/python -m tests.bench_growth --systems tanya,langchain,txtai --out docs/bench

sweep: $(VENV)/.dev           ## kill a rebuild at every file-system call, race rebuilds, swap under load
	$(BIN)/python -m tests.sweep

train: $(VENV)/.train         ## train everything from nothing on DATA=…
	$(BIN)/python -m index.training --data $(DATA)
	$(BIN)/python -m bot.training --data $(DATA)
	$(BIN)/python -m bot.training.translations --data $(DATA)
	$(BIN)/python -m bot.training.facts --data $(DATA)

evaluate: $(VENV)/.installed  ## rerun every quality table (DATA=… where the data is)
	$(BIN)/tanya evaluate $(if $(wildcard $(DATA)),--data $(DATA))

clean:           ## remove what was installed and built here
	rm -rf $(VENV) .venv-bench .tanya .pytest_cache .ruff_cache .hypothesis .coverage
