# The only task runner. `make help` lists what it does.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.locked
PORT ?= 8000
# MkDocs prints a banner about its own future otherwise.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help site serve test check lint stats bench audit dump schema lock clean

help: ## List these targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

# The environment, from the hash-locked requirements; made again only when they change.
$(STAMP): requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

# MkDocs renders everything every time, so it runs only when something it reads is newer than its last good build.
site: $(STAMP) ## Build the whole site into site/
	$(BIN)/python build_entities.py --no-red-links
	@if [ -f .cache/site-built ] && [ -d site ] && \
	    [ -z "$$(find docs overrides mkdocs.yml $(STAMP) -newer .cache/site-built -print -quit)" ]; then \
	  echo "nothing has changed since site/ was built"; \
	else \
	  rm -f .cache/site-built && mkdir -p .cache && touch .cache/site-started && \
	  $(BIN)/mkdocs build --strict && $(BIN)/python build_entities.py text-index && \
	  mv .cache/site-started .cache/site-built; \
	fi
	$(BIN)/python build_entities.py site-check

serve: $(STAMP) ## Serve the site; an edit shows in the browser
	$(BIN)/mkdocs serve --dirty --dev-addr 127.0.0.1:$(PORT)

test: $(STAMP) lint ## Lint, types, unit, golden and browser tests
	@sh tests/chromium.sh
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: $(STAMP) ## Validate the entities only
	$(BIN)/python build_entities.py check --no-red-links

stats: $(STAMP) ## Count what the articles hold and how well it is backed
	$(BIN)/python build_entities.py stats

bench: $(STAMP) ## Measure speed and weight on made-up wikis
	$(BIN)/python -m bench.run

audit: site ## Lighthouse and the Nu HTML checker (needs Node and Java)
	$(BIN)/python -m bench.audit

dump: $(STAMP) ## Pack the data into one archive in dist/
	$(BIN)/python build_entities.py dump

schema: $(STAMP) ## Write the JSON Schemas from the vocabulary
	$(BIN)/python build_entities.py schema

lock: ## Lock requirements.in again, with hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		requirements.in --output-file requirements.txt

clean: ## Remove everything that is made, the environment too
	rm -rf .venv .cache dist site docs/wiki docs/data .mypy_cache .pytest_cache .ruff_cache .hypothesis bench/work
