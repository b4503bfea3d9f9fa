"""Who gets a call: the agent with the fewest open calls, never the one who served the customer (S01, S02)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Count

from apps.accounts.models import Role, Store, User
from apps.callbacks.models import Callback


def present_agents(store: Store, *, on: date) -> list[int]:
    """Ids of the agents of the store who are not away on that day."""
    holding = User.objects.holding(Role.AGENT, store=store, on=on)
    return list(User.objects.present(on).filter(pk__in=holding.values("pk")).values_list("pk", flat=True))


def loads(store: Store, agents: Iterable[int]) -> dict[int, int]:
    """How many open calls each of these agents has."""
    found = dict.fromkeys(agents, 0)
    rows = Callback.objects.open().filter(store=store, duty__owner__in=list(found))
    found.update(rows.order_by().values_list("duty__owner").annotate(count=Count("pk")))
    return found


def least_loaded_agent(store: Store, *, on: date, exclude: Iterable[User | int | None] = ()) -> User | None:
    """The present agent with the fewest open calls, by id where equal; None when nobody is there."""
    barred = {user.pk if isinstance(user, User) else user for user in exclude}
    agents = [pk for pk in present_agents(store, on=on) if pk not in barred]
    if not agents:
        return None
    load = loads(store, agents)
    return User.objects.get(pk=min(agents, key=lambda pk: (load[pk], pk)))


def water_level(load: Mapping[int, int], count: int) -> int:
    """How high the loads stand once `count` calls more are dealt, each to the least loaded."""
    level, held = 0, 0
    for place, height in enumerate(sorted(load.values()), start=1):
        if height * place - held - height >= count:
            break
        held += height
        level = -(-(count + held) // place)
    return level
