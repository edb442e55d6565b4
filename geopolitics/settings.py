"""Settings, from the environment; a laptop sets nothing. README lists what an operator sets."""

import contextlib
import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from geopolitics import database

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("GEOPOLITICS_VAR", str(BASE_DIR / "var")))


def _secret_key() -> str:
    """The operator's key, or one made on the first start and kept beside the database."""
    if given := env.str("SECRET_KEY", ""):
        return given
    place = VAR / "secret_key"
    if not place.exists():
        # Written elsewhere, then linked: of two first starts neither reads half a key.
        with tempfile.NamedTemporaryFile("w", dir=VAR) as draft:
            draft.write(secrets.token_urlsafe(64))
            draft.flush()
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, place)
    return place.read_text()


VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
HTTPS = env.bool("HTTPS", False)
CSRF_TRUSTED_ORIGINS = (
    [f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS]
    if HTTPS
    else []
)

INSTALLED_APPS = [
    "geopolitics",
    "geopolitics.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "import_export",
    "simple_history",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "geopolitics.public.api.cross_origin.open_to_all",
    "django.middleware.gzip.GZipMiddleware",
    "geopolitics.public.conditional.conditional",
    "geopolitics.public.kept.kept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "geopolitics.curation.refusals.log",
    "geopolitics.curation.resend.Resend",
    "geopolitics.curation.second_factor.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "geopolitics.curation.middleware.no_store",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "geopolitics.urls"
WSGI_APPLICATION = "geopolitics.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "geopolitics.public.meta.page",
            ],
        },
    }
]

DATABASES = database.databases(env, VAR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Public pages as they were made, in the memory of each process: some 10 KB a page.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

# The brake against guessing: a name from an address, so that nobody can lock out a colleague
# who sits elsewhere, nor all who share an address.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURES", 8)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOGIN_WAIT_MINUTES", 15))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "geopolitics.address.of_client"
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 12) * 3600
SECOND_FACTOR = env.bool("SECOND_FACTOR", False)
OTP_TOTP_ISSUER = "Geopolitics"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "admin:login"

# Without a server that sends mail there is no reset by mail: an administrator sets a password.
EMAIL_URL = env.str("EMAIL_URL", "")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "webmaster@localhost")
EMAIL_TIMEOUT = 10
# To whom a reader writes of an error in a record; no link is shown where nobody is named.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")

# The API: anybody may ask it, nobody signs in; how often one address may, in each process.
API_RATE = env.str("API_RATE", "600/min")
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "geopolitics.public.api.schema.Schema"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Geopolitics",
    "DESCRIPTION": "A register of treaties, of those who sign them, and of what is said and done "
    "about them; every record rests on the words of a source.",
    "VERSION": "1.0.0",
    "LICENSE": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "OAS_VERSION": "3.1.1",
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "geopolitics.curation.resend.refused"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# A form with many side rows; ten megabytes in memory, the rest of an upload on disk.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# What an imported file may hold: held against it before a parser sees it.
IMPORT_MAX_MB = env.int("IMPORT_MAX_MB", 100)
IMPORT_MAX_UNPACKED_MB = env.int("IMPORT_MAX_UNPACKED_MB", 200)
IMPORT_MAX_RATIO = env.int("IMPORT_MAX_RATIO", 200)
IMPORT_MAX_MEMBERS = env.int("IMPORT_MAX_MEMBERS", 200)
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", 200_000)
IMPORT_MAX_COLUMNS = env.int("IMPORT_MAX_COLUMNS", 200)
IMPORT_MAX_CELLS = env.int("IMPORT_MAX_CELLS", 5_000_000)
IMPORT_MAX_CELL = env.int("IMPORT_MAX_CELL", 1_000_000)
IMPORT_MAX_DEPTH = env.int("IMPORT_MAX_DEPTH", 20)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
