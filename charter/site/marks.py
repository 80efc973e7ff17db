"""The mark of a site, read from a picture that somebody sends."""

import io
import warnings

from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps

from charter.core.errors import About, Invalid

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_FILE_BYTES = 400_000
MAX_PIXELS = 25_000_000
"""Of a picture that is opened: its memory is four bytes for each."""
MAX_SIDE_PX = 192
"""Of the mark as it is kept: three times its largest size on a page."""


def read(sent: bytes) -> bytes:
    """The picture as a PNG of at most `MAX_SIDE_PX` each way, made anew from its pixels: nothing else
    of the file is kept. Invalid if it is too large, or no picture of `FORMATS`."""
    if len(sent) > MAX_FILE_BYTES:
        raise Invalid(About("mark", _l("This picture is larger than 400 kB. Send a smaller one.")))

    try:
        return _made_anew(sent)
    except Exception:  # whatever Pillow stumbles on in a damaged file, struct.error and EOFError too
        raise Invalid(About("mark", _l("This is not a picture that can be read: send a PNG, JPEG or WebP."))) from None


def _made_anew(sent: bytes) -> bytes:
    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(sent), formats=FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        picture.draft("RGB", (MAX_SIDE_PX, MAX_SIDE_PX))
        upright = ImageOps.exif_transpose(picture)
        if upright.mode.startswith("I"):  # grey of 16 bits, which Pillow would cut off at 255
            upright = upright.convert("I").point(lambda grey: grey / 256).convert("L")
        pixels = upright.convert("RGBA")

    pixels.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    made = io.BytesIO()
    pixels.save(made, "PNG", optimize=True)
    return made.getvalue()
