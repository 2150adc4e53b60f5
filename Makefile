# What is done often. .ci/run has the versions of the tools, and everything that must hold.

.PHONY: help run test golden pages pictures lint fuzz bench ci release

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: ## the demo tenant, in the interactive program
	go run . demo

test: ## all tests; they use no network
	go test ./...

golden: ## renew the goldens; read the diff before you commit it
	go test ./inspect/check -update
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

release: ## binaries for all systems in bin/: make release VERSION=1.2.3
	@test -n "$(VERSION)" || { echo 'usage: make release VERSION=1.2.3'; exit 1; }
	@mkdir -p bin
	@for target in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64; do \
	  os=$${target%/*}; arch=$${target#*/}; ext=; [ $$os = windows ] && ext=.exe; \
	  echo "bin/edov-$$os-$$arch$$ext"; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch go build -trimpath -ldflags="-s -w -X main.version=$(VERSION)" \
	    -o "bin/edov-$$os-$$arch$$ext" . || exit 1; \
	done
	@cd bin && sha256sum edov-* > SHA256SUMS
