"""The training program of the EAGLE-3-shaped draft: loss, log-probabilities and AdamW as one code-only archive.

`build.py` writes draft-training.pt (a few kB: code, no weights).

Shapes: B sequences, N rows of committed positions (padded), A query rows (padded), D unrolled steps, H width,
R loss rows, K sparse targets a row. Row i reads (embedding of token i+1, fused features of position i) at rotary
position i and predicts token i+2. At unrolled step j the same row reads token i+1+j and its own hidden state of step
j-1, sits at position i+j, and sees the step-0 keys of rows <= i and its own keys of steps 1..j (training-time test).
Only rows that carry a loss are queried; every row gives a key and a value. Nothing else of step 0 is needed, as there is
one layer.
"""

from typing import List, Tuple

import torch
import torch.nn.functional as F

from layers import rms_norm, rotate, typed


class DraftTraining(torch.nn.Module):
    heads: int
    kv_heads: int
    head_dim: int
    eps: float
    precision: int
    norm_before_residual: bool

    def __init__(self):
        super().__init__()
        self.heads = 1
        self.kv_heads = 1
        self.head_dim = 2
        self.eps = 1e-5
        self.precision = 0
        self.norm_before_residual = False
        self.inv_freq = torch.zeros(1)
        self.amplitude = 1.0

    @torch.jit.export
    def configure(self, heads: int, kv_heads: int, head_dim: int, eps: float, precision: int,
                  norm_before_residual: bool, inv_freq: torch.Tensor, amplitude: float) -> int:
        """inv_freq [head_dim/2] f32; amplitude: what its sines and cosines are multiplied by."""
        self.heads = heads
        self.kv_heads = kv_heads
        self.head_dim = head_dim
        self.eps = eps
        self.precision = precision
        self.norm_before_residual = norm_before_residual
        self.inv_freq = inv_freq.float().clone()
        self.amplitude = amplitude
        return 0

    def compute(self, x: torch.Tensor) -> torch.Tensor:
        return typed(x, self.precision)

    def angles(self, positions: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """positions [...] -> cos, sin [..., 1, head_dim/2]."""
        a = (positions.float().unsqueeze(-1) * self.inv_freq).unsqueeze(-2)
        return a.cos() * self.amplitude, a.sin() * self.amplitude

    def keys_values(self, x: torch.Tensor, p: List[torch.Tensor], positions: torch.Tensor
                    ) -> Tuple[torch.Tensor, torch.Tensor]:
        """x [B, N, 2H] -> k, v [B, kv_heads, N, head_dim] in the compute type, k rotated."""
        b, n = x.size(0), x.size(1)
        cos, sin = self.angles(positions)
        k = F.linear(x, p[4]).view(b, n, self.kv_heads, self.head_dim)
        v = F.linear(x, p[5]).view(b, n, self.kv_heads, self.head_dim)
        k = self.compute(rotate(k.float(), cos, sin))
        return k.transpose(1, 2), v.transpose(1, 2)

    def normed(self, embedding: torch.Tensor, feature: torch.Tensor, p: List[torch.Tensor]) -> torch.Tensor:
        return torch.cat([self.compute(rms_norm(embedding, p[1], self.eps)),
                          self.compute(rms_norm(feature, p[2], self.eps))], -1)

    def unroll(self, params: List[torch.Tensor], features: torch.Tensor, embedding: torch.Tensor,
               next_tokens: torch.Tensor, query_rows: torch.Tensor, query_tokens: torch.Tensor) -> List[torch.Tensor]:
        """The normed outputs of every step, [D] of [B*A, H]; order of params as in EAGLE-3 files:
        0 fc, 1 input_layernorm, 2 hidden_norm, 3 q, 4 k, 5 v, 6 o, 7 post_attention_layernorm, 8 gate, 9 up, 10 down,
        11 norm, 12 lm_head. features [B, N, 3H]; embedding [U, H], those rows of the target's that this batch needs, and the
        tokens index into it: next_tokens [B, N]; query_rows [B, A]; query_tokens [D, B, A]."""
        p: List[torch.Tensor] = []
        for w in params:
            p.append(self.compute(w) if w.dim() == 2 else w)
        b, n = features.size(0), features.size(1)
        a, h = query_rows.size(1), p[0].size(0)
        groups = self.heads // self.kv_heads
        scale = 1.0 / float(self.head_dim) ** 0.5
        fused = F.linear(self.compute(features), p[0])
        rows = torch.arange(n, device=features.device)
        table = self.compute(embedding)
        x0 = self.normed(table[next_tokens], fused, p)
        k0, v0 = self.keys_values(x0, p, rows.unsqueeze(0).expand(b, n))
        hidden_mask = rows.view(1, 1, 1, n) > query_rows.view(b, 1, a, 1)
        hidden_mask = hidden_mask.unsqueeze(2).expand(b, 1, groups, a, n).reshape(b, 1, groups * a, n)
        at = query_rows.unsqueeze(-1)
        hidden = torch.gather(fused, 1, at.expand(b, a, h)).float()
        x = torch.gather(x0, 1, at.expand(b, a, 2 * h))
        own_k: List[torch.Tensor] = []
        own_v: List[torch.Tensor] = []
        outputs: List[torch.Tensor] = []
        for j in range(query_tokens.size(0)):
            positions = query_rows + j
            if j > 0:
                x = self.normed(table[query_tokens[j]], hidden, p)
                k, v = self.keys_values(x, p, positions)
                own_k.append(k.unsqueeze(2))
                own_v.append(v.unsqueeze(2))
            residual = rms_norm(hidden, p[2], self.eps) if self.norm_before_residual else hidden
            cos, sin = self.angles(positions)
            q = F.linear(x, p[3]).view(b, a, self.heads, self.head_dim)
            q = self.compute(rotate(q.float(), cos, sin) * scale).transpose(1, 2)
            q = q.reshape(b, self.kv_heads, groups, a, self.head_dim)
            scores = torch.matmul(q.reshape(b, self.kv_heads, groups * a, self.head_dim), k0.transpose(2, 3)).float()
            parts = [scores.masked_fill(hidden_mask, -1e30)]
            for k in own_k:
                parts.append((q * k).float().sum(-1).reshape(b, self.kv_heads, groups * a, 1))
            weights = torch.softmax(torch.cat(parts, -1), -1)
            mixed = torch.matmul(self.compute(weights[..., :n]), v0).float()
            mixed = mixed.view(b, self.kv_heads, groups, a, self.head_dim)
            own = weights.view(b, self.kv_heads, groups, a, n + j)
            for m, v in enumerate(own_v):
                mixed = mixed + own[..., n + m:n + m + 1] * v.float()
            mixed = self.compute(mixed).reshape(b, self.heads, a, self.head_dim).transpose(1, 2).reshape(b, a, -1)
            hidden = residual + F.linear(mixed, p[6]).float()
            y = self.compute(rms_norm(hidden, p[7], self.eps))
            hidden = hidden + F.linear(F.silu(F.linear(y, p[8])) * F.linear(y, p[9]), p[10]).float()
            outputs.append(self.compute(rms_norm(hidden, p[11], self.eps)).view(b * a, h))
        return outputs

    def forward(self, params: List[torch.Tensor], features: torch.Tensor, embedding: torch.Tensor,
                next_tokens: torch.Tensor, query_rows: torch.Tensor, query_tokens: torch.Tensor,
                loss_rows: torch.Tensor, ids: torch.Tensor, weights: torch.Tensor, heads: torch.Tensor,
                rest: torch.Tensor, top: torch.Tensor, step_rows: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """The weighted likelihood -sum_r [sum_k weights[r,k] log q(ids[r,k])
        + rest[r] log(1 - sum_{k < heads[r]} q(ids[r,k]))].

        loss_rows [R]: index into B*A, the rows of step 0 first, step_rows [D] of them a step; ids [R, K] draft ids, -1
        where unused; weights [R, K] (may be negative); heads, rest [R]; top [R] the target's first choice as a draft id or -1.
        Returns the loss and the statistics [D, 3]: rows, agreeing rows, sum of -log q(top)."""
        outputs = self.unroll(params, features, embedding, next_tokens, query_rows, query_tokens)
        counts: List[int] = step_rows.tolist()
        picked: List[torch.Tensor] = []
        start = 0
        for j, out in enumerate(outputs):
            picked.append(out[loss_rows[start:start + counts[j]]])
            start += counts[j]
        # One product for all steps: the gradient of the head, half of all weights, is made once.
        logits = F.linear(torch.cat(picked), self.compute(params[12])).float()
        norm = torch.logsumexp(logits, -1, keepdim=True)
        known = ids >= 0
        chosen = torch.gather(logits, 1, ids.clamp(min=0)) - norm
        chosen = chosen.masked_fill(~known, 0.0)
        loss = -(chosen * weights).sum().unsqueeze(0)
        if bool((rest != 0).any()):
            head_ids = torch.arange(ids.size(1), device=ids.device) < heads.unsqueeze(1)
            mass = (chosen.exp() * (known & head_ids)).sum(-1)
            loss = loss - (rest * torch.log((1.0 - mass).clamp(min=1e-6))).sum()
        stats = torch.zeros(len(outputs), 3, device=features.device)
        with torch.no_grad():
            agrees = logits.argmax(-1) == top
            likelihood = torch.gather(logits, 1, top.clamp(min=0).unsqueeze(1)) - norm
            surprise = likelihood.squeeze(1) * (top >= 0)
            start = 0
            for j in range(len(counts)):
                end = start + counts[j]
                stats[j, 0] = counts[j]
                stats[j, 1] = agrees[start:end].sum()
                stats[j, 2] = -surprise[start:end].sum()
                start = end
        return loss, stats

    @torch.jit.export
    def log_probs(self, params: List[torch.Tensor], features: torch.Tensor, embedding: torch.Tensor,
                  next_tokens: torch.Tensor, query_rows: torch.Tensor, query_tokens: torch.Tensor,
                  loss_rows: torch.Tensor, ids: torch.Tensor, step_rows: torch.Tensor, uniforms: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """No gradients: log q(ids) [R, K] (0 where unused), and the draft ids [R, S] drawn by inverse transform from
        uniforms [R, S]."""
        outputs = self.unroll(params, features, embedding, next_tokens, query_rows, query_tokens)
        head = self.compute(params[12])
        chosen: List[torch.Tensor] = []
        drawn: List[torch.Tensor] = []
        start = 0
        counts: List[int] = step_rows.tolist()
        for j, out in enumerate(outputs):
            end = start + counts[j]
            if counts[j] > 0:
                law = torch.log_softmax(F.linear(out[loss_rows[start:end]], head).float(), -1)
                at = ids[start:end]
                chosen.append(torch.gather(law, 1, at.clamp(min=0)).masked_fill(at < 0, 0.0))
                cdf = law.exp().cumsum(-1)
                u = uniforms[start:end] * cdf[:, -1:]
                drawn.append(torch.searchsorted(cdf, u).clamp(max=law.size(1) - 1))
            start = end
        return torch.cat(chosen), torch.cat(drawn)

    @torch.jit.export
    def adamw(self, params: List[torch.Tensor], grads: List[torch.Tensor], first: List[torch.Tensor],
              second: List[torch.Tensor], rate: float, beta1: float, beta2: float, eps: float, decay: float,
              clip: float, step: int) -> torch.Tensor:
        """One AdamW step in place (decay on matrices only), after scaling the gradients to a global norm of at most
        clip; gradients are zeroed. A norm that is not finite changes nothing but the gradients. Returns the norm [1]."""
        total = torch.zeros(1, device=params[0].device)
        for g in grads:
            total = total + g.float().pow(2).sum()
        norm = total.sqrt()
        value = float(norm.item())
        finite = value == value and value < 3e38
        if finite:
            shrink = 1.0 if value <= clip else clip / value
            correct1 = 1.0 - beta1 ** float(step)
            correct2 = 1.0 - beta2 ** float(step)
            for i in range(len(params)):
                g = grads[i] * shrink
                first[i].mul_(beta1).add_(g, alpha=1.0 - beta1)
                second[i].mul_(beta2).addcmul_(g, g, value=1.0 - beta2)
                if params[i].dim() == 2:
                    params[i].mul_(1.0 - rate * decay)
                params[i].addcdiv_(first[i], (second[i] / correct2).sqrt_().add_(eps), value=-rate / correct1)
        for g in grads:
            g.zero_()
        return norm
