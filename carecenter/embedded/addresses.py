"""The addresses of the embedded servers. Pure: asking starts nothing."""

from carecenter.embedded.places import PGSOCK, REDIS_SOCK

DATABASE = "carecenter"
OWNER = "postgres"
APPLICATION = "carecenter_app"


def database_url(*, owner: bool) -> str:
    """The address of the embedded database for django-environ, as its owner or as the application role."""
    return f"postgres://{OWNER if owner else APPLICATION}@/{PGSOCK}/{DATABASE}"


def cache_url() -> str:
    """The cache; another database than the broker, so that clearing the cache loses no message."""
    return f"unix://{REDIS_SOCK}?db=2"


def broker_url() -> str:
    return f"redis+socket://{REDIS_SOCK}?virtual_host=0"


def urls() -> dict[str, str]:
    """All addresses by name: owner, app, cache, broker."""
    return {
        "owner": database_url(owner=True),
        "app": database_url(owner=False),
        "cache": cache_url(),
        "broker": broker_url(),
    }
