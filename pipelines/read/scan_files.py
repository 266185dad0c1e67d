"""Files that hold pictures of pages (PNG, JPEG, TIFF), page by page. What stands on them is for ``scan``."""

import io

from PIL import Image, ImageOps

from pipelines.read.model import SourceRejected

_INCH = 72.0
_LEAST_DPI, _MOST_DPI = 90.0, 1300.0
_A4_WIDTH = 8.27
_MOST_PAGES = 2000
_DAMAGED = "the picture is cut off or damaged"
_SEND_AGAIN = "scan it again and send that file"


def count_frames(source_name: str, data: bytes) -> int:
    """Return how many pages a picture has. Raises SourceRejected where it is damaged or has too many."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            count = int(getattr(image, "n_frames", 1))
    except Image.DecompressionBombError as error:
        raise SourceRejected(source_name, "the picture has too many pixels", "send it at 300 dpi") from error
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise SourceRejected(source_name, _DAMAGED, _SEND_AGAIN) from error
    if count > _MOST_PAGES:
        raise SourceRejected(source_name, f"the picture has {count} pages", f"send at most {_MOST_PAGES} in one file")
    return count


def open_frame(source_name: str, data: bytes, at: int) -> tuple[Image.Image, float]:
    """Return one page of a picture, the way up that its camera noted, and how many points a pixel of it is wide."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.seek(at)
            said = opened.info.get("dpi", (0, 0))
            image = ImageOps.exif_transpose(opened)
            image.load()
    except Image.DecompressionBombError as error:
        raise SourceRejected(source_name, "the picture has too many pixels", "send it at 300 dpi") from error
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise SourceRejected(source_name, _DAMAGED, _SEND_AGAIN) from error
    dpi = float(said[0]) if isinstance(said, tuple) and said else 0.0
    if not _LEAST_DPI <= dpi <= _MOST_DPI:  # none noted, or that of a screen: a sheet of A4
        dpi = min(image.size) / _A4_WIDTH
    return image, _INCH / dpi
