"""MiniLM with one linear layer on each token and one on the message, in plain torch (Wang et al. 2020; Devlin 2018)."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from amends.tools.teach.labels import OF_A_MESSAGE, OF_A_TOKEN, width

LAYERS, HEADS, WIDTH, INNER, WORDS, LONGEST = 6, 12, 384, 1536, 30522, 512


class Block(nn.Module):  # type: ignore[misc]  # torch is not there for mypy
    """One layer of the encoder: attention, then two linear ones, each added and normed."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, shut: torch.Tensor) -> torch.Tensor:
        """Return the layer's output; `shut`: what is added to attention, minus much where a token is padding."""
        batch, length, _ = x.shape

        def split(part: torch.Tensor) -> torch.Tensor:
            return part.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        weights = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + shut, dim=-1)
        mixed = (self.dropout(weights) @ value).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        inner = nn.functional.gelu(self.up(x))
        return self.norm2(x + self.dropout(self.down(inner)))


class Network(nn.Module):  # type: ignore[misc]  # torch is not there for mypy
    """Ids (batch, length), segments and mask of the same shape -> token logits and message logits."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(WORDS, WIDTH), nn.Embedding(LONGEST, WIDTH)
        self.segments, self.norm = nn.Embedding(2, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.blocks = nn.ModuleList(Block(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.token = nn.Linear(WIDTH, width(OF_A_TOKEN))
        self.message = nn.Linear(2 * WIDTH, width(OF_A_MESSAGE))

    def forward(
        self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the logits of every token, and those of the message."""
        at = torch.arange(ids.shape[1], device=ids.device)[None, :]
        x = self.dropout(self.norm(self.words(ids) + self.places(at) + self.segments(segments)))
        shut = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for block in self.blocks:
            x = block(x, shut)
        held = mask[:, :, None].to(x.dtype)
        mean = (x * held).sum(1) / held.sum(1)
        return self.token(self.dropout(x)), self.message(self.dropout(torch.cat([x[:, 0], mean], dim=1)))


def load_base(folder: Path) -> Network:
    """Return the encoder with the weights of all-MiniLM-L6-v2 in `folder`, its own layers not taught yet."""
    weights = load_file(str(folder / "model.safetensors"))
    weights = {name.removeprefix("bert."): value for name, value in weights.items()}
    net = Network()
    own = net.state_dict()
    names = {"embeddings.word_embeddings.weight": "words.weight",
             "embeddings.position_embeddings.weight": "places.weight",
             "embeddings.token_type_embeddings.weight": "segments.weight", "embeddings.LayerNorm": "norm"}  # fmt: skip
    inner = {"attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
             "attention.output.dense": "out", "attention.output.LayerNorm": "norm1", "intermediate.dense": "up",
             "output.dense": "down", "output.LayerNorm": "norm2"}  # fmt: skip
    for block in range(LAYERS):
        for theirs, ours in inner.items():
            names[f"encoder.layer.{block}.{theirs}"] = f"blocks.{block}.{ours}"
    for theirs, ours in names.items():
        for part in ("", ".weight", ".bias"):
            if theirs + part in weights:
                own[ours + part].copy_(weights[theirs + part])
    net.load_state_dict(own)
    return net
