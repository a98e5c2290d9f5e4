"""Reference values for `shared/tests/vgg16_reference.rs`, from torchvision's VGG16 and PyTorch's autograd.

    pip install torch torchvision
    python make_vgg16_reference.py > vgg16_reference.json

Weights and film come from a generator that both sides write in ten lines, so that no weights need to be stored. Widths
are VGG16's divided by 16. Everything is computed in float64.
"""

import json
import math
import sys

import torch
import torchvision

DIVISOR = 16
HIDDEN = 8
SIDE = 224


class Generator:
    """Numerical Recipes' 64-bit linear congruential generator; the upper 32 bits as a number in [-1, 1)."""

    def __init__(self, seed):
        self.state = seed

    def numbers(self, count, scale):
        out = []
        for _ in range(count):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
            out.append(((self.state >> 32) / 2**31 - 1.0) * scale)
        # Rounded to float32 first: both sides start from the same numbers.
        return torch.tensor(out, dtype=torch.float32).double()


def fill(parameter, generator, scale):
    with torch.no_grad():
        parameter.copy_(generator.numbers(parameter.numel(), scale).reshape(parameter.shape))


def main():
    torch.set_default_dtype(torch.float64)
    plan = [c if c == "M" else c // DIVISOR for c in torchvision.models.vgg.cfgs["D"]]
    features = torchvision.models.vgg.make_layers(plan)
    head = torch.nn.Sequential(
        torch.nn.Linear(512 // DIVISOR, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 1)
    )
    generator = Generator(11)
    for layer in list(features) + list(head):
        if hasattr(layer, "weight"):
            fan_in = layer.weight[0].numel()
            fill(layer.weight, generator, math.sqrt(6.0 / fan_in))
            fill(layer.bias, generator, 0.1)
    film = generator.numbers(3 * SIDE * SIDE, 2.0).reshape(1, 3, SIDE, SIDE)

    maps = film
    blocks = []
    for index, layer in enumerate(features):
        if index == len(features) - 1:
            break  # the fifth pool
        maps = layer(maps)
        if isinstance(layer, torch.nn.MaxPool2d):
            blocks.append(maps.mean().item())
    maps.retain_grad()
    pooled = features[-1](maps).mean(dim=(2, 3))
    logit = head(pooled)
    logit.backward()
    alpha = maps.grad.mean(dim=(2, 3), keepdim=True)
    cam = torch.relu((alpha * maps).sum(dim=1))[0]
    json.dump(
        {
            "torch": torch.__version__,
            "torchvision": torchvision.__version__,
            "names": [f"features.{n}" for n, _ in features.named_parameters()],
            "pooled": pooled[0].tolist(),
            "logit": logit.item(),
            "grad_cam": cam.flatten().tolist(),
        },
        sys.stdout,
    )


main()
