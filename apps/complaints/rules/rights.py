"""Who may do what with one complaint, from the person's posts alone: no query of its own, so lists may ask per row."""

from apps.accounts.access import ACTIONS, DEPARTMENT, OWN, posts_of
from apps.accounts.models import Department, Post, Role, User
from apps.complaints.models import Complaint


def allowed(user: User, action: str, complaint: Complaint) -> bool:
    """Does one single post of the person carry the action for this complaint?

    Department scope means: a post with that right in the handling department, not somewhere else.
    """
    return user.is_active and any(_covers(post, action, complaint) for post in posts_of(user))


def _covers(post: Post, action: str, complaint: Complaint) -> bool:
    scope = ACTIONS[action].get(post.role)
    if scope is None or post.store_id != complaint.store_id:
        return False
    if scope == DEPARTMENT:
        return post.department_id is not None and post.department_id == complaint.department_id
    if scope == OWN:
        return complaint.handler_id == post.user_id
    return True


def works_in(user: User, department: Department) -> bool:
    return any(post.department_id == department.pk for post in posts_of(user))


def on_the_handling_side(user: User, complaint: Complaint) -> bool:
    """Handled it, signed for it, or works in the department that did.

    Customer care's own complaints would leave nobody to verify and close them, so there only the two people count.
    """
    if user.pk in (complaint.handler_id, complaint.signed_by_id):
        return True
    department = complaint.department
    if department is None or department.kind == Department.Kind.CARE:
        return False
    return works_in(user, department)


def may_extend(user: User, complaint: Complaint, *, rule: str) -> bool:
    """R13: the director, and the manager where the rule value `complaint.extend_by` names that role."""
    roles = {Role.CUSTOMER_DIRECTOR, rule}
    return allowed(user, "complaints.extend", complaint) and any(
        post.role in roles and post.store_id == complaint.store_id for post in posts_of(user)
    )
