"""The target's forward pass over whole texts, for training: features of every token and the law at chosen rows.

`build.py` writes teacher-forcing.pt (code only).

Serving has its own program, whose rows are bit-identical whatever they are computed beside; this one is for bulk: texts
lie end to end in one list of T tokens, so that linear layers see no padding, and attention runs text by text. Its results
train, they are never compared with served tokens. Shapes: T tokens, H width, h heads, d head width, P law rows.
"""

from typing import Dict, List, Tuple

import torch
import torch.nn.functional as F

from layers import own, rms_norm, rotate, typed


class TeacherForcing(torch.nn.Module):
    layers: List[Dict[str, torch.Tensor]]

    def __init__(self):
        super().__init__()
        self.heads = 1
        self.kv_heads = 1
        self.head_dim = 2
        self.eps = 1e-5
        self.precision = 0
        self.inv_freq = torch.zeros(1)
        self.amplitude = 1.0
        self.embedding = torch.zeros(1, 1)
        self.norm = torch.zeros(1)
        self.head = torch.zeros(1, 1)
        self.layers = []

    @torch.jit.export
    def configure(self, heads: int, kv_heads: int, head_dim: int, eps: float, precision: int,
                  inv_freq: torch.Tensor, amplitude: float) -> int:
        """inv_freq [head_dim/2]; amplitude: what sines and cosines are multiplied by, 1 but for some scalings."""
        self.heads = heads
        self.kv_heads = kv_heads
        self.head_dim = head_dim
        self.eps = eps
        self.precision = precision
        self.inv_freq = inv_freq.float().clone()
        self.amplitude = amplitude
        return 0

    def compute(self, x: torch.Tensor) -> torch.Tensor:
        return typed(x, self.precision)

    def kept(self, x: torch.Tensor) -> torch.Tensor:
        """Matrices in the precision of the products, all else in fp32."""
        return own(x, x, self.precision if x.dim() == 2 else 0)

    @torch.jit.export
    def add_ends(self, w: Dict[str, torch.Tensor]) -> int:
        """w: what the model has outside its layers, the head only where it is not the embedding."""
        self.embedding = self.kept(w["model.embed_tokens.weight"])
        self.norm = self.kept(w["model.norm.weight"])
        self.head = self.kept(w["lm_head.weight"]) if "lm_head.weight" in w else self.embedding
        return 0

    @torch.jit.export
    def add_layer(self, w: Dict[str, torch.Tensor]) -> int:
        """w: a layer's tensors by name behind `model.layers.N.`."""
        layer: Dict[str, torch.Tensor] = {}
        for name, weight in w.items():
            layer[name] = self.kept(weight)
        self.layers.append(layer)
        return len(self.layers)

    def linear(self, x: torch.Tensor, w: Dict[str, torch.Tensor], name: str) -> torch.Tensor:
        x = F.linear(x, w[name + ".weight"])
        if name + ".bias" in w:
            x = x + w[name + ".bias"].to(x.dtype)
        return x

    def heads_of(self, x: torch.Tensor, w: Dict[str, torch.Tensor], name: str, heads: int) -> torch.Tensor:
        x = self.linear(x, w, "self_attn." + name + "_proj").view(-1, heads, self.head_dim)
        norm = "self_attn." + name + "_norm.weight"
        return rms_norm(x, w[norm], self.eps) if norm in w else x

    def attention(self, x: torch.Tensor, w: Dict[str, torch.Tensor], cos: torch.Tensor, sin: torch.Tensor,
                  lengths: List[int]) -> torch.Tensor:
        q = self.compute(rotate(self.heads_of(x, w, "q", self.heads).float(), cos, sin))
        k = self.compute(rotate(self.heads_of(x, w, "k", self.kv_heads).float(), cos, sin))
        v = self.heads_of(x, w, "v", self.kv_heads)
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
            x = self.attention(self.compute(rms_norm(hidden, w["input_layernorm.weight"], self.eps)), w, cos, sin, sizes)
            if i == len(self.layers) - 1:
                hidden = hidden[law_rows]
                x = x[law_rows]
            hidden = hidden + self.linear(x, w, "self_attn.o_proj").float()
            x = self.compute(rms_norm(hidden, w["post_attention_layernorm.weight"], self.eps))
            x = F.silu(self.linear(x, w, "mlp.gate_proj")) * self.linear(x, w, "mlp.up_proj")
            hidden = hidden + self.linear(x, w, "mlp.down_proj").float()
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
