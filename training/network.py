"""The encoder and its heads in PyTorch: BERT, post-norm, exact GELU, the mean over all tokens, linear heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HIDDEN, LAYERS, HEADS, FFN, POSITIONS = 384, 12, 12, 1536, 512


class Layer(nn.Module):
    """One transformer layer."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.fi, self.fo = nn.Linear(HIDDEN, FFN), nn.Linear(FFN, HIDDEN)
        self.aln, self.oln = nn.LayerNorm(HIDDEN, 1e-12), nn.LayerNorm(HIDDEN, 1e-12)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Map [batch, length, hidden] to the same shape; `bias` is 0 for tokens, very negative for padding."""
        batch, length, _ = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)

        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        weights = torch.softmax(q @ k.transpose(-1, -2) * (HIDDEN // HEADS) ** -0.5 + bias, dim=-1)
        context = (weights @ v).transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.aln(x + self.ao(context))
        return self.oln(x + self.fo(functional.gelu(self.fi(x))))


class Encoder(nn.Module):
    """Word vectors in, one vector a text out; the word table itself stays outside (it is frozen and quantized)."""

    def __init__(self) -> None:
        super().__init__()
        self.pos = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type = nn.Parameter(torch.zeros(HIDDEN))
        self.ln = nn.LayerNorm(HIDDEN, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, words: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Map word vectors [batch, length, hidden] and a 0/1 mask [batch, length] to [batch, hidden]."""
        x = self.ln(words + self.pos.weight[: words.shape[1]].unsqueeze(0) + self.token_type)
        bias = ((1.0 - mask) * -10_000.0)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        weights = mask.unsqueeze(-1)
        return (x * weights).sum(1) / weights.sum(1)


class Heads(nn.Module):
    """Linear heads over the encoder's vector, by name."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(HIDDEN)
        self.heads = nn.ModuleDict({name: nn.Linear(HIDDEN, size) for name, size in sizes.items()})

    def forward(self, vectors: torch.Tensor) -> dict[str, torch.Tensor]:
        """Map [batch, hidden] to the logits of each head."""
        normed = self.norm(vectors)
        return {name: head(normed) for name, head in self.heads.items()}


def load_encoder(tensors: dict[str, NDArray[np.float32]]) -> Encoder:
    """Build the encoder from the tensors of `base_weights.read_weights`."""
    encoder = Encoder()

    def tensor(name: str) -> torch.Tensor:
        return torch.from_numpy(tensors[name].copy())

    with torch.no_grad():
        encoder.pos.weight.copy_(tensor("emb.pos")[:POSITIONS])
        encoder.token_type.copy_(tensor("emb.type")[0])
        encoder.ln.weight.copy_(tensor("emb.ln.w"))
        encoder.ln.bias.copy_(tensor("emb.ln.b"))
        for number, layer in enumerate(encoder.layers):
            for name, part in layer.named_children():
                part.weight.copy_(tensor(f"l{number}.{name}.w"))
                part.bias.copy_(tensor(f"l{number}.{name}.b"))
    return encoder
