"""The target's forward pass: one TorchScript program for Llama, Qwen2 and Qwen3 shaped decoders.

The archive made from this file holds code only. Java hands over sizes and weights at run time
(`configure`, `add_layer`, `add_ends`), weights by their names in the model, so one archive of a few kB serves every model.

It serves on CUDA, where every row (a token at its position) must come out with the same bits whether it is computed
alone, inside a tree, or inside a prefill chunk; on the CPU it is a reference. Therefore:
  * keys lie in the slot in the order [committed tokens | rows of this call, parents before children]; a row
    sees its own ancestors in depth order, everything else is masked to an exact zero, and adding zeros changes
    no sum. Value products run block by block of 64 absolute positions, block results added in order.
  * the softmax denominator is one more column of the value product, so it is summed in that order as well.
  * on CUDA every linear layer sees exactly 64 rows and attention the queries of 64 nodes, padded or in slices:
    cuBLAS chooses a kernel by the shape, and its kernels sum in different orders.

Shapes: n rows, H query heads, K key-value heads, G = H / K, D head width, S slots seen (multiple of 16), W width of value rows.
"""
from typing import Dict, List, Tuple

import torch
from torch import Tensor

from layers import own, rotate


def of(w: Dict[str, Tensor], name: str) -> Tensor:
    """A weight, empty where the model has none of that name."""
    return w[name] if name in w else torch.zeros(0)


def bias(w: Dict[str, Tensor], name: str) -> Tensor:
    """The bias of a projection, zeros where it has none, so that the biases of several can be joined."""
    if name + ".bias" in w:
        return w[name + ".bias"]
    return torch.zeros([w[name + ".weight"].size(0)])


class Decoder(torch.nn.Module):
    weights: List[Tensor]
    biases: List[Tensor]
    input_norms: List[Tensor]
    post_norms: List[Tensor]
    query_norms: List[Tensor]
    key_norms: List[Tensor]
    feature_layers: List[int]

    def __init__(self):
        super().__init__()
        self.weights = []
        self.biases = []
        self.input_norms = []
        self.post_norms = []
        self.query_norms = []
        self.key_norms = []
        self.feature_layers = []
        self.precision = 0
        self.heads = 0
        self.kv_heads = 0
        self.head_dim = 0
        self.eps = 1e-5
        self.embedding = torch.zeros(0)
        self.final_norm = torch.zeros(0)
        self.cos = torch.zeros(0)
        self.sin = torch.zeros(0)

    @torch.jit.export
    def configure(self, sizes: List[int], feature_layers: List[int], eps: float, precision: int):
        """sizes = [heads, kv_heads, head_dim]."""
        self.heads, self.kv_heads, self.head_dim = sizes[0], sizes[1], sizes[2]
        self.feature_layers = feature_layers
        self.eps = eps
        self.precision = precision

    def padding(self, n: int) -> int:
        """Rows to add below n."""
        return (n + 63) // 64 * 64 - n if self.cos.is_cuda else 0

    def add_linear(self, w: Dict[str, Tensor], names: List[str], like: Tensor):
        """Projections of the same inputs as one, their outputs side by side."""
        self.weights.append(own(torch.cat([w[name + ".weight"] for name in names]), like, self.precision))
        biases = torch.zeros(0)
        for name in names:
            if name + ".bias" in w:
                biases = torch.cat([bias(w, other) for other in names])
        self.biases.append(own(biases, like, self.precision))

    @torch.jit.export
    def add_layer(self, w: Dict[str, Tensor], like: Tensor):
        """w: a layer's tensors by name behind `model.layers.N.`, on the host. The attention scale is folded into the
        queries' projection, or into their norm."""
        scale = float(self.head_dim) ** -0.5
        query = "self_attn.q_proj"
        query_norm = of(w, "self_attn.q_norm.weight")
        if query_norm.numel() > 0:
            query_norm = query_norm * scale
        else:
            w[query + ".weight"] = w[query + ".weight"] * scale
            if query + ".bias" in w:
                w[query + ".bias"] = w[query + ".bias"] * scale
        self.add_linear(w, [query, "self_attn.k_proj", "self_attn.v_proj"], like)
        self.add_linear(w, ["self_attn.o_proj"], like)
        self.add_linear(w, ["mlp.gate_proj", "mlp.up_proj"], like)
        self.add_linear(w, ["mlp.down_proj"], like)
        self.input_norms.append(own(w["input_layernorm.weight"], like, 0))
        self.post_norms.append(own(w["post_attention_layernorm.weight"], like, 0))
        self.query_norms.append(own(query_norm, like, 0))
        self.key_norms.append(own(of(w, "self_attn.k_norm.weight"), like, 0))

    @torch.jit.export
    def add_ends(self, w: Dict[str, Tensor], cos: Tensor, sin: Tensor, like: Tensor):
        """w: what the model has outside its layers, the head only where it is not the embedding; cos, sin
        [positions, D / 2]."""
        self.embedding = own(w["model.embed_tokens.weight"], like, self.precision)
        if "lm_head.weight" in w:
            self.add_linear(w, ["lm_head"], like)
        else:
            self.weights.append(self.embedding)
            self.biases.append(torch.zeros(0))
        self.final_norm = own(w["model.norm.weight"], like, 0)
        self.cos = own(cos, like, 0)
        self.sin = own(sin, like, 0)

    @torch.jit.export
    def open_slot(self, capacity: int) -> Tuple[Tensor, Tensor]:
        """Keys [layers, K, capacity, D] and values [layers, K, capacity, W], whose column D is one; W = D + 1
        rounded up to 16, since the BLAS treats columns alike in such widths."""
        shape = [len(self.input_norms), self.kv_heads, capacity, self.head_dim]
        keys = torch.zeros(shape, device=self.cos.device)
        shape[3] = (self.head_dim + 16) // 16 * 16
        values = torch.zeros(shape, device=self.cos.device)
        values[:, :, :, self.head_dim] = 1.0
        return keys, values

    @torch.jit.export
    def commit(self, keys: Tensor, values: Tensor, length: int, rows: List[int]):
        """Moves the kept rows of the last forward to the places right behind the committed tokens."""
        index = torch.tensor(rows, dtype=torch.long, device=keys.device) + length
        end = length + len(rows)
        keys[:, :, length:end] = keys.index_select(2, index)
        values[:, :, length:end] = values.index_select(2, index)

    def linear(self, x: Tensor, index: int) -> Tensor:
        if x.is_cuda and x.size(0) > 64:
            return torch.cat([self.plain_linear(part, index) for part in x.split(64)])
        return self.plain_linear(x, index)

    def plain_linear(self, x: Tensor, index: int) -> Tensor:
        weight = self.weights[index]
        bias = self.biases[index]
        if bias.numel() > 0:
            return torch.nn.functional.linear(x.to(weight.dtype), weight, bias).float()
        return torch.nn.functional.linear(x.to(weight.dtype), weight).float()

    def norm(self, x: Tensor, weight: Tensor) -> Tensor:
        return torch.rms_norm(x, [weight.size(0)], weight, self.eps)

    def gated(self, x: Tensor) -> Tensor:
        """silu(gate) * up for x = [gate | up]."""
        gate, up = x.chunk(2, -1)
        return torch.nn.functional.silu(gate).mul_(up)

    def attend(self, q: Tensor, n: int, keys: Tensor, values: Tensor, mask: Tensor, segments: List[Tensor],
               start: int) -> Tensor:
        """q [K, M, D], of which n * G rows count; keys [K, S, D]; values [K, S, W]; mask [n, S - start] is added to
        the scores from slot `start` on; segments [n, S - start] are 0/1 and say which of those slots lie in one
        block of positions. Returns [n, H * D]."""
        group = self.heads // self.kv_heads
        scores = torch.bmm(q, keys.transpose(1, 2))
        scores[:, :n * group, start:].unflatten(1, [n, group]).add_(mask.unsqueeze(1))
        scores.sub_(scores.amax(-1, True)).exp_()
        out = torch.zeros([0], device=q.device)
        if start > 0:
            out = torch.bmm(scores[:, :, :64], values[:, :64])
            for block in range(64, start, 64):
                out = torch.baddbmm(out, scores[:, :, block:block + 64], values[:, block:block + 64])
        tail = scores[:, :, start:]
        for part in range(max(1, len(segments))):
            weights = tail
            if len(segments) > 0:
                weights = tail.clone()
                weights[:, :n * group].unflatten(1, [n, group]).mul_(segments[part].unsqueeze(1))
            if start == 0 and part == 0:
                out = torch.bmm(weights, values)
            else:
                out = torch.baddbmm(out, weights, values[:, start:])
        out = out[:, :n * group, :self.head_dim] / out[:, :n * group, self.head_dim:self.head_dim + 1]
        return out.unflatten(1, [n, group]).transpose(0, 1).reshape(n, self.heads * self.head_dim)

    def query_tile(self, nodes: int, like: Tensor) -> Tensor:
        """Zeros [K, M, D] that hold the queries of so many nodes, on CUDA always those of 64."""
        group = self.heads // self.kv_heads
        rows = 64 if like.is_cuda else nodes
        return torch.zeros([self.kv_heads, rows * group, self.head_dim], device=like.device)

    def forward(self, keys: Tensor, values: Tensor, tokens: Tensor, positions: Tensor, mask: Tensor,
                segments: List[Tensor], length: int, head_from: int) -> Tuple[Tensor, Tensor]:
        """One call over n rows behind `length` committed tokens.

        tokens, positions int64 [n]; mask [n, F], F = S - length // 64 * 64.
        Returns logits [n - head_from, vocab] fp32 and features [n, 3 * hidden] fp16.
        """
        n = tokens.size(0)
        more = self.padding(n)
        start = length // 64 * 64
        seen = start + mask.size(1)
        group = self.heads // self.kv_heads
        dim = self.head_dim
        rotated = self.heads + self.kv_heads
        cos = self.cos.index_select(0, positions).unsqueeze(1)
        sin = self.sin.index_select(0, positions).unsqueeze(1)
        step = 64 if mask.is_cuda else n
        tiles = [self.query_tile(min(n, first + step) - first, mask) for first in range(0, n, step)]
        x = self.embedding.index_select(0, tokens).float()
        if more > 0:
            x = torch.nn.functional.pad(x, [0, 0, 0, more])
        features = [x for _ in self.feature_layers]
        for layer in range(len(self.input_norms)):
            for place, wanted in enumerate(self.feature_layers):
                if wanted == layer:
                    features[place] = x
            qkv = self.linear(self.norm(x, self.input_norms[layer]), 4 * layer)
            qkv = qkv[:n].view(n, rotated + self.kv_heads, dim)
            qk = qkv[:, :rotated]
            if self.key_norms[layer].numel() > 0:
                qk = torch.cat([self.norm(qk[:, :self.heads], self.query_norms[layer]),
                                self.norm(qk[:, self.heads:], self.key_norms[layer])], 1)
            qk = rotate(qk, cos, sin)
            layer_keys = keys[layer]
            layer_values = values[layer]
            layer_keys[:, length:length + n] = qk[:, self.heads:].transpose(0, 1)
            layer_values[:, length:length + n, :dim] = qkv[:, rotated:].transpose(0, 1)
            layer_keys = layer_keys[:, :seen]
            layer_values = layer_values[:, :seen]
            parts: List[Tensor] = []
            for index, tile in enumerate(tiles):
                first = index * step
                last = min(n, first + step)
                tile[:, :(last - first) * group].unflatten(1, [last - first, group]).copy_(
                    qk[first:last, :self.heads].unflatten(1, [self.kv_heads, group]).transpose(0, 1))
                parts.append(self.attend(tile, last - first, layer_keys, layer_values, mask[first:last],
                                         [s[first:last] for s in segments], start))
            out = parts[0] if len(parts) == 1 else torch.cat(parts)
            if more > 0:
                out = torch.nn.functional.pad(out, [0, 0, 0, more])
            x = x + self.linear(out, 4 * layer + 1)
            hidden = self.gated(self.linear(self.norm(x, self.post_norms[layer]), 4 * layer + 2))
            x = x + self.linear(hidden, 4 * layer + 3)
        logits = torch.zeros([0], device=x.device)
        laws = n - head_from
        if laws > 0:
            states = self.norm(x[head_from:n], self.final_norm)
            more = self.padding(laws)
            if more > 0:
                states = torch.nn.functional.pad(states, [0, 0, 0, more])
            logits = self.linear(states, 4 * len(self.input_norms))[:laws]
        return logits, torch.cat(features, 1)[:n].half()

    @torch.jit.export
    def row(self, logits: Tensor, row: int) -> Tensor:
        return logits[row]
