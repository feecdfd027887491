# shellcheck shell=bash
# Finds Python and uv, and says in one sentence what is wrong. Sourced by the scripts beside it.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
LOGS="$ROOT/var/log"
UV_OLDEST=0.9.0
export RASA_TELEMETRY_ENABLED=false

say() { printf '%s\n' "$*" >&2; }
die() {
    say "Amends: $*"
    exit 1
}

# explain LOG WHAT: turns the output of a failed step into one sentence, and stops.
explain() {
    local log="$1" what="$2"
    if grep -qiE 'no space left|ENOSPC|os error 28\b' "$log"; then
        die "the disk is full, so $what stopped. Free at least 4 GB and run the same command again."
    elif grep -qiE 'permission denied|EACCES|EPERM|os error 13\b|read-only file system' "$log"; then
        die "$what may not write here. Make $ROOT and your cache folder (~/.cache) writable for $(id -un), then try again."
    elif grep -qiE 'name or service not known|temporary failure in name|failed to lookup|dns error|network is unreachable|connection refused|connect error|error sending request|failed to fetch|timed out|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|NewConnectionError|No matching distribution' "$log"; then
        die "the package index cannot be reached, so $what stopped. Check the network (or your proxy and index settings) and run the same command again."
    elif grep -qiE 'hash mismatch|do not match the hashes|EINTEGRITY' "$log"; then
        die "a package is not the one that was locked, so $what stopped. Try again; if it stays, the index or a proxy alters packages."
    fi
    tail -n 8 "$log" >&2
    die "$what failed; the lines above are its last ones, and all of them are in $log."
}

# step LOGNAME WHAT COMMAND...: shows the command's own progress on a terminal, keeps its output otherwise.
step() {
    local log="$LOGS/$1.log" what="$2"
    shift 2
    if [ -t 2 ]; then
        "$@" >&2 && return 0
        "$@" >"$log" 2>&1 && return 0 # once more with its words kept, to say what is wrong
    elif "$@" 2>&1 | tee "$log" | sed '/^ [+~-] /d' >&2; then
        return 0
    fi
    explain "$log" "$what"
}

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1; }

# find_python: prints a Python 3.11, or nothing where the machine has none. Stops if PYTHON= names another one.
find_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        is_311 "$PYTHON" || die "PYTHON=$PYTHON is not Python 3.11. Name one that is, or leave PYTHON out."
        command -v "$PYTHON"
        return
    fi
    for candidate in python3.11 python3 /usr/bin/python3.11; do
        if is_311 "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}

new_enough() {
    local version
    version="$("$1" --version 2>/dev/null | awk '{print $2}')"
    [ -n "$version" ] && printf '%s\n%s\n' "$UV_OLDEST" "$version" | sort -VC
}

# find_uv: sets UV to a usable uv, and gets the locked one into .uv/ where there is none.
find_uv() {
    local candidate python
    for candidate in "${UV:-}" "$ROOT/.uv/bin/uv" uv; do
        if [ -n "$candidate" ] && new_enough "$candidate"; then
            UV="$candidate"
            return
        fi
    done
    python="$(find_python)" || exit 1
    python="${python:-$(command -v python3 || true)}"
    [ -n "$python" ] || die "Python 3.11 is missing. Install it (on Debian: apt install python3.11 python3-venv) and try again."
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        die "$python has no venv module. Install it (on Debian: apt install python3-venv) and try again."
    say "Getting uv, which installs the rest"
    rm -rf "$ROOT/.uv"
    step uv "getting uv" "$python" -m venv "$ROOT/.uv"
    step uv "getting uv" "$ROOT/.uv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --only-binary :all: -r "$ROOT/deploy/uv.txt"
    UV="$ROOT/.uv/bin/uv"
}

# need_python: sets PYTHON311 to what the environment is made of.
need_python() {
    PYTHON311="$(find_python)" || exit 1
    [ -n "$PYTHON311" ] && return
    PYTHON311="$("$UV" python find 3.11 2>/dev/null || true)"
    [ -n "$PYTHON311" ] && return
    say "No Python 3.11 here: asking uv for one"
    "$UV" python install 3.11 >"$LOGS/python.log" 2>&1 ||
        die "Python 3.11 is missing and uv could not get one. Install it (on Debian: apt install python3.11 python3-venv), or name it: make setup PYTHON=/path/to/python3.11"
    PYTHON311="$("$UV" python find 3.11)"
}
