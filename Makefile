# Two commands do everything: `make demo` reads the samples, `make test` runs every check.
# Each builds its own virtual environment; all that has to be there is Python 3.11 or later with its venv module.

PYTHON ?= python3
DEMO := .venv
TEST := .venv-test
PACKAGE := $(shell find src -type f -not -name '*.pyc')
LEDGER := demo.db
VERSION ?= 1
UV_LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: demo test lint check-types layers quality train docs lock clean help

help:
	@echo "make demo    read the sample articles and print a record"
	@echo "make test    run the linter, the types, the house's layers, the quality floors and the tests"
	@echo "make train   make the reader's model again, VERSION=N names it (needs training/requirements.txt and the shared folder)"
	@echo "make docs    build the documentation into site/"
	@echo "make lock    make the lock files again (needs uv)"
	@echo "make clean   remove what the others made"

demo: $(DEMO)/histor
	$(DEMO)/bin/histor read samples/articles --ledger $(LEDGER) --format table
	$(DEMO)/bin/histor read samples/articles/burao-drone.txt --ledger $(LEDGER) --format record
	$(DEMO)/bin/histor incidents --min-articles 2 --ledger $(LEDGER) --format table
	$(DEMO)/bin/histor show maroua-claim#i1 --merged --ledger $(LEDGER)
	@echo "The readings are in $(LEDGER). Next: $(DEMO)/bin/histor show maroua-claim --ledger $(LEDGER)"

test: lint check-types layers quality
	OMP_NUM_THREADS=1 $(TEST)/bin/pytest -n 2

lint: $(TEST)/histor
	$(TEST)/bin/ruff check .
	$(TEST)/bin/ruff format --check .

check-types: $(TEST)/histor
	$(TEST)/bin/mypy

layers: $(TEST)/histor
	$(TEST)/bin/lint-imports

quality: $(TEST)/histor
	$(TEST)/bin/python benchmarks/quality.py
	$(TEST)/bin/python benchmarks/merging.py --gold none
	@if [ -d ../shared ]; then $(TEST)/bin/python benchmarks/muc4.py score; fi

train:
	$(PYTHON) training/train.py --shared ../shared --out build/model.pt
	$(PYTHON) training/export_onnx.py build/model.pt --version $(VERSION)
	$(PYTHON) benchmarks/calibration.py --write

docs: $(TEST)/histor
	$(TEST)/bin/mkdocs build --strict

lock:
	$(UV_LOCK) --quiet --output-file requirements.lock
	$(UV_LOCK) --quiet --extra dev --output-file requirements-dev.lock

clean:
	rm -rf $(DEMO) $(TEST) site $(LEDGER) $(LEDGER)-wal $(LEDGER)-shm

$(DEMO)/libraries: requirements.lock
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEMO)/histor: $(DEMO)/libraries pyproject.toml $(PACKAGE)
	$(DEMO)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall .
	@touch $@

$(TEST)/libraries: requirements-dev.lock
	$(PYTHON) -m venv $(TEST)
	$(TEST)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(TEST)/histor: $(TEST)/libraries pyproject.toml
	$(TEST)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@
