"""The target's forward pass: one TorchScript program for Llama, Qwen2 and Qwen3 shaped decoders.

The archive made from this file holds code only. Java hands over sizes and weights at run time
(`configure`, `add_layer`, `add_ends`), so one archive of a few kB serves every model.

Every row (a token at its position) must come out with the same bits whether it is computed alone, inside a
tree, or inside a prefill chunk. Therefore:
  * keys lie in the slot in the order [committed tokens | rows of this call, parents before children]; a row
    sees its own ancestors in depth order, everything else is masked to an exact zero, and adding zeros changes
    no sum. Value products run block by block of 64 absolute positions, block results added in order.
  * the softmax denominator is one more column of the value product, so it is summed in that order as well.
  * attention's matrix products see a multiple of 12 query rows (padded) and at most `max_query_rows`: there the
    BLAS (MKL with AVX-512, AVX2 or SSE) uses one kernel for every row, and sums in the order of the slots.
  * packed linear layers see a number of rows for which FBGEMM gives each row the same bits, which `configure`
    finds out on the machine it runs on: with AVX2, kernels of one and two rows sum in another order than the rest.
  * functions whose vector and scalar forms differ (silu) run on multiples of the vector width and below the
    size at which PyTorch splits work between threads at arbitrary places.
  * on CUDA every linear layer sees exactly 64 rows and attention the queries of 64 nodes, padded or in slices:
    cuBLAS chooses a kernel by the shape, and its kernels sum in different orders.

Shapes: n rows, H query heads, K key-value heads, G = H / K, D head width, S slots seen (multiple of 16), W width of value rows.
"""
from typing import List, Tuple

import torch
from torch import Tensor

PackedLinear = torch.classes.quantized.LinearPackedParamsBase


def own(x: Tensor, device: torch.device, dtype: torch.dtype) -> Tensor:
    """A copy that shares no memory with x, which Java may free after the call."""
    return torch.empty_like(x, device=device, dtype=dtype).copy_(x)


class Decoder(torch.nn.Module):
    packed: List[PackedLinear]
    weights: List[Tensor]
    biases: List[Tensor]
    input_norms: List[Tensor]
    post_norms: List[Tensor]
    query_norms: List[Tensor]
    key_norms: List[Tensor]
    feature_layers: List[int]
    alike_rows: List[int]

    def __init__(self):
        super().__init__()
        self.packed = []
        self.weights = []
        self.biases = []
        self.input_norms = []
        self.post_norms = []
        self.query_norms = []
        self.key_norms = []
        self.feature_layers = []
        self.alike_rows = []
        self.pack = False
        self.precision = 0
        self.heads = 0
        self.kv_heads = 0
        self.head_dim = 0
        self.hidden = 0
        self.intermediate = 0
        self.padded_intermediate = 0
        self.max_query_rows = 48
        self.eps = 1e-5
        self.embedding = torch.zeros(0)
        self.final_norm = torch.zeros(0)
        self.cos = torch.zeros(0)
        self.sin = torch.zeros(0)

    @torch.jit.export
    def configure(self, sizes: List[int], feature_layers: List[int], eps: float, precision: int):
        """sizes = [heads, kv_heads, head_dim, hidden, intermediate]; precision 0 fp32, 1 packed fp16, 2 fp16, 3 bf16."""
        self.heads, self.kv_heads, self.head_dim = sizes[0], sizes[1], sizes[2]
        self.hidden, self.intermediate = sizes[3], sizes[4]
        self.padded_intermediate = (sizes[4] + 63) // 64 * 64
        self.feature_layers = feature_layers
        self.eps = eps
        self.precision = precision
        self.pack = precision == 1
        if self.pack:
            self.measure_alike_rows(128)

    def measure_alike_rows(self, most: int):
        """alike_rows[n] becomes the least number of rows, n or a few more, that all come out as rows do among eleven
        others. The numbers are such that another order of summation shows."""
        width, outputs = 600, 32
        weight = torch.arange(width * outputs).float().mul(0.7).sin().view(outputs, width)
        packed = torch.ops.quantized.linear_prepack_fp16(weight)
        x = torch.arange((most + 12) * width).float().mul(0.3).cos().view(most + 12, width)
        expected = torch.cat([torch.ops.quantized.linear_dynamic_fp16(x[first:first + 12], packed)
                              for first in range(0, most // 12 * 12 + 12, 12)])
        self.alike_rows = [0 for _ in range(most + 1)]
        rows = most + 11
        alike = 0
        while rows > 0:
            if torch.equal(torch.ops.quantized.linear_dynamic_fp16(x[:rows], packed), expected[:rows]):
                alike = rows
            if rows <= most:
                assert alike > 0, "this CPU's packed fp16 kernels give a row other bits in any number of rows; use fp32"
                self.alike_rows[rows] = alike
            rows -= 1

    def alike(self, n: int) -> int:
        if self.cos.is_cuda:
            return (n + 63) // 64 * 64
        return self.alike_rows[n] if self.pack else n

    def row_copy(self, x: Tensor, like: Tensor) -> Tensor:
        # Row types are named here, not by a tensor: DJL 0.36 aborts the process when asked for bf16.
        if self.precision == 0:
            return own(x, like.device, torch.float)
        if self.precision == 3:
            return own(x, like.device, torch.bfloat16)
        return own(x, like.device, torch.half)

    def add_linear(self, weight: Tensor, bias: Tensor, like: Tensor):
        if self.pack:
            if bias.numel() > 0:
                self.packed.append(torch.ops.quantized.linear_prepack_fp16(weight.float(), bias.float()))
            else:
                self.packed.append(torch.ops.quantized.linear_prepack_fp16(weight.float()))
        else:
            self.weights.append(self.row_copy(weight, like))
            self.biases.append(self.row_copy(bias, like))

    def pad_rows(self, x: Tensor) -> Tensor:
        """Zeros below the rows of a weight or a bias of the feed-forward layer; an absent (empty) one stays as it is."""
        extra = self.padded_intermediate - self.intermediate
        if extra == 0 or x.numel() == 0:
            return x
        shape = list(x.size())
        shape[0] = extra
        return torch.cat([x, torch.zeros(shape, dtype=x.dtype)])

    @torch.jit.export
    def add_layer(self, w: List[Tensor], like: Tensor):
        """w = [q, k, v, q_bias, k_bias, v_bias, o, gate, up, down, input_norm, post_norm, q_norm, k_norm, o_bias,
        gate_bias, up_bias, down_bias]; absent ones are empty. The attention scale is folded into q (or into its norm)."""
        scale = float(self.head_dim) ** -0.5
        q, q_bias, q_norm = w[0], w[3], w[12]
        if q_norm.numel() > 0:
            q_norm = q_norm * scale
        else:
            q = q * scale
            q_bias = q_bias * scale
        self.add_linear(torch.cat([q, w[1], w[2]]), torch.cat([q_bias, w[4], w[5]]), like)
        self.add_linear(w[6], w[14], like)
        self.add_linear(torch.cat([self.pad_rows(w[7]), self.pad_rows(w[8])]),
                        torch.cat([self.pad_rows(w[15]), self.pad_rows(w[16])]), like)
        self.add_linear(self.pad_rows(w[9].t()).t().contiguous(), w[17], like)
        self.input_norms.append(own(w[10], like.device, torch.float))
        self.post_norms.append(own(w[11], like.device, torch.float))
        self.query_norms.append(own(q_norm, like.device, torch.float))
        self.key_norms.append(own(w[13], like.device, torch.float))

    @torch.jit.export
    def add_ends(self, embedding: Tensor, head: Tensor, final_norm: Tensor, cos: Tensor, sin: Tensor, like: Tensor):
        """embedding [vocab, hidden]; head the same or empty when tied; cos, sin [positions, head_dim], sin with the
        sign of the rotation folded in (first half negative)."""
        self.embedding = self.row_copy(embedding, like)
        if head.numel() > 0:
            self.add_linear(head, torch.zeros(0), like)
        elif self.pack:
            self.add_linear(embedding, torch.zeros(0), like)
        else:
            self.weights.append(self.embedding)
            self.biases.append(torch.zeros(0))
        self.final_norm = own(final_norm, like.device, torch.float)
        self.cos = own(cos, like.device, torch.float)
        self.sin = own(sin, like.device, torch.float)

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
        if self.pack:
            return torch.ops.quantized.linear_dynamic_fp16(x, self.packed[index])
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
        """silu(gate) * up for x = [gate | up]: on the CPU in slices that stay on one thread."""
        width = self.padded_intermediate
        step = max(1, 32767 // width)
        n = x.size(0)
        if n <= step or x.is_cuda:
            return torch.nn.functional.silu(x[:, :width]).mul_(x[:, width:])
        parts: List[Tensor] = []
        for start in range(0, n, step):
            end = min(n, start + step)
            parts.append(torch.nn.functional.silu(x[start:end, :width]).mul_(x[start:end, width:]))
        return torch.cat(parts)

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
        """Zeros [K, M, D] that hold the queries of so many nodes: M a multiple of 12, on CUDA those of 64 nodes."""
        group = self.heads // self.kv_heads
        rows = 64 * group if like.is_cuda else (nodes * group + 11) // 12 * 12
        return torch.zeros([self.kv_heads, rows, self.head_dim], device=like.device)

    def forward(self, keys: Tensor, values: Tensor, tokens: Tensor, positions: Tensor, mask: Tensor,
                segments: List[Tensor], length: int, head_from: int) -> Tuple[Tensor, Tensor]:
        """One call over n rows behind `length` committed tokens.

        tokens, positions int64 [n]; mask [n, F], F = S - length // 64 * 64.
        Returns logits [n - head_from, vocab] fp32 and features [n, 3 * hidden] fp16.
        """
        n = tokens.size(0)
        more = self.alike(n) - n
        start = length // 64 * 64
        seen = start + mask.size(1)
        group = self.heads // self.kv_heads
        dim = self.head_dim
        rotated = self.heads + self.kv_heads
        cos = self.cos.index_select(0, positions).unsqueeze(1)
        sin = self.sin.index_select(0, positions).unsqueeze(1)
        step = 64 if mask.is_cuda else max(1, self.max_query_rows // group)
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
            swapped = qk.unflatten(2, [2, dim // 2]).flip(2).flatten(2)
            qk = (qk * cos).add_(swapped.mul_(sin))
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
            more = self.alike(laws) - laws
            if more > 0:
                states = torch.nn.functional.pad(states, [0, 0, 0, more])
            logits = self.linear(states, 4 * len(self.input_norms))[:laws]
        return logits, torch.cat(features, 1)[:n].half()

    @torch.jit.export
    def row(self, logits: Tensor, row: int) -> Tensor:
        return logits[row]
