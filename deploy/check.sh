#!/usr/bin/env bash
# Runs every check that needs no running system, and names those that failed at the end.
set -uo pipefail
# shellcheck source=deploy/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
cd "$ROOT" || exit 1
deploy/setup.sh dev || exit 1
PATH="$ROOT/.venv/bin:$PATH"
export SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3

FAILED=()
check() {
    local name="$1" log="$LOGS/check.log" started=$SECONDS
    shift
    printf '%-22s' "$name" >&2
    if "$@" >"$log" 2>&1; then
        say "ok      $((SECONDS - started)) s"
    else
        say "FAILED  $((SECONDS - started)) s: $*"
        cat "$log" >&2
        FAILED+=("$name")
    fi
}

check format ruff format --check .
check lint ruff check .
check types mypy
check imports lint-imports
check "bot data" python -W ignore -m rasa data validate --fail-on-warnings --config config.yml --domain domain.yml \
    --data data/nlu data/rules
check apologies amends apology audit
check policies amends policy check data/policy/*.yml
check incidents amends incidents check data/incidents.yml
check languages amends languages check
if command -v shellcheck >/dev/null 2>&1; then
    check scripts bash -c 'find deploy .ci -type f \( -name "*.sh" -o -name run \) -exec shellcheck -x {} +'
fi

if [ "${#FAILED[@]}" -gt 0 ]; then
    die "failed: $(printf '%s; ' "${FAILED[@]}")see above."
fi
