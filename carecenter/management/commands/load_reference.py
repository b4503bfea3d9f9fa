"""Load what every house starts with: calendar, outcomes, question sets, complaint categories. Safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from apps.callbacks import reference as callbacks
from apps.complaints import reference as complaints
from apps.rulebook import reference as rulebook

PARTS = (rulebook, callbacks, complaints)


class Command(BaseCommand):
    help = "Load reference data (official calendar, outcomes, question sets, categories). Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        with transaction.atomic():
            for part in PARTS:
                part.load(now=now)
