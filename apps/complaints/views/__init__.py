from apps.complaints.views.board import board
from apps.complaints.views.detail import detail, reveal
from apps.complaints.views.export import export
from apps.complaints.views.papers import slip
from apps.complaints.views.register import register
from apps.complaints.views.take_step import take_step

__all__ = ["board", "detail", "export", "register", "reveal", "slip", "take_step"]
