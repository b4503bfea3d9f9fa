"""The lock-out of the sign-in page under a name people can read."""

from axes.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LockoutConfig(AppConfig):
    verbose_name = _("Sign-in attempts")
