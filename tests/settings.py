"""The site's settings, with what tests need instead: no operator's setting, nothing in var/."""

import atexit
import os
import shutil
import tempfile

for _name in (
    "API_RATE",
    "ALLOWED_HOSTS",
    "DEBUG",
    "EMAIL_URL",
    "HTTPS",
    "SECOND_FACTOR",
    "SECRET_KEY",
    "TIME_ZONE",
):
    os.environ.pop(_name, None)
os.environ["GEOPOLITICS_VAR"] = tempfile.mkdtemp(prefix="geopolitics-tests-")
atexit.register(shutil.rmtree, os.environ["GEOPOLITICS_VAR"], ignore_errors=True)

from geopolitics.settings import *  # noqa: E402, F403
from geopolitics.settings import DATABASES, STATIC_ROOT, STORAGES, VAR  # noqa: E402

API_RATE = ""  # a sweep asks more than is fair
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

STATIC_ROOT.mkdir()
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # A file, so that threads have connections of their own, as in life; not kept, so not synced.
    _database["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    _database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    _database["CONN_MAX_AGE"] = 0
