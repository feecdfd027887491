#!/usr/bin/env bash
# Sets up what the tests need and runs them; arguments go to pytest.
set -euo pipefail
# shellcheck source=deploy/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
cd "$ROOT"

deploy/setup.sh dev
deploy/browser.sh
.venv/bin/amends train # only if the model is not current
exec .venv/bin/python -m pytest "$@"
