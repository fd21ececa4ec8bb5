"""Open an image wholly: only a file that decodes to its last row can be read by a reviewer."""

import io
import warnings

from PIL import Image, ImageStat

from tongban.documents.types import Examined, Rejected
from tongban.kernel.words import Words

MOST_PIXELS = 50_000_000
SHORTEST_LONG_SIDE = 600
FLATTEST = 3.0
"""Standard deviation of brightness (0 to 127) under which a picture shows next to nothing."""

BROKEN = Words(
    "图片不完整或已损坏，可能没有传完。请重新拍摄或重新导出后再上传。",
    "The image is incomplete or damaged; perhaps it was cut off on the way. Take or export it again, then upload it.",
)
TOO_MANY_PIXELS = Words(
    "图片尺寸为 {size}，超过 5000 万像素的上限。请缩小后再上传。",
    "The image measures {size}, above the limit of 50 million pixels. Make it smaller, then upload it.",
)
TOO_SMALL = Words(
    "图片尺寸为 {size}，文字会看不清。请上传较长一边不少于 600 像素的图片。",
    "The image measures {size}: its text cannot be read. Upload one whose longer side has at least 600 pixels.",
)
MOVES = Words("这是动画。请上传静止的图片。", "This is an animation. Upload a still image.")
CLEAR = Words("清楚，尺寸 {size}", "Clear, {size} pixels")
FLAT = Words("图片几乎是空白的，请确认没有传错。", "The image is almost blank. Please check that it is the right one.")
COARSE = Words("尺寸 {size}，小字可能看不清。", "{size} pixels: small print may be hard to read.")


def examine_image(content: bytes, kind: str) -> Examined:
    """The image's type and remarks. `kind` is what its first bytes promise: Pillow tries no other decoder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=[kind]) as image:
                check_size(image)
            with Image.open(io.BytesIO(content), formats=[kind]) as image:
                image.load()
                if getattr(image, "n_frames", 1) > 1:
                    raise Rejected(MOVES)
                return Examined(f"image/{kind.lower()}", 1, remarks_on(image))
        except Rejected:
            raise
        except Image.DecompressionBombError:
            raise Rejected(TOO_MANY_PIXELS.filled(size="?")) from None
        except Exception:  # Pillow's decoders fail in many ways; each means the same to the person
            raise Rejected(BROKEN) from None


def check_size(image: Image.Image) -> None:
    """The size as the header says, before anything is decoded; then the file's own checksums."""
    size = f"{image.width}×{image.height}"
    if image.width * image.height > MOST_PIXELS:
        raise Rejected(TOO_MANY_PIXELS.filled(size=size))
    if max(image.size) < SHORTEST_LONG_SIDE:
        raise Rejected(TOO_SMALL.filled(size=size))
    image.verify()


def remarks_on(image: Image.Image) -> tuple[Words, ...]:
    size = f"{image.width}×{image.height}"
    brightness = ImageStat.Stat(image.convert("RGB").convert("L"))
    if brightness.stddev[0] < FLATTEST:
        return (FLAT,)
    return ((COARSE if max(image.size) < 1000 else CLEAR).filled(size=size),)
