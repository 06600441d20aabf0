# ipsec-diag. "make help" lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
GO ?= go
BIN := bin/ipsec-diag
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS := -s -w -X ipsec-diag/cmd/internal/cli.version=$(VERSION)
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@latest
FUZZTIME ?= 1m
TARGETS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: help build test race fuzz bench lint vuln fmt demo e2e lab release check clean score

help: ## List the targets
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-9s %s\n", $$1, $$2}'

build: ## Build the static binary for this machine into bin/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/ipsec-diag

demo: build ## Run the agent against a small simulated fleet over real SSH
	$(BIN) demo

test: ## Unit, simulator and whole-program tests, with the race detector where there is a C compiler
	@if command -v gcc >/dev/null || command -v clang >/dev/null; then set -ex; $(GO) test -race ./...; $(GO) test -run 'TestNoOutput|TestPromptIs|TestCorpusIs' ./parsers/platforms/; \
	else echo "no C compiler: running without the race detector (make race needs gcc)"; set -x; $(GO) test ./...; fi

race: ## The same, with the race detector, twice
	$(GO) test -race -count=2 ./...

fuzz: ## Run every fuzz target for FUZZTIME each
	@set -e; $(GO) list ./... | while read -r pkg; do \
	  for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "== $$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5s $$pkg; done; done

bench: ## Measure: parsing beside gotextfsm, from --peer to report, sweeps of 1,000 and 5,000 devices, workers
	$(GO) test -run '^$$' -bench . -benchmem -count=1 -timeout 40m ./cmd/internal/bench/ ./collector/knownhosts/

score: ## How the diagnosis and the parsers do on labelled outputs beside the checkout, and with any of them missing
	ABLATE=all $(GO) test -count=1 -v -run "TestCases|TestFleetCauses|TestAblation|TestScoreCorpus" ./cmd/internal/score/ ./parsers/facts/

lint: ## gofmt, go vet and the linters of .golangci.yml
	@bad=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$bad" ]; then echo "not formatted: $$bad"; exit 1; fi
	$(GO) vet ./...
	$(GO) run $(GOLANGCI) run ./...
	@$(MAKE) --no-print-directory vuln

vuln: ## Known vulnerabilities, if the database can be reached
	@$(GO) run $(GOVULNCHECK) ./... || { code=$$?; if [ $$code -eq 3 ]; then exit 3; fi; \
	  echo "govulncheck could not run (it needs its database from the Internet): not checked"; }

fmt: ## Format the code
	gofmt -w $$(git ls-files '*.go')

e2e: ## Real strongSwan, Libreswan, PostgreSQL, Prometheus, Nagios and Chromium, fault after fault (root, Debian)
	bash testdata/lab/lab.sh install
	bash testdata/lab/vm.sh install
	bash testdata/lab/services.sh install
	$(GO) test -count=1 -run 'OpenSSH|SSHD|MaxS|ChainOfThree|Bastion|TheCommandInTheAdvice' ./collector/ ./collector/knownhosts/ ./collector/sshconfig/ # skipped by "make test" where there is no OpenSSH yet
	$(GO) test -tags e2e -count=1 -timeout 40m -parallel 99 -v ./cmd/internal/e2e/
	$(GO) test -tags e2e -count=1 -timeout 10m -v -run Chromium ./cmd/internal/web/
	$(GO) test -tags e2e -count=1 -timeout 10m -v -run RealSystems ./cmd/internal/ticket/
	$(GO) test -count=1 -v -run Promtool ./cmd/internal/metrics/deploy/ # skipped by "make test" where there is no Prometheus yet
	$(GO) test -count=1 -v ./cmd/internal/units/ # skipped by "make test" where there is no systemd-analyze yet

lab: ## Bring the lab up and leave it running; testdata/lab/lab.sh down ends it
	bash testdata/lab/lab.sh install
	bash testdata/lab/lab.sh up

release: ## Static builds for Linux, macOS and Windows with checksums, into dist/
	@rm -rf dist; mkdir -p dist; set -e; for t in $(TARGETS); do os=$${t%/*}; arch=$${t#*/}; ext=; [ $$os = windows ] && ext=.exe; \
	  echo "dist/ipsec-diag-$$os-$$arch$$ext"; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o dist/ipsec-diag-$$os-$$arch$$ext ./cmd/ipsec-diag; done
	@cd dist && sha256sum ipsec-diag-* > SHA256SUMS && cat SHA256SUMS

check: lint test ## Everything that needs no root

clean: ## Remove what was built
	rm -rf bin dist
