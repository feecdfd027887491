"""Teach the encoder on labelled messages: `python -m amends.tools.teach.teach BASE DATA OUT` (deploy/teach.sh).

BASE: the folder of all-MiniLM-L6-v2. DATA: the folder of labelled files. OUT: where the taught weights go.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional as f

from amends.hearing.labelled import parse_labelled
from amends.tools.teach.data import UNKNOWN, TaughtExample, batches, example_of, padded, read_folder, vary
from amends.tools.teach.labels import OF_A_MESSAGE, OF_A_TOKEN, places
from amends.tools.teach.network import Network, load_base

EPOCHS, BATCH, RATE, SEED = 9, 32, 1.3e-4, 20261201
KEPT_BACK = 0.06
"""Of the lines, to see that it learns; nothing is chosen by them."""

FEW = 5.0
"""How much more a clause's beginning counts than a word that begins none: there are few."""

WEIGHTS = {"begins": 2.0, "object": 0.5, "act": 1.0, "demand": 1.0, "form": 0.5, "about": 0.5, "given": 1.0,
           "negative": 0.7, "whose": 0.3, "hazard": 1.0, "tense": 0.7, "marks": 1.0}  # fmt: skip


def loss_of(net: Network, batch: list[TaughtExample]) -> torch.Tensor:
    """Return the loss of a batch, all layers together."""
    ids, segments, mask, clause, begins, objects = padded(batch)
    token, message = net(ids, segments, mask)
    of_token, of_message = places(OF_A_TOKEN), places(OF_A_MESSAGE)
    known = begins != UNKNOWN
    start = of_token["begins"][0]
    total = WEIGHTS["begins"] * f.binary_cross_entropy_with_logits(
        token[..., start][known], begins[known].float(), pos_weight=torch.tensor(FEW)
    )
    low, high = of_token["object"]
    total = total + WEIGHTS["object"] * f.cross_entropy(
        token[..., low:high].flatten(0, 1), objects.flatten(), ignore_index=UNKNOWN
    )
    rows, labels = [], []
    for at, example in enumerate(batch):
        for number, wanted in enumerate(example.clauses):
            held = clause[at] == number
            if held.any():
                rows.append(token[at][held].mean(0))
                labels.append(wanted)
    meant = torch.stack(rows)
    for layer in ("act", "demand", "form", "about", "given", "whose"):
        low, high = of_token[layer]
        goal = torch.tensor([wanted[layer] for wanted in labels])
        if (goal != UNKNOWN).any():
            total = total + WEIGHTS[layer] * f.cross_entropy(
                meant[:, low:high], goal, ignore_index=UNKNOWN, label_smoothing=0.05
            )
    goal = torch.tensor([wanted["negative"] for wanted in labels])
    held = goal != UNKNOWN
    if held.any():
        at = of_token["negative"][0]
        total = total + WEIGHTS["negative"] * f.binary_cross_entropy_with_logits(
            meant[held, at], goal[held].float()
        )
    for layer in ("hazard", "tense"):
        low, high = of_message[layer]
        goal = torch.tensor([example.message[layer] for example in batch])
        total = total + WEIGHTS[layer] * f.cross_entropy(message[:, low:high], goal, label_smoothing=0.02)
    low, high = of_message["marks"]
    marks = torch.tensor([example.marks for example in batch]).float()
    return total + WEIGHTS["marks"] * f.binary_cross_entropy_with_logits(message[:, low:high], marks)


def main(base: Path, data: Path, out: Path) -> None:
    """Teach, and say after each epoch how far it is."""
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    dice = random.Random(SEED)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    lines, bad = read_folder(data)
    print(f"{len(lines)} messages, {len(bad)} not read", *bad[:10], sep="\n  ")
    dice.shuffle(lines)
    held = lines[: int(len(lines) * KEPT_BACK)]
    taught = [parse_labelled(line) for line in lines[len(held) :]]
    unseen = [example_of(parse_labelled(line), tokenizer) for line in held]
    net = load_base(base)
    own = [p for n, p in net.named_parameters() if n.startswith(("token.", "message."))]
    rest = [p for n, p in net.named_parameters() if not n.startswith(("token.", "message."))]
    steps = EPOCHS * (len(taught) // BATCH + 1)
    optimizer = torch.optim.AdamW(
        [{"params": rest, "lr": RATE}, {"params": own, "lr": RATE * 8}], weight_decay=0.01
    )
    warm = max(steps // 10, 1)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(step / warm, max(0.0, (steps - step) / (steps - warm + 1)))
    )
    for epoch in range(EPOCHS):
        net.train()
        began, total, count = time.monotonic(), 0.0, 0
        examples = [example_of(vary(message, dice) if epoch else message, tokenizer) for message in taught]
        for batch in batches(examples, BATCH, dice):
            optimizer.zero_grad()
            loss = loss_of(net, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            plan.step()
            total, count = total + float(loss.detach()), count + 1
        net.eval()
        with torch.no_grad():
            losses = [float(loss_of(net, batch)) for batch in batches(unseen, BATCH, dice)] or [0.0]
        spent = time.monotonic() - began
        print(
            f"epoch {epoch + 1}: {total / count:.3f}, unseen {sum(losses) / len(losses):.3f}, {spent:.0f} s",
            flush=True,
        )
        torch.save(net.state_dict(), out)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
