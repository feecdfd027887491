#!/usr/bin/env bash
# Writes the locks anew: hashes, no addresses. The tools of the tests get the versions of the runtime.
#
#   deploy/lock.sh [--upgrade]    newest versions that pyproject.toml allows
set -euo pipefail
# shellcheck source=deploy/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
cd "$ROOT"
mkdir -p "$LOGS"
find_uv

compile() {
    local out="$1"
    shift
    step lock "locking $out" "$UV" pip compile "$@" --output-file "$out" --quiet --generate-hashes \
        --python-version 3.11 --python-platform linux --no-header --no-annotate --no-emit-index-url
    say "$out: $(grep -c '==' "$out") packages"
}

compile requirements.lock pyproject.toml "$@"
compile requirements-dev.lock pyproject.toml --group dev --constraint requirements.lock "$@"
compile deploy/uv.txt deploy/uv.in "$@"
"$(command -v npm || printf '%s' "$ROOT/.venv/bin/npm")" install --package-lock-only --ignore-scripts --loglevel=error >&2
if grep -nE 'https?://' requirements.lock requirements-dev.lock deploy/uv.txt package-lock.json; then
    die "a lock holds an address; it must not."
fi
