"""The house's own settings as owner of the schema, on the scratch database that BENCH_DATABASE names."""

import os
from importlib import import_module

os.environ["CARECENTER_ROLE"] = "owner"
house = import_module("carecenter.settings")
globals().update({name: getattr(house, name) for name in dir(house) if name.isupper()})

DATABASES = house.DATABASES
DATABASES["default"]["NAME"] = os.environ.get("BENCH_DATABASE") or "carecenter_bench"
FILES_ROOT = house.embedded.VAR / "bench" / "files"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
