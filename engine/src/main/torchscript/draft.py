"""The draft network (EAGLE-3 layout) as one TorchScript program.

The archive holds code only; weights are handed over at run time by their names in the file, so one file of a few kB
serves any size.

Row i of the draft takes the embedding of token i+1 and the fused features of token i, sits at rotary
position i and predicts token i+2. A session's cache is [2, kv_heads, capacity, head_dim] fp32 and
belongs to the caller: rows [0, committed) are stable, tree rows follow and are overwritten by the next
extension.
"""

from typing import Dict, List, Tuple

import torch
from torch import Tensor

from layers import own, rms_norm, rotate


class DraftProgram(torch.nn.Module):
    linears: Dict[str, Tensor]
    norms: Dict[str, Tensor]

    def __init__(self):
        super().__init__()
        self.linears = torch.jit.annotate(Dict[str, Tensor], {})
        self.norms = torch.jit.annotate(Dict[str, Tensor], {})
        self.frequencies = torch.zeros(1)
        self.heads = 0
        self.kv_heads = 0
        self.head_dim = 0
        self.eps = 0.0
        self.amplitude = 1.0
        self.normed_residual = False

    @torch.jit.export
    def configure(
        self, heads: int, kv_heads: int, head_dim: int, eps: float, normed_residual: bool
    ) -> int:
        self.heads = heads
        self.kv_heads = kv_heads
        self.head_dim = head_dim
        self.eps = eps
        self.normed_residual = normed_residual
        return 0

    @torch.jit.export
    def load(
        self, weights: Dict[str, Tensor], frequencies: Tensor, amplitude: float, precision: int
    ) -> int:
        """weights: matrices and norms by name; frequencies [head_dim / 2]; amplitude: what their sines and cosines are
        multiplied by. Nothing handed over is kept."""
        self.linears.clear()
        self.norms.clear()
        for name, w in weights.items():
            if w.dim() == 1:
                self.norms[name] = own(w, w, 0)
        for name, parts in [
            ("fc", ["fc"]),
            ("query", ["midlayer.self_attn.q_proj"]),
            ("key_value", ["midlayer.self_attn.k_proj", "midlayer.self_attn.v_proj"]),
            ("output", ["midlayer.self_attn.o_proj"]),
            ("gate_up", ["midlayer.mlp.gate_proj", "midlayer.mlp.up_proj"]),
            ("down", ["midlayer.mlp.down_proj"]),
            ("head", ["lm_head"]),
        ]:
            joined = torch.cat([weights[part + ".weight"] for part in parts])
            self.linears[name] = own(joined, joined, precision)
        self.frequencies = own(frequencies, frequencies, 0)
        self.amplitude = amplitude
        return 0

    def linear(self, name: str, x: Tensor) -> Tensor:
        w = self.linears[name]
        return torch.nn.functional.linear(x.to(w.dtype), w).float()

    def norm(self, name: str, x: Tensor) -> Tensor:
        return rms_norm(x, self.norms[name + ".weight"], self.eps)

    @torch.jit.export
    def grow(self, cache: Tensor, capacity: int) -> Tensor:
        """A larger cache with the same rows."""
        grown = torch.zeros(
            [2, self.kv_heads, capacity, self.head_dim], dtype=cache.dtype, device=cache.device
        )
        grown.narrow(2, 0, cache.size(2)).copy_(cache)
        return grown

    def keys(self, cache: Tensor, x: Tensor, slot: int, cos: Tensor, sin: Tensor):
        """Writes the rows' keys and values [rows] at slot; cos and sin [rows or 1, 1, head_dim / 2]."""
        rows = x.size(0)
        kv = self.linear("key_value", x).view(rows, 2, self.kv_heads, self.head_dim)
        k = rotate(kv.select(1, 0), cos, sin)
        cache.select(0, 0).narrow(1, slot, rows).copy_(k.transpose(0, 1))
        cache.select(0, 1).narrow(1, slot, rows).copy_(kv.select(1, 1).transpose(0, 1))

    def layer(
        self,
        cache: Tensor,
        x: Tensor,
        residual: Tensor,
        cos: Tensor,
        sin: Tensor,
        length: int,
        mask: Tensor,
    ) -> Tuple[Tensor, Tensor]:
        """Rows against cache rows [0, length); mask [rows, c] is added to the last c columns."""
        rows = x.size(0)
        group = self.heads // self.kv_heads
        q = rotate(self.linear("query", x).view(rows, self.heads, self.head_dim), cos, sin)
        q = q.mul(self.head_dim**-0.5).view(rows, self.kv_heads, group, self.head_dim)
        q = q.permute(1, 2, 0, 3).reshape(self.kv_heads, group * rows, self.head_dim)
        k = cache.select(0, 0).narrow(1, 0, length)
        v = cache.select(0, 1).narrow(1, 0, length)
        scores = torch.bmm(q, k.transpose(1, 2)).view(self.kv_heads, group, rows, length)
        columns = mask.size(1)
        if columns > 0:
            scores.narrow(3, length - columns, columns).add_(mask)
        p = torch.softmax(scores, -1).view(self.kv_heads, group * rows, length)
        o = torch.bmm(p, v).view(self.kv_heads, group, rows, self.head_dim)
        o = o.permute(2, 0, 1, 3).reshape(rows, self.heads * self.head_dim)
        h = residual + self.linear("output", o)
        gate_up = self.linear("gate_up", self.norm("midlayer.post_attention_layernorm", h))
        half = gate_up.size(1) // 2
        h = h + self.linear(
            "down", torch.nn.functional.silu(gate_up.narrow(1, 0, half)) * gate_up.narrow(1, half, half)
        )
        return h, self.linear("head", self.norm("norm", h))

    @torch.jit.export
    def extend(
        self, cache: Tensor, embeddings: Tensor, features: Tensor, start: int
    ) -> Tuple[Tensor, Tensor]:
        """Commits rows [start, start + n): embeddings [n, H], features [n, 3H], any float type.

        Only keys and values are needed of all rows but the last. Returns the last row's un-normed
        output [1, H] and logits [1, draft vocab].
        """
        rows = embeddings.size(0)
        fused = self.linear("fc", features.float())
        normed = self.norm("midlayer.hidden_norm", fused)
        x = torch.cat([self.norm("midlayer.input_layernorm", embeddings.float()), normed], -1)
        angles = torch.arange(
            start, start + rows, dtype=torch.float32, device=x.device
        ).unsqueeze(1) * self.frequencies
        cos = angles.cos().mul(self.amplitude).unsqueeze(1)
        sin = angles.sin().mul(self.amplitude).unsqueeze(1)
        self.keys(cache, x, start, cos, sin)
        last = rows - 1
        residual = normed if self.normed_residual else fused
        return self.layer(
            cache,
            x.narrow(0, last, 1),
            residual.narrow(0, last, 1),
            cos.narrow(0, last, 1),
            sin.narrow(0, last, 1),
            start + rows,
            torch.zeros([1, 0], device=x.device),
        )

    @torch.jit.export
    def expand(
        self,
        cache: Tensor,
        embeddings: Tensor,
        hidden: Tensor,
        parents: Tensor,
        mask: Tensor,
        position: int,
        slot: int,
    ) -> Tuple[Tensor, Tensor]:
        """One depth of a tree, written to cache rows [slot, slot + m).

        embeddings [m, H] of the nodes, hidden [p, H] of the depth above, parents [m] int64 into it,
        mask [m, c] fp32 over the last c of slot + m rows (0 for ancestors and self, -inf elsewhere),
        position the rotary position of this depth. Returns un-normed outputs [m, H] and logits
        [m, draft vocab].
        """
        rows = embeddings.size(0)
        feature = hidden.index_select(0, parents)
        normed = self.norm("midlayer.hidden_norm", feature)
        x = torch.cat([self.norm("midlayer.input_layernorm", embeddings.float()), normed], -1)
        angles = self.frequencies * float(position)
        cos = angles.cos().mul(self.amplitude).view(1, 1, -1)
        sin = angles.sin().mul(self.amplitude).view(1, 1, -1)
        self.keys(cache, x, slot, cos, sin)
        residual = normed if self.normed_residual else feature
        return self.layer(cache, x, residual, cos, sin, slot + rows, mask)

    @torch.jit.export
    def rank(self, logits: Tensor, uniforms: Tensor, temperature: float, k: int) -> Tensor:
        """The k best draft tokens of each row: [3, m, k] fp32 of draft id, ranking score, log q.

        At temperature 0 the score is log q. Otherwise it is log_softmax(log q / T + g) with
        g = -log(-log u), the noise that the target will choose this position's token with; uniforms
        [draft vocab] fp64.
        """
        log_q = torch.log_softmax(logits, -1)
        if temperature > 0.0:
            noise = -torch.log(-torch.log(uniforms)).float()
            scores, ids = torch.log_softmax(log_q / temperature + noise, -1).topk(k)
            return torch.stack([ids.float(), scores, log_q.gather(1, ids)])
        scores, ids = log_q.topk(k)
        return torch.stack([ids.float(), scores, scores])
