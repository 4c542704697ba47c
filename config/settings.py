"""Settings, each read from the environment with a working default."""

from pathlib import Path
from typing import Any

from config import env, keys

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.boolean("DEBUG", default=False)
SECRET_KEY = keys.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PORT = env.number("PORT", 8000)
PUBLIC_URL = env.text("PUBLIC_URL", f"http://127.0.0.1:{PORT}")
SAMPLE = env.boolean("SAMPLE", default=True)

INSTALLED_APPS = [
    "config",
    "api",
    "web",
    "following",
    "search",
    "roadmap",
    "roadmap.evidence",
    "roadmap.programmes",
    "rfcs",
    "governance",
    "contributors",
    "mirror",
    "ledger",
    "core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.gitlab",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.middleware.refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.site",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "althing.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "contributors.User"
AUTHENTICATION_BACKENDS = ["web.accounts.Passwords"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "web.accounts.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
SOCIALACCOUNT_PROVIDERS = keys.social_providers()

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()

EMAIL_BACKEND, EMAIL_OPTIONS = keys.email_backend(DATA_DIR)
EMAIL_HOST = EMAIL_OPTIONS.get("host", "localhost")
EMAIL_PORT = int(EMAIL_OPTIONS.get("port", "25"))
EMAIL_HOST_USER = EMAIL_OPTIONS.get("user", "")
EMAIL_HOST_PASSWORD = EMAIL_OPTIONS.get("password", "")
EMAIL_USE_TLS = EMAIL_OPTIONS.get("tls", "") == "1"
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "althing@localhost")
# Where answers to mail go, and where they are read from; unset: mail goes out alone.
MAIL_REPLY_TO = env.text("MAIL_REPLY_TO")
MAIL_INBOX = env.text("MAIL_INBOX")

REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
}
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    ),
    # What a page may remember for a moment, whether or not Redis answers.
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "local",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Whole answers of the API by their ETag: 128 KiB each at most.
    "answers": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "answers",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

LEDGER_ORIGIN = env.text("LEDGER_ORIGIN")  # unset: from PUBLIC_URL, once
LEDGER_KEY_FILE = Path(env.text("LEDGER_KEY_FILE", str(DATA_DIR / "keys" / "ledger")))
# What the signer remembers: beside the key, unless that place is read-only.
LEDGER_STATE_FILE = env.text("LEDGER_STATE_FILE")
# Tests turn their own clock, which the database does not follow.
DATABASE_CLOCK = True
MIRROR_ALLOW_PRIVATE = env.boolean("MIRROR_ALLOW_PRIVATE", default=False)
MIRROR_DIR = DATA_DIR / "mirrors"
MIRROR_CA_FILE = env.text("MIRROR_CA_FILE")
MIRROR_FETCH_SECONDS = env.number("MIRROR_FETCH_SECONDS", 600)
MIRROR_MAX_BYTES = env.number("MIRROR_MAX_BYTES", 2_000_000_000)
MIRROR_MAX_BLOB_BYTES = env.number("MIRROR_MAX_BLOB_BYTES", 2_200_000)
MIRROR_MAX_OBJECTS = env.number("MIRROR_MAX_OBJECTS", 20_000_000)
MIRROR_MAX_TREE_ENTRIES = env.number("MIRROR_MAX_TREE_ENTRIES", 250_000)
MIRROR_MAX_TREE_DEPTH = env.number("MIRROR_MAX_TREE_DEPTH", 64)
MIRROR_MAX_PATH = env.number("MIRROR_MAX_PATH", 1_000)
MIRROR_ANSWER_SECONDS = env.number("MIRROR_ANSWER_SECONDS", 60)
MIRROR_MAX_REFS = env.number("MIRROR_MAX_REFS", 50_000)
MIRROR_PROPOSALS_PER_SYNC = env.number("MIRROR_PROPOSALS_PER_SYNC", 500)
MIRROR_INTERVAL_SECONDS = env.number("MIRROR_INTERVAL_SECONDS", 900)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if env.boolean("BEHIND_PROXY", default=False)
    else None
)
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

REST_FRAMEWORK: dict[str, Any] = {
    "EXCEPTION_HANDLER": "api.errors.problem",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "api.schema.ResourceSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Althing",
    "DESCRIPTION": "Open governance: RFCs, ballots, decisions and roadmaps.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
