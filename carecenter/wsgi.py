"""The door for gunicorn. It starts no server: the embedded ones belong to `manage.py up`."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carecenter.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # or the first person would wait for it
