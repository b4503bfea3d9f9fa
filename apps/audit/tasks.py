from datetime import datetime
from typing import Any

from apps.audit import services
from apps.jobs.running import sweep


@sweep("audit.seal_facts")
def seal_facts(now: datetime) -> dict[str, Any]:
    return services.seal_facts(now=now)
