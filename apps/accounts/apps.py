from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        checks.register(known_roles, "carecenter")


def known_roles(app_configs: Any, **_options: Any) -> list[checks.CheckMessage]:
    """A role misspelt in SECOND_FACTOR_REQUIRED would quietly go without."""
    from apps.accounts.models import Role

    unknown = sorted(set(settings.SECOND_FACTOR_REQUIRED) - set(Role.values))
    words = f"SECOND_FACTOR_REQUIRED names no role of the house: {', '.join(unknown)}"
    return (
        [checks.Error(words, hint=f"Roles: {', '.join(Role.values)}", id="accounts.E001")] if unknown else []
    )
