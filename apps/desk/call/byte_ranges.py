"""A part of a file, as players ask for it to jump (RFC 9110, one range)."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpResponse, StreamingHttpResponse

BLOCK = 2**16
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def ranged(path: Path, *, header: str, content_type: str) -> HttpResponse | StreamingHttpResponse:
    """The whole file, the asked part (206), or 416 for a part that is not there."""
    size = path.stat().st_size
    span = _span(header, size=size)
    if span is None:
        response = StreamingHttpResponse(_whole(path), content_type=content_type)
        response["Content-Length"] = str(size)
    elif not span:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        response = HttpResponse(_read(path, span), status=206, content_type=content_type)
        response["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


def _span(header: str, *, size: int) -> range | None:
    """The asked part; None for the whole, an empty range for a part that is not there."""
    asked = RANGE.fullmatch(header.strip())
    if asked is None or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size) if int(last) else range(0)
    return range(int(first), min(int(last) + 1 if last else size, size))


def _whole(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _read(path: Path, span: range) -> bytes:
    with path.open("rb") as file:
        file.seek(span.start)
        return file.read(len(span))
