# What is done often. .ci/run has the versions of the tools, and everything that must hold.

.PHONY: help run test peers golden pages pictures lint fuzz bench ci build deb snapshot

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: ## the demo tenant, in the interactive program
	go run . demo

test: ## all tests; they use no network
	go test ./...

peers: ## edov against other implementations of OpenID Connect and of tokens
	.ci/run peers

golden: ## renew the goldens; read the diff before you commit it
	go test ./inspect/check -update
	go test ./inspect/fault -run 'WordModel|Pages' -update
	go test ./ui/render/text -update
	go test ./ui/tui -update
	go test ./ui/cmd -run 'Pages|Schemas' -update
	git diff --stat

pages: ## make the Go code of the demo tenant's pages from the .templ files
	.ci/run pages

pictures: ## draw docs/pictures
	go test ./ui/journey -run Pictures -update-pictures

lint: ## format, modules, golangci-lint (with staticcheck and go vet)
	.ci/run lint

fuzz: ## each fuzz target, a fixed number of inputs
	.ci/run fuzz

bench: ## the benchmarks of docs/performance.md
	go test ./inspect/check ./flow ./ui/tui -run '^$$' -bench . -count 3
	go test ./flow/demo -run '^$$' -bench CallbackToReport -benchtime 20x

ci: ## everything that must hold before a change lands
	.ci/run

# Two builds of a commit are the same: the date is the commit's, and no path is in them.
VERSION ?= $(shell git describe --tags --always)
COMMIT = $(shell git rev-parse HEAD)
export SOURCE_DATE_EPOCH = $(shell git log -1 --format=%ct)
DATE = $(shell TZ=UTC0 git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd)

build: ## a program as in a release in bin/, with manual pages and completions
	CGO_ENABLED=0 go build -trimpath -o bin/edov \
	  -ldflags="-s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT) -X main.date=$(DATE)" .
	CGO_ENABLED=0 go run -trimpath ./ui/manual bin/manual

deb: build ## a Debian package in bin/
	GOARCH=$(shell go env GOARCH) VERSION=$(VERSION) \
	  go run github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.2 package -f .nfpm.yaml -p deb -t bin/edov.deb

snapshot: ## everything that a release has, in dist/, without a tag; needs no account
	go run github.com/goreleaser/goreleaser/v2@v2.15.4 release --snapshot --clean --skip=sbom
