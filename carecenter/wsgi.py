"""The door for gunicorn. It starts no server: the embedded ones belong to `manage.py up`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carecenter.settings")
application = get_wsgi_application()
