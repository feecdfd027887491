#!/usr/bin/env bash
# Measures every head of the trained model, and writes docs/evaluation.md with its pictures.
#
#   deploy/evaluate.sh [--no-plain]    without training plain Rasa (DIET) beside it, which takes a quarter of an hour
set -euo pipefail
# shellcheck source=deploy/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
cd "$ROOT"
mkdir -p "$LOGS"

.venv/bin/amends train
PLAIN=(--plain var/evaluation)
[ "${1:-}" = "--no-plain" ] && PLAIN=()
export OPENBLAS_NUM_THREADS=1 # as Rasa runs, and what a message costs is told of one processor
say "Measuring on the authored sets, and on the corpora in ../shared/corpora where they are"
exec .venv/bin/amends understanding evaluate --write docs "${PLAIN[@]}"
