"""Settings of the house: everything that differs between machines comes from the environment.

Unset DATABASE_URL and REDIS_URL mean the embedded servers (`carecenter.embedded`); set, they are never started.
"""

import os
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from carecenter import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or embedded.secret_key()
# Further hosts a department's chat robot may live on, beside those of WeCom, DingTalk and Feishu.
CHAT_HOSTS = env.list("CHAT_HOSTS", default=[])
# Old keys that still open what they signed or encrypted, after a change of SECRET_KEY.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL] if HTTPS else [])

# --- Data: one schema, two roles. The application role cannot change what is append-only.
OWNER_ROLE = os.environ.get("CARECENTER_ROLE") == "owner"
DATABASE_URL = env.str("DATABASE_URL", default="") or embedded.database_url(owner=False)
OWNER_DATABASE_URL = env.str("OWNER_DATABASE_URL", default="") or (
    env.str("DATABASE_URL", default="") or embedded.database_url(owner=True)
)
DATABASES = {"default": env.db_url_config(OWNER_DATABASE_URL if OWNER_ROLE else DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
APPLICATION_ROLE = environ.Env.db_url_config(DATABASE_URL)["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or embedded.cache_url(),
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or REDIS_URL or embedded.broker_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    # Who rings while Redis is away does not wait for it: six seconds a job, otherwise. The row is rung for again.
    "max_retries": 0,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# A worker told to stop gives back what it has not finished by then; service managers wait 30 s and more.
LEAVE_WITHIN_SECONDS = env.int("LEAVE_WITHIN_SECONDS", default=25)

FILES_ROOT = Path(env.str("FILES_ROOT", default="") or embedded.VAR / "files")
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UNDO_SECONDS = 10  # a saved call is recorded after this time and can be taken back until then

# --- The house, in floor order from the top.
INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "import_export",
    "django_filters",
    "django_htmx",
    "carecenter.lockout.LockoutConfig",
    "csp",
    "django_structlog",
    "health_check",
    "carecenter",
    "apps.core",
    "apps.accounts",
    "apps.jobs",
    "apps.audit",
    "apps.rulebook",
    "apps.notices",
    "apps.duties",
    "apps.penalties",
    "apps.customers",
    "apps.callbacks",
    "apps.complaints",
    "apps.reports",
    "apps.desk",
]

UNFOLD = {"SITE_TITLE": _("CareCenter"), "SITE_HEADER": _("CareCenter")}

MIDDLEWARE = [
    "carecenter.metering.meter",
    "apps.core.middleware.client_address",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "apps.core.middleware.now",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.preferences",
    "apps.accounts.middleware.note_presence",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "apps.audit.middleware.number_requests",
    "apps.audit.middleware.RequestHistory",
    "apps.audit.middleware.note_acts",
    "apps.core.middleware.refusals",
    "apps.core.middleware.no_nul",
    "apps.core.middleware.no_store",
    "apps.core.middleware.admin_policy",
    "apps.accounts.middleware.set_up_first",
    "apps.accounts.middleware.prove_first",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "carecenter.urls"
WSGI_APPLICATION = "carecenter.wsgi.application"
FORM_RENDERER = "apps.core.form_renderer.HouseRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["apps.core.templatetags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.desk.context.frame",
            ],
        },
    }
]

# --- People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "apps.accounts.backends.StaffBackend"]
PASSWORD_HASHERS = [
    "apps.accounts.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
AXES_HANDLER = "apps.accounts.waiting.GrowingWait"
AXES_LOCKOUT_CALLABLE = "apps.accounts.views.sessions.locked_out"
# Proxies of ours that append to X-Forwarded-For; `client_address` has put what they say into REMOTE_ADDR.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
AXES_IPWARE_META_PRECEDENCE_ORDER = IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
AXES_VERBOSE = False

# --- Words and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")

# --- Pages
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or embedded.VAR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not env.str("STATIC_ROOT", default="")
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "apps.core.error_pages.csrf_failure"
SESSION_ENGINE = "apps.accounts.sessions"
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
# How long a password given again opens the doors that ask for it.
CONFIRM_MINUTES = env.int("CONFIRM_MINUTES", default=15)
# Roles that may not work without a second factor (`Role` values); to all others it is offered.
SECOND_FACTOR_REQUIRED = env.list("SECOND_FACTOR_REQUIRED", default=[])
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# Searches one person may make; a box that answers while one types asks about three times for each name.
SEARCHES_A_MINUTE = env.int("SEARCHES_A_MINUTE", default=90)
SEARCHES_A_DAY = env.int("SEARCHES_A_DAY", default=3000)
# Full numbers one person may open within an hour, and rows they may take out a day without a second person (H7).
REVEALS_AN_HOUR = env.int("REVEALS_AN_HOUR", default=60)
EXPORTED_ROWS_A_DAY = env.int("EXPORTED_ROWS_A_DAY", default=500)
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# --- Mail: the console tells a first installation what would be sent.
EMAIL_URL = env.str("EMAIL_URL", default="consolemail://")
vars().update(env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="carecenter@localhost")

FAILPOINTS = False  # drills have settings of their own; no environment turns these on (apps.core.failpoints)
# Who may read /healthz/metrics/ from another machine: Authorization: Bearer <token>. Empty: this machine only.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "carecenter.logs.formatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
