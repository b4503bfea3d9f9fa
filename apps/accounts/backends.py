"""Who is signed in, with the posts held: one query where every page would need two."""

from django.contrib.auth.backends import ModelBackend

from apps.accounts.access import keep_posts
from apps.accounts.models import Post, User


class StaffBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        """The active person of a session; their posts come along for `access.posts_of`."""
        posts = list(
            Post.objects.filter(user_id=user_id)
            .select_related("user", "store", "department")
            .order_by("from_day", "pk")
        )
        if not posts:
            return super().get_user(user_id)
        user = posts[0].user
        for post in posts:
            post.user = user
        keep_posts(user, posts)
        return user if self.user_can_authenticate(user) else None
