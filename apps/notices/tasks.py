"""Mail and chat: sweeps find what has to be told, a job each tells it."""

from datetime import datetime
from typing import Any

from apps.accounts.models import Store, User
from apps.jobs.running import Run, job, sweep
from apps.jobs.stores import over_stores
from apps.notices import services
from apps.notices.models import ChatMessage


@sweep("notices.gather_messages")
def gather_messages(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"messages": services.gather_messages(now=now, store=store)})


@sweep("notices.ask_for_digests")
def ask_for_digests(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"people": services.ask_for_digests(now=now, store=store)})


@job("notices.post_message")
def post_message(run: Run) -> dict[str, Any]:
    message = ChatMessage.objects.select_related("room").get(pk=run.payload["message"])
    services.post_message(message, now=run.now)
    return {}


@job("notices.mail_digest")
def mail_digest(run: Run) -> dict[str, Any]:
    user, store = User.objects.get(pk=run.payload["user"]), Store.objects.get(pk=run.payload["store"])
    return {"notices": services.send_digest(user, store=store, now=run.now)}
