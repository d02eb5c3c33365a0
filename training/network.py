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
DROPOUT = 0.1
STEPS = 255
LEVELS = 64  # of seven bits, on each side of 0


class Product(nn.Linear):
    """A linear layer that is rounded while it learns as it is when it is shipped: what goes in, and its weights.

    Rounded only afterwards, a fifth of what a pass over real buyers' language brings is lost (model card).
    """

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [batch, length, in] to [batch, length, out]."""
        if not self.training:
            return super().forward(x)
        return functional.linear(coarse(x), seven_bits(self.weight), self.bias)


class Layer(nn.Module):
    """One transformer layer."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (Product(HIDDEN, HIDDEN) for _ in range(4))
        self.fi, self.fo = Product(HIDDEN, FFN), Product(FFN, HIDDEN)
        self.aln, self.oln = nn.LayerNorm(HIDDEN, 1e-12), nn.LayerNorm(HIDDEN, 1e-12)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """Map [batch, length, hidden] to the same shape; `bias` is 0 for tokens, very negative for padding."""
        batch, length, _ = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)

        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        scores = q @ k.transpose(-1, -2) * (HIDDEN // HEADS) ** -0.5
        weights = torch.softmax(scores if bias is None else scores + bias, dim=-1)
        return self.after_attention(x, (weights @ v).transpose(1, 2).reshape(batch, length, HIDDEN))

    def after_attention(self, x: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        """Map the layer's input and what attention made of it to the layer's output."""
        x = self.aln(x + self.drop(self.ao(context)))
        return self.oln(x + self.drop(self.fo(functional.gelu(self.fi(x)))))


def coarse(x: torch.Tensor) -> torch.Tensor:
    """Round [batch, length, size] to 256 steps between each text's least and most; its gradient is the identity's."""
    with torch.no_grad():
        least, most = x.amin((1, 2), keepdim=True).clamp(max=0), x.amax((1, 2), keepdim=True).clamp(min=0)
        step = ((most - least) / STEPS).clamp(min=1e-8)
        zero = torch.round(-least / step)
        rounded = ((torch.round(x / step) + zero).clamp(0, STEPS) - zero) * step
    return x + (rounded - x).detach()


def seven_bits(weight: torch.Tensor) -> torch.Tensor:
    """Round [out, in] to 64 steps on each side of 0 by row; its gradient is that of the identity."""
    with torch.no_grad():
        step = (weight.abs().amax(1, keepdim=True) / LEVELS).clamp(min=1e-12)
        rounded = torch.round(weight / step) * step
    return weight + (rounded - weight).detach()


class Encoder(nn.Module):
    """Word vectors in, one vector a text out; the word table itself stays outside (it is frozen and quantized)."""

    def __init__(self) -> None:
        super().__init__()
        self.pos = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type = nn.Parameter(torch.zeros(HIDDEN))
        self.ln = nn.LayerNorm(HIDDEN, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def states(self, words: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """Map word vectors [batch, length, hidden] to token vectors; `bias` hides padding, None where there is none."""
        x = self.embedded(words)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def embedded(self, words: torch.Tensor) -> torch.Tensor:
        """Map word vectors [batch, length, hidden] to what the first layer reads."""
        x: torch.Tensor = self.ln(words + self.pos.weight[: words.shape[1]].unsqueeze(0) + self.token_type)
        return x

    def forward(self, words: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Map word vectors [batch, length, hidden] and a 0/1 mask [batch, length] to [batch, hidden]."""
        x = self.states(words, ((1.0 - mask) * -10_000.0)[:, None, None, :])
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


class Network(nn.Module):
    """Word table, encoder and heads; `pieces` says which row of the full table each row was."""

    pieces: torch.Tensor

    def __init__(self, encoder: Encoder, sizes: dict[str, int], words: torch.Tensor, pieces: torch.Tensor) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(words, freeze=False)
        self.encoder = encoder
        self.heads = Heads(sizes)
        self.drop = nn.Dropout(DROPOUT)
        self.register_buffer("pieces", pieces)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> dict[str, torch.Tensor]:
        """Map token ids [batch, length] and their mask to the logits of each head."""
        logits: dict[str, torch.Tensor] = self.heads(self.drop(self.encoder(self.words(ids), mask)))
        return logits

    @classmethod
    def restored(cls, state: dict[str, torch.Tensor]) -> Network:
        """Return the network of a saved state, with as many layers as it has."""
        encoder = Encoder()
        encoder.layers = encoder.layers[: 1 + max(int(key.split(".")[2]) for key in state if ".layers." in key)]
        sizes = {
            key.split(".")[2]: len(value)
            for key, value in state.items()
            if key.startswith("heads.heads.") and key.endswith(".bias")
        }
        network = cls(encoder, sizes, state["words.weight"], state["pieces"])
        network.load_state_dict(state)
        return network

    def load_earlier(self, state: dict[str, torch.Tensor]) -> None:
        """Take over an earlier run's weights; a piece or a head that it did not have stays as it is."""
        rows = {int(piece): row for row, piece in enumerate(state["pieces"])}
        words = self.words.weight.detach().clone()
        for row, piece in enumerate(self.pieces):
            if int(piece) in rows:
                words[row] = state["words.weight"][rows[int(piece)]]
        heads = {name: value for name, value in self.state_dict().items() if name.startswith("heads.heads.")}
        self.load_state_dict({**heads, **state, "words.weight": words, "pieces": self.pieces})

    def keep_layers(self, count: int) -> None:
        """Keep `count` of the layers, evenly spaced, the last one among them."""
        kept = [round((number + 1) * len(self.encoder.layers) / count) - 1 for number in range(count)]
        self.encoder.layers = nn.ModuleList(self.encoder.layers[number] for number in kept)


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
                if name == "drop":
                    continue
                part.weight.copy_(tensor(f"l{number}.{name}.w"))
                part.bias.copy_(tensor(f"l{number}.{name}.b"))
    return encoder
