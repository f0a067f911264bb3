"""How fast a watermark and a thumbnail are drawn, and in how much memory; `make bench-media`.

One 12-megapixel JPEG of 3 to 5 MB, in processes of their own that take turns, so that all of them
meet the same machine. Rates are photos per second of one core: processor time, not the clock's,
which others at work would falsify; the median of five rounds, beside the one that was disturbed
least. Memory is what a process held at most beyond what it held when everything was loaded.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median
from time import process_time

from PIL import Image, ImageDraw

from services.media import logos, watermark
from services.media.captions import Caption, Line
from services.media.lettering import Lettering
from services.media.pictures import QUALITY, decode, encode, shrink
from services.media.sandbox import THUMBNAIL, reduced
from services.media.templates import Style
from tests.bench.media_scale import twelve_megapixels

ROUNDS, PHOTOS = 5, 6
CAPTION = Caption(
    "14:05",
    "2026年11月23日",
    "星期二",
    (
        Line(
            "地点", "辽宁省抚顺市望花区古城子街道西露天矿国家矿山公园东门北侧约二百米", plain=True
        ),
        Line("坐标", "东经 123.91234° 北纬 41.88123°", plain=True),
        Line("单位", "抚顺市望花区古城子街道办事处综合行政执法队", plain=True),
        Line("人员", "欧阳娜娜", plain=True),
        Line("编号", "FSWH-2026-000123"),
        Line("类别", "暴露垃圾"),
    ),
    "ABCD-EFGH-JKLM",
    "https://city.example/verify/ABCDEFGHJKLM",
    Style(title="抚顺市容整治"),
)
WORDS = [CAPTION.date, *(line.text for line in CAPTION.lines), CAPTION.code]
LETTERING = Lettering.load()
LOGO = logos.read(logos.drawn())
CONVERT = next(filter(os.path.exists, ("/usr/bin/convert", "/opt/homebrew/bin/convert")), None)


@dataclass(frozen=True)
class Cost:
    """Processor seconds and added bytes of one photo."""

    seconds: float
    added: int


def ours(content: bytes) -> tuple[bytes, bytes]:
    """As the sandbox does it: one decoding, words on their own ground, thumbnail by averages."""
    photo = decode(content)
    thumbnail = encode(reduced(photo, THUMBNAIL))
    return encode(watermark.draw(photo, CAPTION, LETTERING, LOGO)), thumbnail


def ours_with_draft(content: bytes) -> tuple[bytes, bytes]:
    """The same with the thumbnail from a second, coarse decoding."""
    with Image.open(BytesIO(content)) as coarse:
        coarse.draft("RGB", (THUMBNAIL, THUMBNAIL))
        thumbnail = encode(shrink(coarse, THUMBNAIL))
    marked = watermark.draw(decode(content), CAPTION, LETTERING, LOGO)
    return encode(marked), thumbnail


def plain(content: bytes) -> tuple[bytes, bytes]:
    """As tutorials do it: a transparent layer as large as the picture, and everything in full."""
    photo = Image.open(BytesIO(content)).convert("RGBA")
    layer = Image.new("RGBA", photo.size, (0, 0, 0, 0))
    pen, font = ImageDraw.Draw(layer), LETTERING.faces[0].font(81)
    top = photo.height - 120 * len(WORDS)
    pen.rectangle((0, top, photo.width, photo.height), fill=(0, 0, 0, 153))
    for count, word in enumerate(WORDS):
        pen.text((80, top + 120 * count), word, (255, 255, 255, 255), font)
    marked = Image.alpha_composite(photo, layer).convert("RGB")
    thumbnail = photo.convert("RGB").resize(
        (THUMBNAIL, THUMBNAIL * photo.height // photo.width), Image.Resampling.LANCZOS
    )
    return _saved(marked), _saved(thumbnail)


def magick(content: bytes) -> tuple[bytes, bytes]:
    """ImageMagick on one thread, with the same words."""
    assert CONVERT is not None
    with tempfile.TemporaryDirectory() as folder:
        source, marked, small = (Path(folder) / f"{name}.jpg" for name in ("in", "out", "small"))
        source.write_bytes(content)
        words = "\n".join(WORDS)
        command = [
            CONVERT,
            source,
            "-fill",
            "rgba(0,0,0,0.6)",
            "-draw",
            "rectangle 0,2200 4000,3000",
        ]
        command += ["-font", LETTERING.faces[0].path, "-pointsize", "81", "-fill", "white"]
        command += ["-gravity", "SouthWest", "-annotate", "+80+20", words, "-quality", str(QUALITY)]
        command += ["(", "+clone", "-thumbnail", f"{THUMBNAIL}x", "-write", small, "+delete", ")"]
        environment = {**os.environ, "MAGICK_THREAD_LIMIT": "1"}
        subprocess.run([*map(str, command), str(marked)], check=True, env=environment)
        return marked.read_bytes(), small.read_bytes()


WAYS: dict[str, Callable[[bytes], tuple[bytes, bytes]]] = {
    "ours": ours,
    "ours, thumbnail by draft": ours_with_draft,
    "plain Pillow": plain,
    "ImageMagick": magick,
}


def main() -> None:
    content = twelve_megapixels()
    print(f"  a JPEG of 12 megapixels and {len(content) / 1e6:.1f} MB")
    ways = [name for name in WAYS if name != "ImageMagick" or CONVERT]
    if not CONVERT:
        print("  ImageMagick isn't installed and was left out")
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name in ways:
            costs[name].append(_in_a_process(name, content))
    print("  | way | photos/s per core | in the best round | against ours | added memory |")
    print("  |---|---|---|---|---|")
    first = median(cost.seconds for cost in costs[ways[0]])
    for name in ways:
        every = [cost.seconds for cost in costs[name]]
        seconds, best = median(every), min(every)
        added = max(cost.added for cost in costs[name]) / 2**20
        figures = f"{1 / seconds:.1f} | {1 / best:.1f} | {first / seconds:.2f} | {added:.0f} MiB"
        print(f"  | {name} | {figures} |")


def _in_a_process(name: str, content: bytes) -> Cost:
    """What a photo costs in a child, after one to warm up; its memory is its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        before = _resident()
        Path("/proc/self/clear_refs").write_text("5")
        picture, thumbnail = WAYS[name](content)
        assert len(picture) > 1_000_000 > len(thumbnail)
        started = _processor()
        for _ in range(PHOTOS):
            WAYS[name](content)
        seconds = (_processor() - started) / PHOTOS
        if name == "ImageMagick":
            added = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        else:
            added = _peak() - before
        os.write(writing, f"{seconds} {added}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read().split()
    os.waitpid(child, 0)
    if len(answer) != 2:
        sys.exit(f"{name} failed")
    return Cost(float(answer[0]), int(answer[1]))


def _processor() -> float:
    """Processor seconds of this process and of those it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def _resident() -> int:
    return _status("VmRSS")


def _peak() -> int:
    return _status("VmHWM")


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def _saved(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


if __name__ == "__main__":
    main()
