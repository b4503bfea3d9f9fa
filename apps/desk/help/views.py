"""The help page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import posts_of, requires, store_of
from apps.accounts.models import Role
from apps.accounts.services import today_in
from apps.desk.help.roles import guide_for
from apps.desk.settings.policy_words import in_words
from apps.rulebook.catalogue import KEYS
from apps.rulebook.policy import PolicyBook


@requires("desk")
def help_page(request: HttpRequest) -> HttpResponse:
    """One role's page; without ?role= the person's own first role."""
    own = posts_of(request.user)[0].role
    role = request.GET.get("role", own)
    role = role if role in Role.values else own
    guide, store = guide_for(role), store_of(request.user)
    book, today = PolicyBook(store, keys=guide.rules), today_in(store, request.now)
    rules = [(KEYS[key], in_words(KEYS[key], book.value(key, on=today))) for key in guide.rules]
    context = {"role": Role(role), "roles": Role, "guide": guide, "rules": rules}
    return render(request, "desk/help/page.html", context)
