"""What the programs share: the types that weights are kept in, the norm and the rotation.

Precisions: 0 fp32, 1 fp16, 2 bf16. Types are named here, not by a tensor: DJL 0.36 aborts the process when asked for bf16.
"""
import torch
from torch import Tensor


def typed(x: Tensor, precision: int) -> Tensor:
    """x in a precision's type, itself where it has that already."""
    if precision == 1:
        return x.to(torch.half)
    if precision == 2:
        return x.to(torch.bfloat16)
    return x.float()


def own(x: Tensor, like: Tensor, precision: int) -> Tensor:
    """A copy on the device of `like` that shares no memory with x, which Java may free after the call."""
    if precision == 1:
        return x.to(like.device, torch.half, copy=True)
    if precision == 2:
        return x.to(like.device, torch.bfloat16, copy=True)
    return x.to(like.device, torch.float, copy=True)


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    x = x.float()
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + eps) * weight


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns the pairs (i, i + half) of heads [..., 2 * half] by angles [..., half]."""
    half = x.size(-1) // 2
    a = x[..., :half]
    b = x[..., half:]
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)
