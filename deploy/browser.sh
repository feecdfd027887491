#!/usr/bin/env bash
# Sees to a Chromium for the tests: the machine's own, or Debian's package where this user may install it.
# Says why there is none and ends well: the tests that need it are then reported as skipped (in CI: as failed).
set -euo pipefail
# shellcheck source=deploy/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"

for name in "${AMENDS_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "Installing Chromium for the browser tests"
    mkdir -p "$LOGS"
    if apt-get install -y --no-install-recommends chromium fonts-dejavu-core >"$LOGS/browser.log" 2>&1 ||
        { apt-get update >"$LOGS/browser.log" 2>&1 &&
            apt-get install -y --no-install-recommends chromium fonts-dejavu-core >>"$LOGS/browser.log" 2>&1; }; then
        exit 0
    fi
fi
say "No Chromium here, so the browser tests are skipped: apt install chromium, or name one in AMENDS_CHROMIUM."
