# Two commands matter: `make up` and `make test`. Both install what is missing first.

ARGS ?= --rate 1000
BINARY := .build/release/clickstream

# Tests that start servers and load the machine: one after the other, behind all others.
ALONE := ^(KafkaClientTests|PrivatePostgresTests|PipelineTests|CrashTests|BrowserTests)\.|\.LimitTests/

.DEFAULT_GOAL := help
.PHONY: help up build test torture bench bench-console lint clean bootstrap

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: bootstrap $(BINARY) ## Build, then run everything with 1,000 simulated clicks a second (or: make up ARGS="--rate 5000 --duration 30")
	@exec $(BINARY) up $(ARGS)

test: bootstrap ## Build, then run all tests
	swift build --build-tests
	swift test --skip-build --disable-xctest --skip '$(ALONE)' --skip '^ClickConsoleTests\.'
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=48 \
		swift test --skip-build --disable-xctest --filter '^ClickConsoleTests\.' --skip '$(ALONE)'
	swift test --skip-build --disable-xctest --no-parallel --filter '$(ALONE)'

SECONDS ?= 300
SEED ?=
LOGS ?=

torture: bootstrap ## Kill, freeze and cut off everything at random, and see that clicks are exact (SECONDS=300 SEED=n)
	swift build --build-tests
	CLICKSTREAM_TORTURE_SECONDS=$(SECONDS) CLICKSTREAM_TORTURE_SEED=$(SEED) CLICKSTREAM_TORTURE_LOGS=$(LOGS) \
		swift test --skip-build --disable-xctest --no-parallel --filter '^CrashTests\.Torture'

build: bootstrap $(BINARY) ## Build the release binary and say where it is
	@echo "$(CURDIR)/$(BINARY)"

# Only here, so that nobody else needs valgrind.
bench: ## Count what the sink does with an event, and compare with Benchmarks/thresholds.json
	@scripts/bootstrap valgrind
	swift build --configuration release --product hot-path
	@.build/release/hot-path check Benchmarks/thresholds.json

bench-console: $(BINARY) ## Time every page of the console at a size, and fail above its limit
	$(BINARY) bench console --clicks 50000000 --limit-ms 50
	$(BINARY) bench console --topics 3000 --groups 5000 --searches 10 --limit-ms 200

lint: ## Check the format of all Swift files; a warning fails
	swift format lint --strict --parallel --recursive Sources Tests Benchmarks Package.swift

clean: ## Remove what was built (data stays)
	swift package clean

bootstrap:
	@scripts/bootstrap

# Swift knows what is out of date, and is quick when nothing is.
.PHONY: $(BINARY)
$(BINARY): bootstrap
	swift build --configuration release --product clickstream
