"""Rights hang on posts and the access policy alone: Django's groups are not used and not shown."""

from django.contrib import admin
from django.contrib.auth.models import Group

admin.site.unregister(Group)
