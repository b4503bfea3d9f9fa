"""What reading a list told, in sentences."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.customers.models import ImportBatch
from apps.customers.rules.refusals import finding_sentence

# Remarks that say of some rows, or of their documents, that they do not come in.
LEAVES_ROWS_OUT = frozenset(("lists_not_read", "other_heading", "half_document", "rows_above"))
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
    if skipped := _skipped(batch.found.get("skipped", {})):
        words.append(_("Left out: %(what)s.") % {"what": skipped})
    if batch.found.get("leave_hidden"):
        words.append(_("Rows hidden in the file are left out."))
    elif hidden := batch.found.get("hidden"):
        text = ngettext("%(count)s hidden row is read too.", "%(count)s hidden rows are read too.", hidden)
        words.append(text % {"count": hidden})
    if others := batch.found.get("others"):
        names = _(", ").join(_("%(name)s (hidden)") % {"name": name} if hid else name for name, hid in others)
        words.append(_("Further sheets, not read: %(names)s.") % {"names": names})
    if batch.found.get("remembered"):
        words.append(_("The columns are matched as last time for “%(source)s”.") % {"source": batch.source})
    return " ".join(words)


def _skipped(counts: dict[str, int]) -> str:
    """How many rows were no data, by reason."""
    words = {
        "blank": _("%(count)s empty"),
        "title": _("%(count)s with titles"),
        "total": _("%(count)s with totals"),
        "footer": _("%(count)s with signatures or printing marks"),
        "repeated_header": _("%(count)s repeated headings"),
        "other_heading": _("%(count)s headings of other lists"),
    }
    return _(", ").join(words[reason] % {"count": counts[reason]} for reason in words if counts.get(reason))


@register.simple_tag
def remark_words(batch: ImportBatch) -> list[tuple[str, str]]:
    """(kind of notice, sentence) of each remark, those first after which rows stay outside."""
    remarks = [
        ("today" if one["code"] in LEAVES_ROWS_OUT else "info", finding_sentence(one))
        for one in batch.found.get("remarks", [])
    ]
    return sorted(remarks, key=lambda remark: remark[0] == "info")
