# Every command of the project; `make` alone prints them. Set-up steps leave a stamp and run again only
# when what they read has changed. PYTHON=, VENV= and PORT= choose another interpreter, environment, port.
# An environment keeps the interpreter that it was made with; a wheel is built for PYTHON all the same.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
export PATH := $(PATH):$(HOME)/.cargo/bin

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV ?= .venv
PORT ?= 8000

bin := $(VENV)/bin
locked := $(if $(CI),--locked)
chromium = $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

peers := .cache/environments/peers
interpreter = $(if $(filter file,$(origin PYTHON)),$(bin)/python,$(PYTHON))
packages := $(VENV)/.stamp-packages
maturin := $(VENV)/.stamp-maturin
core := $(VENV)/.stamp-core
modules := client/node_modules/.package-lock.json
script := python/enliven/static/enliven/enliven.js

rust_sources := Cargo.toml Cargo.lock $(shell find crates -name '*.rs' -path '*/src/*' -o -name Cargo.toml)
client_sources := client/build.mjs client/tsconfig.json client/package.json $(shell find client/src -type f)

ifneq ($(filter demo,$(MAKECMDGOALS)),)
$(info make demo: sets up Python, Rust and client once (a few minutes), then serves the demo on http://127.0.0.1:$(PORT)/.)
$(info Stop it with Ctrl-C; nothing stays running. PORT=8001 chooses another port.)
endif
ifneq ($(filter test,$(MAKECMDGOALS)),)
$(info make test: sets up once, then checks style and types and runs every test: Rust, client, Python, conformance, browser.)
$(info Stop it with Ctrl-C; it stops by itself at the first part that fails.)
endif

.PHONY: help
help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 20

.PHONY: setup
setup: $(core) $(script) system ## Download and build what the other commands need (minutes)

.PHONY: demo
demo: $(core) $(script) ## Set up and serve the demo on http://127.0.0.1:8000/ (Ctrl-C stops it)
	@exec $(bin)/python -m enliven.demo --port $(PORT)

.PHONY: test
test: lint rust client python conformance browser ## Set up, lint, and run every test

.PHONY: lint
lint: $(core) $(modules) ## Check formatting, lints and types of all three languages
	@cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1 || rustup component add clippy rustfmt
	cargo fmt --all --check
	$(bin)/ruff check
	$(bin)/ruff format --check
	cd client && npm run --silent check
	$(bin)/mypy
	$(bin)/python -m mypy.stubtest enliven._core --mypy-config-file pyproject.toml
	PYO3_PYTHON="$$(realpath $(VENV))/bin/python" cargo clippy --workspace --all-targets $(locked) -- --deny warnings

.PHONY: fmt
fmt: $(packages) $(modules) ## Format all three languages, and fix what the linters can
	cargo fmt --all
	$(bin)/ruff check --fix-only
	$(bin)/ruff format
	cd client && npm run --silent format

.PHONY: rust
rust: | tools ## Test the crates
	@if cargo nextest --version >/dev/null 2>&1; then \
		set -x; \
		cargo nextest run --no-fail-fast --workspace --exclude enliven-python $(locked); \
		cargo test --workspace --exclude enliven-python --doc --quiet $(locked); \
	else \
		set -x; \
		cargo test --no-fail-fast --workspace --exclude enliven-python $(locked); \
	fi

.PHONY: client
client: $(modules) ## Test the browser client's modules
	cd client && npm run --silent test

.PHONY: python
python: $(core) $(script) ## Test the Python package and the documentation's code
	$(bin)/pytest -m 'not browser'

.PHONY: fuzz
fuzz: $(core) ## Compare random templates with Django's engine, and patches with pages, for minutes (FUZZ_EXAMPLES=3000)
	FUZZ_CASES=$${FUZZ_CASES:-100000} cargo test --release --package enliven-vdom --test layouts $(locked)
	$(bin)/pytest --hypothesis-profile=fuzz tests/test_live.py \
		$(addprefix tests/test_template_,expressions.py filters.py flattening.py grammar.py hostile.py mutations.py)

.PHONY: conformance
conformance: $(core) ## Run Django's tests of the template engine with Enliven's (several minutes; downloads them once)
	$(bin)/python tests/conformance/run.py --all
	$(bin)/python tests/conformance/run.py --all --newest-django
	$(bin)/python tests/conformance/sites.py admin

.PHONY: sites
sites: $(core) ## Compare pages of real packages with Django's (many minutes; installs 0.5 GB of packages once)
	$(bin)/python tests/conformance/sites.py

.PHONY: browser
browser: $(core) $(script) system ## Test the demo, the client and the built wheel in Chromium
	@[ -n "$(chromium)" ] || { echo "The browser tests need Chromium: apt-get install chromium" >&2; exit 1; }
	$(bin)/pytest -m browser

.PHONY: bench
bench: $(core) $(script) ## Measure crates, documents and templates, and the client's size (minutes; downloads crates once)
	cargo bench --workspace --exclude enliven-python $(locked)
	@$(bin)/python -m benches

.PHONY: bench-peers
bench-peers: $(core) $(peers)/.stamp ## Measure events beside those of djust (minutes; installs it once, apart from all else)
	@PYTHONPATH=python $(peers)/bin/python -m benches.peers

.PHONY: wheel
wheel: $(maturin) $(script) ## Build dist/enliven-*.whl for one version of Python (PYTHON=python3.13, else that of .venv)
	@tag=$$($(interpreter) -c 'import sys; print("cp{0}{1}-cp{0}{1}".format(*sys.version_info))') && \
		rm -f dist/enliven-*-$$tag-*.whl
	$(bin)/maturin build --release $(locked) --interpreter $(interpreter) --out dist

.PHONY: docs
docs: $(VENV)/.stamp-docs ## Build the documentation's pages into site/
	NO_MKDOCS_2_WARNING=1 $(bin)/mkdocs build --quiet --strict
	@echo "The pages are in site/"

.PHONY: clean
clean: ## Remove everything that the other commands have made
	rm -rf target dist site client/node_modules python/enliven/static/enliven python/enliven/_core*.so $(VENV)
	rm -rf .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

# A missing tool is found before the first minute of compiling, and all of them at once.
define need
	found=$$($(1) --version 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 || true); \
	printf '%s\n' "$(3)" "$$found" | sort -CV || { \
		echo "Enliven needs $(2) $(3) or newer$${found:+, not $$found}: $(4)" >&2; failed=1; };
endef

.PHONY: tools
tools:
	@failed=; \
	$(call need,rustc,Rust,1.88,https://rustup.rs installs it) \
	$(call need,$(or $(PYTHON),python3),Python,3.11,apt-get install python3 python3-venv (or make PYTHON=/path/to/it)) \
	$(call need,node,Node.js,20,https://nodejs.org/en/download) \
	command -v cargo >/dev/null || { echo "Enliven needs cargo: https://rustup.rs installs it" >&2; failed=1; }; \
	command -v npm >/dev/null || { echo "Enliven needs npm, which comes with Node.js: https://nodejs.org/en/download" >&2; failed=1; }; \
	[ -z "$$failed" ]

# Chromium is for the browser tests; redis-server for tests against a real channel layer.
.PHONY: system
system:
	@missing=$(if $(chromium),,chromium); \
	command -v redis-server >/dev/null || missing="$${missing:+$$missing }redis-server"; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing $$missing with apt-get"; \
		apt-get update --quiet=2 && DEBIAN_FRONTEND=noninteractive \
			apt-get install --yes --quiet=2 --no-install-recommends $$missing \
			|| echo "apt-get could not install $$missing; tests that need it will say so" >&2; \
	else \
		echo "For all tests, install as root: apt-get install $$missing"; \
	fi

$(VENV)/bin/python: | tools
	@echo "Creating $(VENV)"
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update --quiet=2 && apt-get install --yes --quiet=2 python3-venv; \
		else \
			echo "$(PYTHON) cannot make virtual environments; as root: apt-get install python3-venv" >&2; exit 1; \
		fi; }
	$(PYTHON) -m venv $(VENV)

$(packages): pyproject.toml | $(VENV)/bin/python
	@echo "Installing Python packages into $(VENV)"
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

# All that a wheel takes of Python; whoever builds one needs no tests or linters.
$(maturin): pyproject.toml | $(VENV)/bin/python
	@echo "Installing maturin into $(VENV)"
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --group build
	@touch $@

$(VENV)/.stamp-docs: pyproject.toml | $(packages)
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --group docs
	@touch $@

$(peers)/.stamp: pyproject.toml | $(VENV)/bin/python
	@echo "Installing djust into $(peers)"
	@$(bin)/python -m venv $(peers)
	@$(peers)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(peers)/bin/python -m pip install --quiet --disable-pip-version-check --group peers
	@touch $@

$(core): $(rust_sources) $(packages)
	@echo "Building enliven._core (minutes the first time, seconds later)"
	@PIP_QUIET=1 VIRTUAL_ENV="$$(realpath $(VENV))" $(bin)/maturin develop --release $(locked)
	@touch $@

$(modules): client/package.json client/package-lock.json | tools
	@echo "Installing the client's npm packages"
	@cd client && npm ci --loglevel=error
	@touch $@

$(script): $(client_sources) $(modules)
	@echo "Building the client"
	@node client/build.mjs
	@touch $@
