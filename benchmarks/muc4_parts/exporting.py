"""The trained network as five ONNX graphs, 8 bits in blocks as the reader's encoder is."""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

from histor.read.encoder import MODEL_DIR as READER_DIR
from muc4_parts.fillers import FILLER_FEATURES, PAIR_FEATURES
from muc4_parts.learning import Settings
from muc4_parts.network import SPAN, Network
from muc4_parts.seeing import tokenizer_digest


def export(network: Network, settings: Settings, folder: Path) -> None:
    """Write the graphs that seeing.py runs, and what they were made from and with."""
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    hidden = network.tagger.encoder.hidden
    rows, size = {0: "rows"}, {0: "batch", 1: "tokens"}
    span, state = torch.zeros(3, SPAN), torch.zeros(3, hidden)
    graphs = {
        "encoder": (
            network.tagger, {"ids": (torch.ones(2, 8, dtype=torch.long), size), "mask": (torch.ones(2, 8), size)},
            {"hidden": size, "tags": size},
        ),
        "article": (network.article, {"hidden": (state, rows)}, {"vector": {}, "told": {}}),
        "spans": (
            network.spans,
            dict.fromkeys(("first", "last", "mean"), (state, rows))
            | {"role": (torch.zeros(3, dtype=torch.long), rows)},
            {"vectors": rows},
        ),
        "fillers": (
            network.fillers,
            dict.fromkeys(("mean", "most", "first"), (span, rows))
            | {"article": (span[:1], {}), "features": (torch.zeros(3, FILLER_FEATURES), rows)},
            {"scores": rows},
        ),
        "pairs": (
            network.pairs,
            {"a": (span, rows), "b": (span, rows), "features": (torch.zeros(3, PAIR_FEATURES), rows)},
            {"scores": rows},
        ),
    }  # fmt: skip
    for name, (module, inputs, outputs) in graphs.items():
        _write(module, inputs, outputs, folder / f"{name}.onnx")

    reader = json.loads((READER_DIR / "model.json").read_text("utf-8"))
    card = {
        "name": "histor-muc4", "started_from": f"{reader['name']}-{reader['version']}+{reader['digest'][:8]}",
        "tokenizer": tokenizer_digest(), "settings": asdict(settings),
    }  # fmt: skip
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def _write(module: torch.nn.Module, inputs: dict, outputs: dict, path: Path) -> None:
    """Export one graph, tables as 8-bit integers, weights in blocks of 32 with a scale of their own."""
    with tempfile.TemporaryDirectory() as scratch:
        plain, embedded = Path(scratch) / "plain.onnx", Path(scratch) / "embedded.onnx"
        torch.onnx.export(
            module, tuple(example for example, _ in inputs.values()), str(plain), input_names=list(inputs),
            output_names=list(outputs), opset_version=17, dynamo=False,
            dynamic_axes={name: axes for name, (_, axes) in inputs.items() if axes}
            | {name: axes for name, axes in outputs.items() if axes},
        )  # fmt: skip
        quantize_dynamic(
            plain, embedded, op_types_to_quantize=["Gather"], per_channel=True, weight_type=QuantType.QInt8
        )
        blocks = DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True, accuracy_level=4, bits=8)
        quantizer = MatMulNBitsQuantizer(onnx.load(embedded), algo_config=blocks)
        quantizer.process()
        quantizer.model.save_model_to_file(str(path))
