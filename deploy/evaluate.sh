#!/usr/bin/env bash
# Measures what the bot understands: intents and topics on held-out messages, emotion on the corpora where they are.
set -euo pipefail
# shellcheck source=deploy/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
cd "$ROOT"
mkdir -p "$LOGS"

.venv/bin/amends train
for file in tests/nlu/held_out_*.yml; do
    name="$(basename "$file" .yml)"
    say "Measuring intents on $file"
    step evaluate "measuring the intents" .venv/bin/python -m amends.run.quietly rasa test nlu --nlu "$file" \
        --model var/models/current.tar.gz --out "var/evaluation/$name" --no-plot --no-errors >/dev/null
    .venv/bin/python - "var/evaluation/$name/intent_report.json" <<'PYTHON'
import json
import sys

with open(sys.argv[1]) as file:
    report = json.load(file)
scores = {name: row for name, row in report.items() if isinstance(row, dict) and "f1-score" in row}
for name, row in sorted(scores.items(), key=lambda item: item[1]["f1-score"]):
    print(f"  {name:20} precision {row['precision']:.2f}  recall {row['recall']:.2f}  f1 {row['f1-score']:.2f}  n {row['support']:.0f}")
PYTHON
done
if [ -d ../shared/corpora ]; then
    .venv/bin/amends understanding evaluate
else
    say "The corpora are not in ../shared/corpora, so emotion is not measured."
fi
