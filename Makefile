# `make` alone prints the list. CI runs the same commands: .ci/run.

PYTHON ?= python3
PORT ?= 8000
args ?=
run := .venv/bin/python -m
# Modules are compiled once, also where the surroundings ask Python not to keep them: some tests
# start a hundred processes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help screens screenshots up demo check test test-unit test-service test-compose e2e chaos bench bench-media bench-table eval-judgement schemas migration lock secrets sbom backup restore compose-config clean

help:
	@echo "Shirong: what can be done here"
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo 'Tests take more arguments for pytest: make test-service args="-k rabbitmq"'

.venv/.ready: requirements.lock
	@echo "Preparing .venv: the packages of requirements.lock"
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing; in Debian it is the package python3-venv"; \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 1; \
		echo "Installing python3-venv with apt-get"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@.venv/bin/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(run) pip install --quiet --disable-pip-version-check --root-user-action=ignore \
		"uv==$$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements.lock)"
	@.venv/bin/uv pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes requirements.lock
	@touch $@

# Node comes with the packages of Python, so that everyone builds with the same one.
node := PATH="$(CURDIR)/.venv/bin:$$PATH"
web_sources = $(shell find web -name node_modules -prune -o -name dist -prune -o -name schema -prune -o -type f -print)

web/node_modules/.ready: .venv/.ready web/package-lock.json
	@echo "Preparing the screens: the packages of web/package-lock.json"
	@cd web && $(node) npm ci --ignore-scripts --silent
	@touch $@

web/console/dist/index.html: web/node_modules/.ready $(web_sources)
	@echo "Building the screens"
	@cd web && $(node) npm run --silent build -- --logLevel warn
	@touch $@

screens: web/console/dist/index.html ## Build the screens of web/

screenshots: .venv/.ready screens ## Picture every page by day in Chinese and by night in English, into .data-screens/pictures (args=--chosen: those of docs)
	@echo "Walking through every page with a camera"
	@$(run) tests.screens.pictures $(args)

up: .venv/.ready screens ## Start the whole city in one process, with the demo in it (PORT=8000)
	@echo "Starting Shirong on port $(PORT); Ctrl-C stops it"
	@exec $(run) deploy.embedded --port $(PORT)

demo: .venv/.ready ## Drive one report through every service and print each event
	@echo "Driving one report through every service"
	@exec $(run) deploy.embedded demo

check: .venv/.ready web/node_modules/.ready ## Format, lint, types and imports; needs no network, stops at the first failure
	@echo "Checking the format"
	@.venv/bin/ruff format --check .
	@echo "Looking for faults (ruff)"
	@.venv/bin/ruff check .
	@echo "Checking types (mypy)"
	@.venv/bin/mypy
	@echo "Checking who imports whom"
	@.venv/bin/lint-imports
	@echo "Checking the screens: format and types"
	@cd web && $(node) npm run --silent check

test: .venv/.ready screens ## Every test: unit, contract, service, e2e and chaos; test-compose is apart
	@echo "Running the tests of the screens"
	@cd web && $(node) npm test --silent
	@echo "Running every test but chaos, two at a time"
	@$(run) pytest -n 2 --dist loadscope -m "not chaos and not compose" $(args)
	@echo "Running the chaos tests, alone"
	@$(run) pytest tests/chaos

test-unit: .venv/.ready ## Rules and contracts; needs no server
	@echo "Running the tests of rules and contracts"
	@$(run) pytest tests/unit tests/contract $(args)

test-service: .venv/.ready ## Services against PostgreSQL, RabbitMQ and an S3 store
	@echo "Running the tests against real servers"
	@$(run) pytest tests/service $(args)

e2e: .venv/.ready ## The city's journeys, from the first photo to the close-out
	@echo "Running the journeys"
	@$(run) pytest tests/e2e $(args)

test-compose: .venv/.ready ## The compose stack: a case's life, departments' systems, every process and server killed (needs Docker, root)
	@echo "Starting the distributed form with Docker and trying it"
	@$(run) pytest tests/compose $(args)

chaos: .venv/.ready ## Kill processes and servers, and check that nothing is lost or done twice
	@echo "Running the chaos tests"
	@$(run) pytest tests/chaos $(args)

eval-judgement: .venv/.ready ## Measure the judgement on the sealed reports (docs/judgement.md)
	@echo "Judging reports that no model was trained on"
	@$(run) tests.judgement $(args)

bench: .venv/.ready ## Measure rates and latencies (IMPORT_ROWS=10000 for a smaller import)
	@echo "Measuring"
	@$(run) tests.bench $(args)

bench-table: .venv/.ready ## Measure what the super table answers among up to a million cases (TABLE_CASES=10000,100000)
	@echo "Measuring the super table"
	@$(run) tests.bench table

bench-media: .venv/.ready ## Measure how fast watermarks are drawn, beside the plain way and ImageMagick
	@echo "Drawing watermarks and thumbnails"
	@$(run) tests.bench.media_pictures $(args)

schemas: .venv/.ready ## Record the shapes of events and of HTTP anew, after a change that was meant
	@echo "Recording the shapes of events and of HTTP"
	@$(run) tests.contract.record
	@$(run) tests.contract.openapi

migration: export text = $(m)
migration: .venv/.ready ## Write a service's next migration: service=review m="what changes"
	@[ -n "$(service)" ] && [ -n "$$text" ] || { echo 'Usage: make migration service=review m="what changes"'; exit 2; }
	@echo "Writing a migration for $(service)"
	@$(run) services.chassis.migrate new --service $(service) -m "$$text"

lock: .venv/.ready ## Write requirements.lock anew from pyproject.toml (args=--upgrade for newer versions)
	@echo "Resolving the packages of pyproject.toml into requirements.lock"
	@.venv/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-header --group dev $(args) -o requirements.lock

secrets: ## Write deploy/.env for the distributed form, once (args="--city fushun")
	@echo "Making the secrets of the distributed form"
	@$(PYTHON) deploy/secrets.py $(args)

sbom: .venv/.ready ## What the services are made of, and its licences, into sbom/
	@echo "Listing the parts of the services"
	@$(run) deploy.sbom

backup: .venv/.ready ## Back the one-process form up while it runs (args="--to backups")
	@echo "Backing up .data"
	@$(run) deploy.backup save $(args)

restore: .venv/.ready ## Bring a backup into an empty .data: from=backups/2026-11-26T02-00-00Z
	@[ -n "$(from)" ] || { echo 'Usage: make restore from=backups/2026-11-26T02-00-00Z'; exit 2; }
	@echo "Restoring $(from)"
	@$(run) deploy.backup restore $(from) $(args)

compose-config: ## Check deploy/compose.yaml without starting anything (needs Docker)
	@echo "Checking deploy/compose.yaml"
	@docker compose -f deploy/compose.yaml config --quiet

clean: ## Remove what can be made again; the city's data in .data stays
	@echo "Removing .venv, caches and builds; .data stays"
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache web/*/dist
	@find . -name node_modules -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
