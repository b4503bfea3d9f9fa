from django.apps import AppConfig
from django.core.checks import register


class HouseConfig(AppConfig):
    """The project package itself: commands that start and set up the whole house."""

    name = "carecenter"
    label = "house"

    def ready(self) -> None:
        from carecenter.assets import check_assets
        from carecenter.logs import configure

        configure()
        register(check_assets)
