"""The end of a day: customers get their replies, agents hand in their sheets (S57, S61)."""

from contextlib import suppress
from datetime import datetime

from apps.callbacks import services as calls
from apps.callbacks.models import Inquiry
from apps.core.refusal import Refused
from apps.desk.demo import words
from apps.desk.demo.chance import chance
from apps.desk.demo.scene import Scene

LATE_SHARE, ADOPTED_SHARE, NO_SHEET_SHARE = 0.06, 0.6, 0.15
SHEET_DAYS = (
    4  # since when day sheets are asked for: older ones tell nobody anything new and would only cost time
)


class Evenings:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def reply(self, at: datetime) -> None:
        """Nearly everybody has been told by six in the evening; the rest hears the next day."""
        rows = (
            Inquiry.objects.open()
            .select_related("duty__owner", "store")
            .order_by("duty__due_at", "duty__title")
        )
        for one in rows:
            draw = chance(self.scene.today, "reply", one.kind, one.duty.title)
            fresh = self.scene.day_of(one.raised_at) == self.scene.day_of(at)
            if fresh and draw.random() < LATE_SHARE:
                continue
            adopted = draw.random() < ADOPTED_SHARE if one.kind == Inquiry.Kind.SUGGESTION else None
            calls.answer_inquiry(
                one,
                reply=draw.choice(words.REPLIES[one.kind]),
                channel=draw.choice(("phone", "message")),
                adopted=adopted,
                why="" if adopted is not False else draw.choice(words.NOT_ADOPTED),
                now=at,
                by=one.duty.owner,
            )

    def hand_in(self, at: datetime) -> None:
        """Each agent's day; somebody forgets it now and then."""
        day = self.scene.day_of(at)
        if self.scene.days_left(day) > SHEET_DAYS:
            return
        for agent in self.scene.cast.agents:
            draw = chance(self.scene.today, "sheet", day, agent.username)
            if draw.random() < NO_SHEET_SHARE:
                continue
            remark = draw.choice(words.DAY_REMARKS)
            with suppress(Refused):  # no call was made on this day
                calls.hand_in_day_sheet(day, store=self.scene.store, remark=remark, now=at, by=agent)
