"""The house's own settings, read as the owner of the schema, with a fast hasher and no time to undo a save."""

import os
from importlib import import_module
from importlib.resources import files

os.environ["CARECENTER_ROLE"] = "owner"
house = import_module("carecenter.settings")
globals().update({name: getattr(house, name) for name in dir(house) if name.isupper()})

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
UNDO_SECONDS = 0  # saves are recorded at once; tests of the undo set it
SESSION_IDLE_MINUTES = CONFIRM_MINUTES = 10**6  # tests that travel stay signed in; those of sessions set it
WHITENOISE_AUTOREFRESH = True  # every test client builds a handler, which else lists all static files
# What looks for barriers is a file of the test server: a browser keeps it read and compiled from page to page.
STATICFILES_DIRS = [*house.STATICFILES_DIRS, ("axe", str(files("axe_playwright_python")))]
WHITENOISE_MAX_AGE = 10**9  # a browser asks once for each file, whatever day the test has travelled to
