"""One side of a case in a process of its own: `python -m bench.own_process MODULE:FUNCTION JSON`."""

import importlib
import json
import os
import sys

import django

from bench.frame import as_json


def main() -> int:
    """Calls the function with the JSON's values and writes what it measured as the last line."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    if os.environ.get("BENCH_DATABASE"):
        from bench.scratch import act_as_application

        act_as_application()
    module, _, name = sys.argv[1].partition(":")
    measured = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
    sys.stdout.write(as_json(measured) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
