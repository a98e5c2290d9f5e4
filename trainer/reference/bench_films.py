"""How many films a second torchvision reads and prepares on one thread.

    python trainer/reference/bench_films.py [FOLDER]

The counterpart of `trainer/benches/films.rs`: the same files (NIH's at 1024 x 1024 pixels beside the project unless a
folder is named), from the disk's cache, one thread, each measure over all films, the fastest and the median of 30 runs.
`read` decodes to 8-bit gray; `read_to_grid` goes on to 256 x 256; `read_to_input` to 224 x 224, normalised, three channels.
Needs torch and torchvision.
"""

import statistics
import sys
import time
from pathlib import Path

import torch
import torchvision
from torchvision.io import ImageReadMode, decode_image, read_file
from torchvision.transforms.v2 import functional as F

RUNS = 30
MEAN, SD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def read(path):
    return decode_image(read_file(path), mode=ImageReadMode.GRAY)


def read_to_grid(path):
    return F.resize(read(path), [256, 256], antialias=True)


def read_to_input(path):
    film = F.resize(read_to_grid(path), [224, 224], antialias=True)
    return F.normalize(F.to_dtype(film, torch.float32, scale=True).expand(3, -1, -1), MEAN, SD)


def main():
    default = Path(__file__).resolve().parents[2] / "../shared/nih-slice/images_1024"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    films = sorted(str(path) for path in folder.rglob("*") if path.is_file())
    if not films:
        sys.exit(f"{folder} holds no films")
    torch.set_num_threads(1)
    print(f"{len(films)} films in {folder}; torch {torch.__version__}, torchvision {torchvision.__version__}")
    for measure in (read, read_to_grid, read_to_input):
        times = []
        for _ in range(RUNS):
            started = time.perf_counter()
            for film in films:
                measure(film)
            times.append(time.perf_counter() - started)
        fastest, median = (len(films) / t for t in (min(times), statistics.median(times)))
        print(f"{measure.__name__:14} {fastest:7.1f} films/s fastest, {median:7.1f} median")


if __name__ == "__main__":
    main()
