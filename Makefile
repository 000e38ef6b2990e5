# Two commands matter: `make demo` and `make test`. The rest is for those who change mainstay.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# xdist workers; tests that end processes or drive a browser are safe beside others
WORKERS ?= 2

.PHONY: demo test check docs api web bench clean

demo: $(VENV)/.demo web ## install into .venv, build twin and page, write the brief, serve the page
	$(BIN)/mainstay demo $(ARGS)

test: $(VENV)/.test web check ## lint, types, import rules, then every test, browser included
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: $(VENV)/.test ## lint, types, import rules, declared dependencies
	$(BIN)/ruff check src tests bench scripts
	$(BIN)/ruff format --check src tests bench scripts
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/python scripts/web.py check

web: $(VENV)/bin/python ## build the page into the package, once per change of web/
	$(BIN)/python scripts/web.py build

docs: $(VENV)/.demo ## write the reference pages from schemas, Cards and errors
	$(BIN)/python scripts/write_reference.py

api: $(VENV)/.demo ## write the API's description and the page's types and colors from the code
	$(BIN)/python scripts/write_tokens.py
	$(BIN)/python scripts/write_openapi.py
	$(BIN)/python scripts/web.py types

bench: $(VENV)/.test ## time and measure against peers; writes bench/results.json and bench/RESULTS.md
	$(BIN)/python bench/run.py $(ARGS)

clean: ## remove everything that was installed or built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .pictures brief \
	  web/node_modules src/mainstay/rest/static

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "mainstay needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing mainstay into $(VENV)"
	$(PIP) --editable '.[report,fast,serve]'
	@touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing mainstay and what its tests need into $(VENV)"
	$(PIP) --editable '.[report,fast,serve,frames,test,check]'
	@scripts/install_browser
	@touch $@ $(VENV)/.demo
