PYTHON ?= .venv/bin/python

.PHONY: help
help:  ## Show what can be made
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: dev
dev:  ## Make .venv with everything for work on the program
	python3 -m venv .venv
	.venv/bin/pip install --quiet --editable '.[test]'

.PHONY: test
test:  ## Run the tests, with branch coverage
	$(PYTHON) -m pytest --cov --cov-report=term -n auto

.PHONY: lint
lint:  ## Ruff, formatter, contracts of the layers
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -c "from importlinter.cli import lint_imports_command as lint; lint()"

.PHONY: types
types:  ## mypy, strict
	$(PYTHON) -m mypy

.PHONY: check
check: lint types  ## Lint, types, and the program's own check of its data
	$(PYTHON) -m assistant check

.PHONY: i18n
i18n:  ## Extract messages and bring the catalogues up to date
	for domain in replies care cards desk cli; do \
	  PYTHONPATH=. $(PYTHON) -m babel.messages.frontend -q extract --omit-header --no-location -c TRANSLATORS: \
	    -F locales/$$domain.toml -o locales/$$domain.pot . ; done
	PYTHONPATH=. $(PYTHON) -m babel.messages.frontend -q extract --omit-header --no-location -k Line -k _say -F locales/ui.toml -o locales/ui.pot .
	for domain in replies care cards desk ui cli; do \
	  ls locales/*/LC_MESSAGES/$$domain.po > /dev/null 2>&1 || continue; \
	  $(PYTHON) -m babel.messages.frontend -q update -N -w 110 --ignore-obsolete --ignore-pot-creation-date \
	    -D $$domain -i locales/$$domain.pot -d locales ; done

.PHONY: wheel-test
wheel-test:  ## Build the wheel and run it alone, from another folder
	bash tests/wheel.sh

.PHONY: snapshots
snapshots:  ## Write the snapshots anew; read the difference before you commit it
	$(PYTHON) -m pytest --snapshot-update tests/test_snapshots.py tests/test_cards.py

.PHONY: pictures
pictures:  ## Draw the card designs anew in every script; look at each of them
	$(PYTHON) -m tests.card_pictures

.PHONY: bench
bench:  ## Measure speed, memory, reading, facts, decisions, archive and desk beside peers
	$(PYTHON) -m pip install --quiet --editable '.[benchmarks]'
	$(PYTHON) -m benchmarks.speed
	$(PYTHON) -m benchmarks.reading
	$(PYTHON) -m benchmarks.facts
	$(PYTHON) -m benchmarks.deciding
	$(PYTHON) -m benchmarks.care
	$(PYTHON) -m benchmarks.cards
	$(PYTHON) -m benchmarks.archive
	$(PYTHON) -m benchmarks.desk
