"""Saves TorchScript archives so that the same code gives the same bytes.

Debug records hold local paths and are left out; dates are fixed, and so is the serialization id, a hash over those paths.
"""

import io
import zipfile

import torch


def save(scripted: torch.jit.ScriptModule, out: str) -> None:
    saved = io.BytesIO()
    torch.jit.save(scripted, saved)
    rewrite(saved, out)


def rewrite(source, out: str) -> None:
    """source: a file or path of an archive that torch wrote."""
    with zipfile.ZipFile(source) as read:
        entries = [(n, b"0" * 40 if n.endswith("/serialization_id") else read.read(n))
                   for n in read.namelist() if not n.endswith(".debug_pkl")]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as write:
        for name, data in entries:
            write.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
