"""A number as a QR code, for the phone on the desk."""

from apps.core.qr import Drawing, drawing


def number_code(number: str) -> Drawing:
    """What a phone's camera reads as `tel:` and this number."""
    return drawing(f"tel:{number}")
