# Council: what there is to do with a checkout. `make` alone lists it.

PORT ?= 5000
COUNCIL = .venv/bin/council

# The folders of tests, and more options for pytest: make test TESTS=tests/unit ARGS='-k round'
TESTS = tests/unit tests/http tests/browser tests/pdf
ARGS =

# How the lock files are made: hashes of everything, for every Python that Council runs on.
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
       --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(UPGRADE)

.PHONY: help
help: ## List what there is to do
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

.PHONY: run
run: ## Serve the demo year on 127.0.0.1:5000 (PORT= changes it), setting up what is missing
	@.ci/set-up run
	@$(COUNCIL) demo --if-empty
	@ls $(DEMO_PACKET) >/dev/null 2>&1 || $(COUNCIL) packet next --languages en,es >/dev/null
	@echo "A packet to look at: $$(ls -t $(DEMO_PACKET) | head -n 1)"
	@$(COUNCIL) serve --with-worker
run: export PORT := $(PORT)
run: export COUNCIL_DEMO := 1
run: DEMO_PACKET = instance/packets/*-en-es.pdf

.PHONY: test
test: ## Run every test, setting up what is missing
	@.ci/set-up test
	@.venv/bin/python tests/postgresql.py .venv/bin/pytest -n auto --dist worksteal $(TESTS) $(ARGS)

.PHONY: check
check: ## Check the code: ruff, its format, and types
	@.ci/set-up test
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy --strict council/

.PHONY: check-catalogs
check-catalogs: ## Check the translations: complete, fresh, plurals and placeholders right
	@.ci/set-up test
	.venv/bin/python -m council.languages.catalogs check

.PHONY: catalogs
catalogs: ## Bring what the pages say now into every translation
	@.ci/set-up test
	.venv/bin/python -m council.languages.catalogs extract

.PHONY: format
format: ## Put the code into its format
	@.ci/set-up test
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

.PHONY: wheel
wheel: ## Build the wheel that a school would install, into dist/
	@.ci/set-up test
	@rm -rf build
	.venv/bin/python -m build --wheel --no-isolation

.PHONY: lock
lock: .venv/bin/uv ## Pin what setup.cfg and pyproject.toml ask for (UPGRADE=--upgrade: the newest)
	$(LOCK) --group pyproject.toml:build --output-file requirements-build.lock
	$(LOCK) setup.cfg --output-file requirements.lock
	$(LOCK) setup.cfg --group pyproject.toml:dev --constraint requirements.lock \
	    --output-file requirements-dev.lock

.venv/bin/uv:
	@.ci/set-up test
