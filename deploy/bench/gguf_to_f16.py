"""Writes a GGUF file anew with every quantised tensor as 16-bit floats, for peers that shall decode the same weights unquantised.

    python deploy/bench/gguf_to_f16.py --from MODEL.gguf --to MODEL-f16.gguf

Tensors that are floats already keep their type, keys and values stay as they are. Written beside its place first and renamed at the end,
so that what lies there is whole. Needs the packages gguf and numpy.
"""
import argparse
import pathlib
import sys

try:
    import gguf
    import numpy
except ImportError as missing:
    sys.exit(f"the Python package {missing.name} is not installed for {sys.executable}")

FLOATS = (gguf.GGMLQuantizationType.F32, gguf.GGMLQuantizationType.F16, gguf.GGMLQuantizationType.BF16)
WRITTEN_ANEW = ("general.architecture", "general.file_type")


def copy_keys(reader: gguf.GGUFReader, writer: gguf.GGUFWriter) -> None:
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name in WRITTEN_ANEW:
            continue
        kind = field.types[0]
        element = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), kind, sub_type=element)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)


def convert(source: pathlib.Path, target: pathlib.Path) -> None:
    reader = gguf.GGUFReader(source)
    architecture = reader.fields[gguf.Keys.General.ARCHITECTURE].contents()
    partial = target.with_name(target.name + ".partial")
    writer = gguf.GGUFWriter(partial, arch=architecture)
    copy_keys(reader, writer)
    for tensor in reader.tensors:
        if tensor.tensor_type in FLOATS:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        else:
            values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
            half = values.astype(numpy.float16)
            if not numpy.isfinite(half).all():
                raise ValueError(f"{tensor.name} does not fit 16-bit floats")
            writer.add_tensor(tensor.name, half)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    partial.replace(target)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="source", type=pathlib.Path, required=True)
    parser.add_argument("--to", dest="target", type=pathlib.Path, required=True)
    options = parser.parse_args()
    try:
        convert(options.source, options.target)
    except (OSError, ValueError) as error:
        sys.exit(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
