"""The Django app."""

from django.apps import AppConfig
from django.core import checks

from enliven.checks import ALL_CHECKS


class EnlivenConfig(AppConfig):
    """Registers the system checks."""

    name = "enliven"
    verbose_name = "Enliven"

    def ready(self) -> None:
        """Register the checks."""
        for check in ALL_CHECKS:
            checks.register(check, "enliven")
