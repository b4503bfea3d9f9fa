"""What each kind of work is called on the jobs page; an unknown kind shows its own name."""

from django.utils.translation import gettext_lazy as _

KIND_LABELS = {
    "jobs.ring_again": _("Find work nobody holds"),
    "jobs.prune": _("Forget old runs"),
    "duties.mark_missed": _("Mark missed duties"),
    "duties.warn": _("Warn before the due moment"),
    "penalties.propose_for_missed": _("Propose penalties for missed duties"),
    "customers.open_member_entry_duties": _("Open the daily member entry"),
    "customers.check_batch": _("Check an uploaded list"),
    "customers.take_in_batch": _("Take in a list"),
    "customers.replan": _("Re-plan member entries after a rule change"),
    "customers.remove_old_files": _("Remove list files kept long enough"),
    "customers.open_monthly_lists": _("Open the monthly OMD list"),
    "callbacks.open_due_follow_ups": _("Open calls for new documents"),
    "callbacks.cancel_opted_out": _("Cancel calls that customers do not want"),
    "callbacks.hand_over_absent": _("Hand over calls of absent people"),
    "callbacks.replan": _("Re-plan calls after a rule change"),
    "complaints.settle_unreached": _("Ask the director about unreached verifications"),
    "complaints.replan": _("Re-plan complaints after a rule change"),
    "complaints.remind": _("Remind about complaints"),
    "notices.gather_messages": _("Gather messages for chat rooms"),
    "notices.ask_for_digests": _("Gather the daily mails"),
    "notices.post_message": _("Post to a chat room"),
    "notices.mail_digest": _("Send a daily mail"),
    "desk.record_held_saves": _("Record saved calls that can no longer be taken back"),
    "reports.open_report_duties": _("Open report duties"),
    "reports.ask_for_drafts": _("Ask for report drafts"),
    "reports.build_draft": _("Build a report draft"),
    "reports.remind": _("Remind about reports"),
    "reports.replan": _("Re-plan reports after a rule change"),
}
