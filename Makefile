# Everything a person runs. `make run` and `make test` do their own set-up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export UV_PYTHON_DOWNLOADS := never

.PHONY: run test setup check lock faults

run: $(VENV)/.runtime
	@exec $(BIN)/python manage.py serve

setup: $(VENV)/.runtime

test: $(VENV)/.test
	@sh scripts/test.sh

# The fast checks alone: what a commit should pass.
check: $(VENV)/.test
	@sh scripts/check.sh

# Kill -9 drills on real servers, longer than `make test` wants to take.
faults: $(VENV)/.test
	@$(BIN)/python -m pytest tests/faults -m faults -p no:xdist

$(UV):
	@PYTHON=$(PYTHON) sh scripts/venv.sh $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(UV)
	@echo "installing locked dependencies"
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -c requirements.lock -r pyproject.toml
	@touch $@

$(VENV)/.test: requirements.lock pyproject.toml scripts/servers.sh | $(UV)
	@echo "installing locked dependencies and test tools"
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -c requirements.lock -r pyproject.toml --group test
	@sh scripts/servers.sh
	@touch $@ $(VENV)/.runtime

# Pin the newest versions that pyproject.toml admits, with hashes.
lock: | $(UV)
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group test pyproject.toml -o requirements.lock
