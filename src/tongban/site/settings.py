"""Settings of one deployment. Every value that a city changes is an environment variable, listed in docs/settings.md."""

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from tongban.site.database import Connection
from tongban.site.guards.addresses import networks_of
from tongban.site.places import HOME, ROOT

CONTENT = Path(os.environ.get("TONGBAN_CONTENT") or ROOT / "content" / "shanghai")
IMPORTED = Path(os.environ.get("TONGBAN_IMPORTED") or HOME / "imported")


def database(url: str) -> dict[str, Any]:
    """Django's settings for a URL `postgresql://user:password@host:port/name?host=/socket/folder`."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "tongban",
        "USER": unquote(parts.username or query.pop("user", "") or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.pop("host", ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        # A statement that comes a third time on a connection is prepared: benchmarks/submit.py and pages.py.
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 20, "connection_class": Connection},
            "server_side_binding": True,
            "prepare_threshold": 3,
        },
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql:///tongban")
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def secret(variable: str, kept_as: str, size: int) -> str:
    """A secret: from the environment, or made once and kept in TONGBAN_HOME, readable by its owner only."""
    if given := os.environ.get(variable):
        return given
    kept = HOME / kept_as
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f"{kept_as}.{os.getpid()}")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(os.urandom(size).hex())
        with suppress(FileExistsError):
            os.link(part, kept)  # of two processes that begin at once, one has the word
        part.unlink()
    return kept.read_text()


SECRET_KEY = secret("TONGBAN_SECRET_KEY", "secret-key", 48)
# The first encrypts, all of them decrypt: docs/security.md says how they are changed.
ACCOUNT_KEYS = secret("TONGBAN_ACCOUNT_KEYS", "account-keys", 32).replace("\n", ",").strip(",").split(",")
if not all(re.fullmatch(r"[0-9a-fA-F]{64}", key) for key in ACCOUNT_KEYS):
    raise ImproperlyConfigured(
        "TONGBAN_ACCOUNT_KEYS：每把密钥是 64 位十六进制数（openssl rand -hex 32），逗号分隔。/ "
        "Each key of TONGBAN_ACCOUNT_KEYS is 64 hexadecimal digits (openssl rand -hex 32), separated by commas."
    )
DEBUG = os.environ.get("TONGBAN_DEBUG") == "1"
ORIGIN = os.environ.get("TONGBAN_ORIGIN", "").rstrip("/")
SECURE_COOKIES = ORIGIN.startswith("https://")
ALLOWED_HOSTS = os.environ.get("TONGBAN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
if ORIGIN:
    # The TLS ends at a proxy: without this no form that comes by it would be believed.
    ALLOWED_HOSTS.append(urlsplit(ORIGIN).hostname or "")
    CSRF_TRUSTED_ORIGINS = [ORIGIN]
PROXIES = networks_of(os.environ.get("TONGBAN_PROXIES", ""))
IDLE_MINUTES = float(os.environ.get("TONGBAN_IDLE_MINUTES", "60"))
DEMO = os.environ.get("TONGBAN_DEMO", "0" if SECURE_COOKIES else "1") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "tongban.journal",
    "tongban.identity",
    "tongban.sources",
    "tongban.documents",
    "tongban.notices",
    "tongban.payments",
    "tongban.catalogue",
    "tongban.knowledge",
    "tongban.approvals",
    "tongban.licences",
    "tongban.policies",
    "tongban.cases",
    "tongban.benefits",
    "tongban.applications",
    "tongban.packs",
    "tongban.portal",
    "tongban.desks",
    "tongban.gateway",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "tongban.site.refusals.only_text",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tongban.site.guards.rates.FairUse",
    "tongban.site.guards.sessions.idle_end",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tongban.site.headers.secure_headers",
    "tongban.site.refusals.Refusals",
]

ROOT_URLCONF = "tongban.site.urls"
WSGI_APPLICATION = "tongban.site.wsgi.application"
AUTH_USER_MODEL = "identity.Person"
# The second one is for sessions that name it.
AUTHENTICATION_BACKENDS = ["tongban.identity.contrib.accounts.Accounts", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "portal:sign_in"
SESSION_ENGINE = "tongban.identity.contrib.sessions"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if SECURE_COOKIES:  # no neighbour under the same domain can set these for us
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
KEPT_SECONDS = 1.0  # how long a public page of the content may be behind a new edition: portal/views/reading/kept.py
SESSION_COOKIE_AGE = 8 * 3600

TEMPLATES = [
    {
        "BACKEND": "tongban.site.pages.Pages",
        "NAME": "jinja2",
        "APP_DIRS": False,
        "DIRS": [ROOT / "src/tongban/portal/templates", ROOT / "src/tongban/desks/templates"],
        "OPTIONS": {"environment": "tongban.site.pages.environment"},
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src/tongban/site/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# What the registers knew of everybody, column by column. In a city of millions it may lie on a disk of its own.
POPULATIONS = Path(os.environ.get("TONGBAN_POPULATIONS", HOME / "populations"))

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "src/tongban/portal/static"]
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "documents": {
        "BACKEND": "tongban.documents.contrib.disk.DurableFiles",
        "OPTIONS": {"location": str(HOME / "files")},
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Which adapter stands behind each port. Each has a demo adapter that a newcomer can use.
IDENTITY_PROVIDER = os.environ.get("TONGBAN_IDENTITY_PROVIDER", "tongban.identity.contrib.demo.ChooseAPerson")
REGISTERS = os.environ.get("TONGBAN_REGISTERS", "tongban.sources.contrib.demo.DemoRegisters")
FILE_EXAMINER = os.environ.get("TONGBAN_FILE_EXAMINER", "tongban.documents.contrib.local.LocalExaminer")
SEAL = os.environ.get("TONGBAN_SEAL", "tongban.documents.contrib.demo.DemoSeal")
CARD_READER = os.environ.get("TONGBAN_CARD_READER", "tongban.applications.contrib.demo.CardsOfTheCast")
SEARCH_INDEX = os.environ.get("TONGBAN_SEARCH_INDEX", "tongban.knowledge.contrib.embedded.EmbeddedIndex")
SEARCH_ADDRESS = os.environ.get("TONGBAN_SEARCH_ADDRESS", "http://127.0.0.1:10041")
SEARCH_ENCODER = os.environ.get("TONGBAN_SEARCH_ENCODER", "tongban.knowledge.contrib.sentences.SentenceEncoder")
BANK = os.environ.get("TONGBAN_BANK", "tongban.payments.contrib.demo.FolderBank")
MESSAGE_CHANNEL = os.environ.get("TONGBAN_MESSAGE_CHANNEL", "tongban.notices.contrib.demo.WriteToFile")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TONGBAN_LOG", "INFO")},
    # It tells of every connection that is taken and given back: three lines for each page.
    "loggers": {"psycopg.pool": {"level": "WARNING"}},
}
