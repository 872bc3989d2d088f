"""Writes the golden values of DraftGoldenTest: a tiny EAGLE-3 head and what it must compute.

The reference is built of Hugging Face transformers' Llama parts (RMSNorm, MLP, rotary embedding) and
recomputes every path from scratch with a plain causal mask; it knows neither caches nor tree masks.
Made with torch 2.7.1 and transformers 5.23. Run from anywhere:

    python engine/src/test/python/draft_golden.py
"""

import json
import os

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig
from transformers.models.llama.modeling_llama import (
    LlamaMLP,
    LlamaRMSNorm,
    LlamaRotaryEmbedding,
    apply_rotary_pos_emb,
    repeat_kv,
)

H, INTER, HEADS, KV, HD, VOCAB, DRAFT, COMMITTED = 32, 48, 4, 2, 8, 64, 24, 9
# Parents of the tree's nodes (-1: below the last committed token) and their draft ids.
PARENTS = [-1, -1, 0, 0, 1, 2, 4]
NODES = [3, 7, 1, 20, 5, 11, 0]

CONFIG = {
    "architectures": ["LlamaForCausalLMEagle3"],
    "model_type": "llama",
    "hidden_size": H,
    "intermediate_size": INTER,
    "num_hidden_layers": 1,
    "num_attention_heads": HEADS,
    "num_key_value_heads": KV,
    "head_dim": HD,
    "vocab_size": VOCAB,
    "draft_vocab_size": DRAFT,
    "max_position_embeddings": 128,
    "rope_theta": 10000.0,
    "rms_norm_eps": 1e-5,
    "hidden_act": "silu",
}


class Reference(torch.nn.Module):
    def __init__(self, weights, normed_residual):
        super().__init__()
        config = LlamaConfig(**{k: v for k, v in CONFIG.items() if k != "architectures"})
        config._attn_implementation = "eager"
        self.w = weights
        self.rotary = LlamaRotaryEmbedding(config)
        self.mlp = LlamaMLP(config)
        self.norms = {}
        for name in ["hidden_norm", "input_layernorm", "post_attention_layernorm"]:
            self.norms[name] = self.norm(weights[f"midlayer.{name}.weight"])
        self.final = self.norm(weights["norm.weight"])
        for part in ["gate_proj", "up_proj", "down_proj"]:
            getattr(self.mlp, part).weight.data = weights[f"midlayer.mlp.{part}.weight"]
        self.normed_residual = normed_residual

    @staticmethod
    def norm(weight):
        norm = LlamaRMSNorm(H, eps=CONFIG["rms_norm_eps"])
        norm.weight.data = weight
        return norm

    def forward(self, embeddings, fused):
        """All rows at once: embeddings [n, H], fused [n, H] -> un-normed outputs, logits."""
        n = embeddings.shape[0]
        normed = self.norms["hidden_norm"](fused)
        x = torch.cat([self.norms["input_layernorm"](embeddings), normed], -1)

        def project(name, heads):
            return (x @ self.w[f"midlayer.self_attn.{name}.weight"].T).view(1, n, heads, HD).transpose(1, 2)

        q, k, v = project("q_proj", HEADS), project("k_proj", KV), project("v_proj", KV)
        cos, sin = self.rotary(x.unsqueeze(0), torch.arange(n).unsqueeze(0))
        q, k = apply_rotary_pos_emb(q, k, cos, sin)
        k, v = repeat_kv(k, HEADS // KV), repeat_kv(v, HEADS // KV)
        scores = q @ k.transpose(2, 3) / HD**0.5
        scores = scores + torch.full((n, n), float("-inf")).triu(1)
        o = (scores.softmax(-1) @ v).transpose(1, 2).reshape(n, HEADS * HD)
        h = (normed if self.normed_residual else fused) + o @ self.w["midlayer.self_attn.o_proj.weight"].T
        h = h + self.mlp(self.norms["post_attention_layernorm"](h))
        return h, self.final(h) @ self.w["lm_head.weight"].T

    def path(self, embedding, tokens, features, path_tokens):
        """Logits after each of path_tokens, each path token fed with the output of the row before."""
        embeddings = embedding[tokens]
        fused = features @ self.w["fc.weight"].T
        hidden, logits = self(embeddings, fused)
        out = [logits[-1]]
        for token in path_tokens:
            fused = torch.cat([fused, hidden[-1:]])
            embeddings = torch.cat([embeddings, embedding[token : token + 1]])
            hidden, logits = self(embeddings, fused)
            out.append(logits[-1])
        return out


def half(t):
    return t.half().float()


def main():
    torch.manual_seed(20261123)
    shapes = {
        "fc.weight": (H, 3 * H),
        "midlayer.self_attn.q_proj.weight": (HEADS * HD, 2 * H),
        "midlayer.self_attn.k_proj.weight": (KV * HD, 2 * H),
        "midlayer.self_attn.v_proj.weight": (KV * HD, 2 * H),
        "midlayer.self_attn.o_proj.weight": (H, HEADS * HD),
        "midlayer.mlp.gate_proj.weight": (INTER, H),
        "midlayer.mlp.up_proj.weight": (INTER, H),
        "midlayer.mlp.down_proj.weight": (H, INTER),
        "lm_head.weight": (DRAFT, H),
    }
    weights = {name: half(torch.randn(shape) * 0.2) for name, shape in shapes.items()}
    for name in ["hidden_norm", "input_layernorm", "post_attention_layernorm"]:
        weights[f"midlayer.{name}.weight"] = half(1 + 0.1 * torch.randn(H))
    weights["norm.weight"] = half(1 + 0.1 * torch.randn(H))
    used = torch.randperm(VOCAB)[:DRAFT].sort().values
    embedding = half(torch.randn(VOCAB, H))
    tokens = torch.randint(0, VOCAB, (COMMITTED,))
    features = half(torch.randn(COMMITTED, 3 * H))

    golden = {"embedding": embedding, "tokens": tokens, "features": features}
    for name, normed in [("logits", False), ("logits_normed_residual", True)]:
        reference = Reference(weights, normed)
        rows = []
        with torch.no_grad():
            for node in range(-1, len(NODES)):
                path, at = [], node
                while at >= 0:
                    path.insert(0, int(used[NODES[at]]))
                    at = PARENTS[at]
                rows.append(reference.path(embedding, tokens, features, path)[-1])
        golden[name] = torch.stack(rows)
    golden["parents"] = torch.tensor(PARENTS)
    golden["node_tokens"] = used[torch.tensor(NODES)]

    out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "io", "vsd", "engine", "draft", "golden")
    os.makedirs(out, exist_ok=True)
    tensors = {name: w.half().contiguous() for name, w in weights.items()}
    tensors["d2t"] = used - torch.arange(DRAFT)
    tensors["t2d"] = torch.zeros(VOCAB, dtype=torch.bool).index_fill(0, used, True)
    save_file(tensors, os.path.join(out, "model.safetensors"))
    save_file({k: v.contiguous() for k, v in golden.items()}, os.path.join(out, "golden.safetensors"))
    with open(os.path.join(out, "config.json"), "w") as f:
        json.dump(CONFIG, f, indent=2)
        f.write("\n")


if __name__ == "__main__":
    main()
