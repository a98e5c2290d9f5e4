"""Makes VGG16 weights in every format that `trainer weights import` reads, with torchvision's answers for them.

The weights are random (seeded), the formats are the real ones:

    vgg16-zip.pth            torch.save of torchvision's state dict, as since PyTorch 1.6
    vgg16-legacy.pth         the same, as PyTorch 0.4 to 1.5 wrote it
    vgg16-2017.pth           the same, as PyTorch 0.1.10 wrote it under Python 2: how vgg16-397923af.pth came about
    vgg16-timm.safetensors   names and shapes of timm's vgg16.tv_in1k
    vgg16.json               pooled features (and, at full width, logits) of an input made by a formula

Usage:

    python vgg16_torchvision.py full FOLDER    full width: 528 MiB a file, in FOLDER, never committed
    python vgg16_torchvision.py small          divided widths, into ../tests/fixtures/vgg16

Written with torch 2.15, torchvision 0.29, timm 1.0.31, safetensors 0.8. `small` needs no timm: at divided widths the
names come from the same table, which `full` checks against timm's own model.
"""

import io
import json
import math
import pickle
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file
from torchvision.models import vgg

SEED = 20170326

# What timm's `vgg16.tv_in1k` calls torchvision's classifier, and the shape it gives the first two layers: there they are
# convolutions.
TIMM_NAMES = {"classifier.0": "pre_logits.fc1", "classifier.3": "pre_logits.fc2", "classifier.6": "head.fc"}


def network(divisor, hidden, classes):
    """torchvision's VGG16 with every width divided; with divisor 1, hidden 4096 and 1000 classes, `vgg16()` itself."""
    torch.manual_seed(SEED)
    widths = [v if v == "M" else max(v // divisor, 1) for v in vgg.cfgs["D"]]
    net = vgg.VGG(vgg.make_layers(widths), num_classes=classes, init_weights=False)
    last = [v for v in widths if v != "M"][-1]
    net.classifier = torch.nn.Sequential(
        torch.nn.Linear(last * 7 * 7, hidden),
        torch.nn.ReLU(True),
        torch.nn.Dropout(),
        torch.nn.Linear(hidden, hidden),
        torch.nn.ReLU(True),
        torch.nn.Dropout(),
        torch.nn.Linear(hidden, classes),
    )
    for module in net.modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            # Keeps activations at the same size through all sixteen layers, so that a wrong one shows in the logits.
            torch.nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="relu")
            torch.nn.init.uniform_(module.bias, -0.1, 0.1)
    return net.eval()


def picture(side):
    """The input, [1, 3, side, side]: sin(0.05 y + 0.03 x + c) + sin(1.7 x - 2.3 y + 0.5 c), computed in f64."""
    c, y, x = torch.meshgrid(*(torch.arange(n, dtype=torch.float64) for n in (3, side, side)), indexing="ij")
    return (torch.sin(0.05 * y + 0.03 * x + c) + torch.sin(1.7 * x - 2.3 * y + 0.5 * c)).float()[None]


def timm_layout(state):
    renamed = {}
    for name, tensor in state.items():
        layer, _, parameter = name.rpartition(".")
        name = f"{TIMM_NAMES.get(layer, layer)}.{parameter}"
        if name == "pre_logits.fc1.weight":
            tensor = tensor.reshape(tensor.shape[0], -1, 7, 7)
        elif name == "pre_logits.fc2.weight":
            tensor = tensor[:, :, None, None]
        renamed[name] = tensor.contiguous()
    return renamed


def save_2017(state, path):
    """The stream of PyTorch 0.1.10: `_rebuild_tensor` with four arguments, six fields to a storage, keys that are
    numbers like addresses in memory, an ordered dict as Python 2 reduced it. Checked against torch.load below."""
    storages = {}

    class Pickler(pickle._Pickler):
        def persistent_id(self, value):
            if isinstance(value, torch.storage.TypedStorage):
                key = str(94000000000000 + 64 * len(storages))
                storages[key] = value
                return ("storage", torch.FloatStorage, key, "cpu", value._size(), None)
            return None

        def reducer_override(self, value):
            if isinstance(value, torch.Tensor):
                return torch._utils._rebuild_tensor, (
                    value._typed_storage(),
                    value.storage_offset(),
                    tuple(value.shape),
                    value.stride(),
                )
            if isinstance(value, OrderedDict):
                return OrderedDict, ([list(item) for item in value.items()],)
            return NotImplemented

    stream = io.BytesIO()
    for header in (
        0x1950A86A20F9469CFC6C,
        1001,
        {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}},
    ):
        pickle.dump(header, stream, protocol=2)
    Pickler(stream, protocol=2).dump(OrderedDict(state))
    keys = sorted(storages)
    pickle.dump(keys, stream, protocol=2)
    for key in keys:
        stream.write(storages[key]._size().to_bytes(8, "little"))
        values = torch.empty(0, dtype=torch.uint8).set_(storages[key]._untyped_storage)
        stream.write(values.numpy().tobytes())
    path.write_bytes(stream.getbuffer())
    again = torch.load(path, weights_only=False)
    assert list(again) == list(state) and all(torch.equal(again[k], state[k]) for k in state)


def answers(net, side, with_logits):
    with torch.no_grad():
        x = picture(side)
        features = net.features(x)
        found = {"side": side, "pooled": features.mean((2, 3))[0].tolist()}
        if with_logits:
            found["logits"] = net(x)[0].tolist()
    assert all(math.isfinite(v) for v in found["pooled"])
    return found


def full(folder):
    import timm

    folder.mkdir(parents=True, exist_ok=True)
    net = network(1, 4096, 1000)
    state = net.state_dict()
    expected = vgg.vgg16(weights=None).state_dict()
    assert {k: v.shape for k, v in state.items()} == {k: v.shape for k, v in expected.items()}
    torch.save(state, folder / "vgg16-zip.pth")
    torch.save(state, folder / "vgg16-legacy.pth", _use_new_zipfile_serialization=False)
    save_2017(state, folder / "vgg16-2017.pth")
    renamed = timm_layout(state)
    model = timm.create_model("vgg16.tv_in1k", pretrained=False).eval()
    model.load_state_dict(renamed, strict=True)
    with torch.no_grad():
        difference = (model(picture(224)) - net(picture(224))).abs().max().item()
    print(f"timm and torchvision differ by {difference:.2e} at most")
    save_file(renamed, folder / "vgg16-timm.safetensors", metadata={"format": "pt"})
    (folder / "vgg16.json").write_text(json.dumps({"1": answers(net, 224, True)}))


def small(folder):
    folder.mkdir(parents=True, exist_ok=True)
    net = network(32, 4, 10)
    state = net.state_dict()
    torch.save(state, folder / "vgg16-zip.pth")
    torch.save(state, folder / "vgg16-legacy.pth", _use_new_zipfile_serialization=False)
    save_file(timm_layout(state), folder / "vgg16-timm.safetensors", metadata={"format": "pt"})
    smaller = network(64, 2, 10)
    save_2017(smaller.state_dict(), folder / "vgg16-2017.pth")
    found = {"32": answers(net, 64, False), "64": answers(smaller, 64, False)}
    (folder / "vgg16.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "full":
        full(Path(sys.argv[2]))
    elif sys.argv[1:] == ["small"]:
        small(Path(__file__).parent.parent / "tests" / "fixtures" / "vgg16")
    else:
        sys.exit(__doc__)
