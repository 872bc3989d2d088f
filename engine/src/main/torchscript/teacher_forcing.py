"""The target's forward pass over whole texts, for training: features of every token and the law at chosen rows.

`build.py` writes teacher-forcing.pt (code only).

Serving has its own program, whose rows are bit-identical whatever they are computed beside; this one is for bulk: texts
lie end to end in one list of T tokens, so that linear layers see no padding, and attention runs text by text. Its results
train, they are never compared with served tokens. Shapes: T tokens, H width, h heads, d head width, P law rows.
"""

from typing import List, Tuple

import torch
import torch.nn.functional as F


def rms_norm(x: torch.Tensor, weight: torch.Tensor, eps: float) -> torch.Tensor:
    x = x.float()
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight


class TeacherForcing(torch.nn.Module):
    layers: List[List[torch.Tensor]]

    def __init__(self):
        super().__init__()
        self.heads = 1
        self.kv_heads = 1
        self.head_dim = 2
        self.eps = 1e-5
        self.bf16 = False
        self.inv_freq = torch.zeros(1)
        self.amplitude = 1.0
        self.embedding = torch.zeros(1, 1)
        self.norm = torch.zeros(1)
        self.head = torch.zeros(1, 1)
        self.layers = []

    @torch.jit.export
    def configure(self, heads: int, kv_heads: int, head_dim: int, eps: float, bf16: int,
                  inv_freq: torch.Tensor, amplitude: float) -> int:
        """inv_freq [head_dim/2]; amplitude: what sines and cosines are multiplied by, 1 but for some scalings."""
        self.heads = heads
        self.kv_heads = kv_heads
        self.head_dim = head_dim
        self.eps = eps
        self.bf16 = bf16 != 0
        self.inv_freq = inv_freq.float().clone()
        self.amplitude = amplitude
        return 0

    def compute(self, x: torch.Tensor) -> torch.Tensor:
        return x.to(torch.bfloat16) if self.bf16 else x.float()

    def own(self, x: torch.Tensor) -> torch.Tensor:
        return self.compute(x).clone() if x.dim() == 2 else x.float().clone()

    @torch.jit.export
    def add_ends(self, embedding: torch.Tensor, norm: torch.Tensor, head: List[torch.Tensor]) -> int:
        """embedding [V, H]; norm [H]; head [V, H], or an empty list where it is tied."""
        self.embedding = self.own(embedding)
        self.norm = self.own(norm)
        self.head = self.embedding if len(head) == 0 else self.own(head[0])
        return 0

    @torch.jit.export
    def add_layer(self, weights: List[torch.Tensor]) -> int:
        """0 input_layernorm, 1 q, 2 k, 3 v, 4 o, 5 post_attention_layernorm, 6 gate, 7 up, 8 down, 9 q_norm, 10 k_norm,
        11..17 the biases of q, k, v, o, gate, up, down; what the model does not have is empty."""
        own: List[torch.Tensor] = []
        for w in weights:
            own.append(self.own(w))
        self.layers.append(own)
        return len(self.layers)

    def linear(self, x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        x = F.linear(x, weight)
        if bias.numel() > 0:
            x = x + bias.to(x.dtype)
        return x

    def heads_of(self, x: torch.Tensor, w: List[torch.Tensor], at: int, heads: int) -> torch.Tensor:
        x = self.linear(x, w[1 + at], w[11 + at]).view(-1, heads, self.head_dim)
        if at < 2 and w[9 + at].numel() > 0:
            x = rms_norm(x, w[9 + at], self.eps)
        return x

    def rotate(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        x = x.float()
        half = self.head_dim // 2
        x1 = x[..., :half]
        x2 = x[..., half:]
        return self.compute(torch.cat([x1 * cos - x2 * sin, x2 * cos + x1 * sin], -1))

    def attention(self, x: torch.Tensor, w: List[torch.Tensor], cos: torch.Tensor, sin: torch.Tensor,
                  lengths: List[int]) -> torch.Tensor:
        q = self.rotate(self.heads_of(x, w, 0, self.heads), cos, sin)
        k = self.rotate(self.heads_of(x, w, 1, self.kv_heads), cos, sin)
        v = self.heads_of(x, w, 2, self.kv_heads)
        groups = self.heads // self.kv_heads
        k = k.repeat_interleave(groups, 1)
        v = v.repeat_interleave(groups, 1)
        texts: List[torch.Tensor] = []
        start = 0
        for n in lengths:
            end = start + n
            one = F.scaled_dot_product_attention(q[start:end].transpose(0, 1).unsqueeze(0),
                                                 k[start:end].transpose(0, 1).unsqueeze(0),
                                                 v[start:end].transpose(0, 1).unsqueeze(0), is_causal=True)
            texts.append(one.squeeze(0).transpose(0, 1).reshape(n, self.heads * self.head_dim))
            start = end
        return torch.cat(texts)

    def forward(self, tokens: torch.Tensor, lengths: torch.Tensor, feature_layers: torch.Tensor,
                law_rows: torch.Tensor, law_size: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """tokens [T], texts end to end; lengths [B]; law_rows [P] into T. Returns fp16 features [T, 3H] (what enters
        feature_layers) and the likeliest next tokens after law_rows, [P, law_size] ids and log-probabilities."""
        sizes: List[int] = lengths.tolist()
        wanted: List[int] = feature_layers.tolist()
        positions: List[torch.Tensor] = []
        for n in sizes:
            positions.append(torch.arange(n, device=tokens.device))
        angles = (torch.cat(positions).float().unsqueeze(-1) * self.inv_freq).unsqueeze(1)
        cos, sin = angles.cos() * self.amplitude, angles.sin() * self.amplitude
        hidden = self.embedding[tokens].float()
        features: List[torch.Tensor] = []
        for i, w in enumerate(self.layers):
            if i in wanted:
                features.append(hidden.to(torch.float16))
            x = self.attention(self.compute(rms_norm(hidden, w[0], self.eps)), w, cos, sin, sizes)
            if i == len(self.layers) - 1:
                hidden = hidden[law_rows]
                x = x[law_rows]
            hidden = hidden + self.linear(x, w[4], w[14]).float()
            x = self.compute(rms_norm(hidden, w[5], self.eps))
            x = F.silu(self.linear(x, w[6], w[15])) * self.linear(x, w[7], w[16])
            hidden = hidden + self.linear(x, w[8], w[17]).float()
        hidden = self.compute(rms_norm(hidden, self.norm, self.eps))
        ids: List[torch.Tensor] = []
        logs: List[torch.Tensor] = []
        size = int(law_size.item())
        for part in hidden.split(64):
            logits = F.linear(part, self.head).float()
            best = torch.topk(logits, size, -1)
            ids.append(best[1])
            logs.append(best[0] - torch.logsumexp(logits, -1, keepdim=True))
        stacked: List[torch.Tensor] = []
        for layer in wanted:
            at = 0
            for other in wanted:
                if other < layer:
                    at += 1
            stacked.append(features[at])
        return torch.cat(stacked, -1), torch.cat(ids), torch.cat(logs)
