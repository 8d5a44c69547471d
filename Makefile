# Two commands matter to a newcomer: `make demo` and `make test`. Everything else is for those who change the code.
SHELL := /bin/bash
CONFIGURATION ?= Release
ARTIFACTS := $(CURDIR)/artifacts
export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
# No compiler or build server may outlive the command that started it.
export MSBUILDDISABLENODEREUSE := 1
export DOTNET_CLI_USE_MSBUILD_SERVER := 0
BUILD_FLAGS := -c $(CONFIGURATION) -p:UseSharedCompilation=false --nologo -v minimal

.PHONY: help build test test-long soak week docs demo sandbox bench bench-e2e bench-solver lint crds rbac sbom reproducible chart format clean

help: ## Lists the targets.
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

restore:
	@command -v dotnet >/dev/null || { echo "the .NET 10 SDK is needed: 'dotnet' was not found on PATH"; exit 1; }
	@dotnet restore Lepton.Operator.sln --nologo -v quiet $(if $(CI),--locked-mode)

build: restore ## Builds everything and leaves the two programs in artifacts/.
	@dotnet build src/Lepton.Cli --no-restore $(BUILD_FLAGS)
	@dotnet publish src/Lepton.Operator --no-build $(BUILD_FLAGS) -o $(ARTIFACTS)/lepton-operator
	@dotnet publish src/Lepton.Cli --no-build $(BUILD_FLAGS) -o $(ARTIFACTS)/lepton

test: restore ## Runs all tests; the last line counts them.
	@dotnet build Lepton.Operator.sln --no-restore $(BUILD_FLAGS)
	@CONFIGURATION=$(CONFIGURATION) scripts/test.sh

test-long: ## The tests of `make test` and those that take minutes each: moves, losses, kills.
	@LONG=1 $(MAKE) --no-print-directory test

# Analyzers have their say in `make build`, `make test` and on the way to a change; who wants to see it run does not wait for them.
demo sandbox: BUILD_FLAGS += -p:RunAnalyzers=false

demo: build ## Places the sample models over three simulated clouds and shows what happens when prices and clusters change.
	@$(ARTIFACTS)/lepton/lepton demo --operator $(ARTIFACTS)/lepton-operator/lepton-operator --samples config/samples --crds config/crd

sandbox: build ## Starts hub and members and leaves them running; prints kubeconfigs for kubectl.
	@$(ARTIFACTS)/lepton/lepton sandbox up --operator $(ARTIFACTS)/lepton-operator/lepton-operator --samples config/samples --crds config/crd

bench: build ## Measures client, runtime and start; BENCH_ARGS selects: queue reconcile plan moves apply start cache, micro, footprint, --save-baseline.
	@dotnet run --project tests/Lepton.Benchmarks -c Release -p:UseSharedCompilation=false -- $(BENCH_ARGS)

bench-solver: restore ## Measures the placement solver from 12 to 10,000 models, beside simple policies; BENCH_ARGS: --points tiny,M-90 --seeds 1,2 --progress --save-baseline.
	@dotnet run --project tests/Lepton.Benchmarks -c Release -p:UseSharedCompilation=false -- solver $(BENCH_ARGS)

soak: restore ## Faults, dying members, an operator that never rests, ten minutes each (LEPTON_SOAK_SECONDS=3600: an hour); prints faults, events, differences, growth.
	@dotnet build Lepton.Operator.sln --no-restore $(BUILD_FLAGS)
	@CONFIGURATION=$(CONFIGURATION) scripts/soak.sh

week: restore ## A simulated week of operator and sandbox under ten random faults an hour (20 to 45 minutes); LEPTON_SEED replays one.
	@dotnet build Lepton.Operator.sln --no-restore $(BUILD_FLAGS)
	@CONFIGURATION=$(CONFIGURATION) scripts/week.sh

docs: restore ## Writes what is made from code and tests: pages of docs/reference, config/manager.
	@dotnet build Lepton.Operator.sln --no-restore $(BUILD_FLAGS)
	@LEPTON_WRITE_DOCS=1 dotnet test tests/Lepton.EndToEnd -c $(CONFIGURATION) --no-build --nologo -v quiet --filter "FullyQualifiedName~House.RuntimeRules|FullyQualifiedName~House.Pages|FullyQualifiedName~Monitoring.MetricsReference"
	@LEPTON_WRITE_DOCS=1 dotnet test tests/Lepton.Delivery.Tests -c $(CONFIGURATION) --no-build --nologo -v quiet --filter "FullyQualifiedName~KustomizeTests.Manager|FullyQualifiedName~KustomizeDashboardTests.Its_Service"

bench-e2e: build ## Measures the operator end to end, as the image runs it: 500 models over three members. Needs no cluster; BENCH_ARGS takes kubeconfigs of real ones.
	@dotnet publish src/Lepton.Operator $(BUILD_FLAGS) -r linux-$(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x64) --self-contained false -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/ready-to-run.lock.json -p:RunAnalyzers=false -o $(ARTIFACTS)/image
	@dotnet run --project tests/Lepton.Benchmarks -c Release -p:UseSharedCompilation=false -- e2e --operator $(ARTIFACTS)/image/lepton-operator $(BENCH_ARGS)

crds: restore ## Generates config/crd from the C# types.
	@dotnet run --project src/Lepton.Cli -c $(CONFIGURATION) -p:UseSharedCompilation=false -- crds --output config/crd
	@$(MAKE) --no-print-directory chart

rbac: restore ## Writes the operator's roles into config/rbac and the chart, from what the code asks.
	@dotnet run --project src/Lepton.Cli -c $(CONFIGURATION) -p:UseSharedCompilation=false -- rbac --output .

sbom: restore ## Writes bills of materials (CycloneDX) of operator and CLI into artifacts/sbom.
	@scripts/sbom.sh $(ARTIFACTS)/sbom

reproducible: restore ## Builds the programs twice, in different folders, and compares every file of them (minutes).
	@scripts/reproducible.sh

chart: ## Carries config/crd, config/grafana and the values' documentation into charts/lepton-operator.
	@mkdir -p charts/lepton-operator/files/crds && cp config/crd/*.yaml charts/lepton-operator/files/crds/
	@mkdir -p charts/lepton-operator/files/dashboards && cp config/grafana/*.json charts/lepton-operator/files/dashboards/
	@scripts/chart-readme.sh > charts/lepton-operator/README.md

lint: restore ## Checks formatting and that generated files are up to date.
	@scripts/lint.sh

format: ## Formats the code.
	@dotnet format whitespace Lepton.Operator.sln

clean: ## Removes build output.
	@rm -rf artifacts TestResults && find . -name bin -o -name obj | grep -E '(src|tests)/' | xargs rm -rf
