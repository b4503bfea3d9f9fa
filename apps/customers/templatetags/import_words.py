"""What reading a list told, in sentences."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.customers.models import ImportBatch
from apps.customers.rules.refusals import finding_sentence

register = template.Library()


@register.simple_tag
def read_words(batch: ImportBatch) -> str:
    """Sheet, heading row, rows skipped and hidden, and whether the columns were remembered."""
    sheet = batch.found.get("sheet")
    heading = _("Sheet “%(sheet)s”, heading in row %(row)s.") if sheet else _("Heading in row %(row)s.")
    words = [
        heading % {"sheet": sheet, "row": batch.header_row},
        ngettext("%(count)s row.", "%(count)s rows.", batch.read_count) % {"count": batch.read_count},
    ]
    skipped = sum(batch.found.get("skipped", {}).values())
    if skipped:
        text = ngettext(
            "%(count)s row with titles, totals or nothing was skipped.",
            "%(count)s rows with titles, totals or nothing were skipped.",
            skipped,
        )
        words.append(text % {"count": skipped})
    if hidden := batch.found.get("hidden"):
        text = ngettext("%(count)s hidden row is read too.", "%(count)s hidden rows are read too.", hidden)
        words.append(text % {"count": hidden})
    if batch.found.get("remembered"):
        words.append(_("The columns are matched as last time for “%(source)s”.") % {"source": batch.source})
    return " ".join(words)


@register.simple_tag
def remark_words(batch: ImportBatch) -> list[str]:
    return [finding_sentence(one) for one in batch.found.get("remarks", [])]
