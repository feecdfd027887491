# The index of commands. Each is one of the small scripts in deploy/ or one `amends` command.
# ARGS="..." is handed on: make run ARGS=--no-demo, make test ARGS="tests/unit -k gate"

.DEFAULT_GOAL := help
.PHONY: help setup run test judge journey check format evaluate bench lock train clean
AMENDS := .venv/bin/amends
ARGS ?=
export RASA_TELEMETRY_ENABLED := false

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: ## Make .venv with the amends command, from the locks
	@deploy/setup.sh runtime

run: setup ## Start everything and print where it is (Ctrl-C stops it)
	@exec $(AMENDS) run $(ARGS)

test: ## Run the whole suite, real browser included
	@deploy/test.sh $(ARGS)

judge: setup ## Play the written conversations and check every line (ARGS="--only consent", ARGS="--show NAME")
	@$(AMENDS) train # only if the model is not current
	@exec $(AMENDS) judge $(ARGS)

journey: ## Play a whole journey in two browsers and renew its pictures and transcript in docs
	@AMENDS_JOURNEY=$(CURDIR)/docs deploy/test.sh tests/e2e/journeys/test_complaint_to_resolved.py tests/e2e/test_desk.py tests/e2e/test_insight_pages.py -k 'test_from_complaint or (checker and 1280)'

check: ## Check format, lint, types, imports, bot data, policy and apologies
	@deploy/check.sh

format: ## Put the code into its format
	@deploy/setup.sh dev
	@.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format .

evaluate: setup ## Measure how well the bot understands, beside plain Rasa (ARGS=--no-plain without it)
	@deploy/evaluate.sh $(ARGS)

bench: setup ## Measure start, memory, answers and the desk's pages (ARGS="--rasa-init var/rasa-init": beside plain Rasa)
	@$(AMENDS) bench $(ARGS)
	@exec $(AMENDS) bench-desk

lock: ## Write the locks anew (ARGS=--upgrade for newer versions)
	@deploy/lock.sh $(ARGS)

train: setup ## Train the bot if its model is not current (ARGS=--force to do it anyway)
	@exec $(AMENDS) train $(ARGS)

clean: ## Remove what was installed and made, except the records in var
	@rm -rf .venv .uv node_modules build *.egg-info .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
