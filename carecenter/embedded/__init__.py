"""PostgreSQL and Redis of our own, for a machine that has neither.

Used only where DATABASE_URL or REDIS_URL is unset. Both servers run as children on unix sockets in a short
private folder, keep their data under var/ and stop with the process that started them. Importing this package
or asking for an address starts nothing; `start` and `ensure` do.
"""

from carecenter.embedded.addresses import broker_url, cache_url, database_url, urls
from carecenter.embedded.places import RUN, VAR
from carecenter.embedded.secret import secret_key
from carecenter.embedded.servers import Servers, ensure, start
from carecenter.embedded.trouble import Trouble

__all__ = [
    "RUN",
    "VAR",
    "Servers",
    "Trouble",
    "broker_url",
    "cache_url",
    "database_url",
    "ensure",
    "secret_key",
    "start",
    "urls",
]
