# make demo: index the sample articles and ask them a question.   Each of these sets itself up.
# make check: every check but the slow tests.   make test: every check.
# make pictures: draw what people see in Discord, and fail where they would see it badly.
# make bench: speed, memory, disk and growth.   make soak: the long runs, kills, failing disks and days of news; half an hour or more.
PYTHON ?= python3
BIN := .venv/bin
# Bytecode is made of what is imported, at its first import: of everything it would take a minute of one core and 135 MB.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt
# Each process takes 1.3 GB at its largest. `worksteal` leaves the tests of a file, which share what they set up, together.
PYTEST := $(BIN)/pytest --numprocesses logical --maxprocesses 4 --dist worksteal
.PHONY: demo static check test test-model pictures bench soak clean

# A stamp for each set-up, so that a second run does none of it again.
.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"Python {v[0]}.{v[1]} found, 3.11 to 3.13 expected: make PYTHON=python3.12 demo")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Beleg into .venv (once, about a minute)…"
	@$(INSTALL) -e .
	@touch $@

.venv/.installed-dev: .venv/.installed
	@$(INSTALL) -e '.[dev]'
	@touch $@

demo: .venv/.installed
	@$(BIN)/beleg index seeds
	@echo '$$ beleg ask "What did Ryabkov say?"'
	@$(BIN)/beleg ask "What did Ryabkov say?"

static: .venv/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: static
	$(PYTEST) -m "not slow" --durations 5

test: static
	$(PYTEST)

# A real model: BASE_URL=http://localhost:8080/v1 MODEL=name, or one of this machine where its packages are installed.
test-model: .venv/.installed-dev
	$(BIN)/python -m tests.model

pictures: .venv/.installed-dev
	$(BIN)/python -m tests.pictures

bench: .venv/.installed-dev
	$(BIN)/python -m tests.benchmarks

soak: .venv/.installed-dev
	$(BIN)/python -m tests.soak
	$(PYTEST) --hypothesis-profile fresh

clean:
	rm -rf .venv .beleg build ./*.egg-info
