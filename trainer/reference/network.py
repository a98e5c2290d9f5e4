"""Lobar's network in PyTorch: torchvision's VGG16, the mean over its fifth pool, two dense layers, a logit.

Parameters have the names and the order that a model package gives them. Not here: weights, dropout, batch
normalisation.
"""

import torch
from torch import Tensor, nn
from torchvision.models.vgg import cfgs, make_layers

# Index in torchvision's `features` -> number in Keras' list: the input is 0, pools count, ReLU does not.
KERAS_NUMBER = {0: 1, 2: 2, 5: 4, 7: 5, 10: 7, 12: 8, 14: 9, 17: 11, 19: 12, 21: 13, 24: 15, 26: 16, 28: 17}

# `features[:PREFIX]` is everything up to block5_conv2 and its ReLU: what 17 frozen layers leave untouched.
PREFIX = 28


class Head(nn.Module):
    """[batch, channels] -> [batch]."""

    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(channels, hidden)
        self.output = nn.Linear(hidden, 1)

    def forward(self, pooled: Tensor) -> Tensor:
        return self.output(torch.relu(self.hidden(pooled))).squeeze(1)


class Classifier(nn.Module):
    """[batch, 3, side, side] -> logits [batch]; side is a multiple of 32."""

    def __init__(self, width_divisor: int = 1, hidden: int = 256) -> None:
        super().__init__()
        layers = [c if isinstance(c, str) else c // width_divisor for c in cfgs["D"]]
        self.features = make_layers(layers, batch_norm=False)
        self.head = Head(512 // width_divisor, hidden)

    def prefix(self, films: Tensor) -> Tensor:
        """[batch, 3, side, side] -> [batch, 512, side / 16, side / 16] (at full width)."""
        return self.features[:PREFIX](films)

    def suffix(self, maps: Tensor) -> Tensor:
        """What `prefix` gave -> logits."""
        return self.head(self.features[PREFIX:](maps).mean(dim=(2, 3)))

    def forward(self, films: Tensor) -> Tensor:
        return self.suffix(self.prefix(films))

    def freeze(self, frozen_layers: int) -> list[nn.Parameter]:
        """Freezes Keras' layers `0..frozen_layers` (an open range); returns the parameters left to train."""
        for index, number in KERAS_NUMBER.items():
            self.features[index].requires_grad_(number >= frozen_layers)
        return [p for p in self.parameters() if p.requires_grad]
