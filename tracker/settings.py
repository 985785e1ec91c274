"""All settings, read once from the environment by strict helpers.

What belongs here: what the machine or the office decides (folders, hosts, the database) and how the parts are wired.
What does not: rules of the work itself (durations, thresholds), which are rows of a round. Nobody imports this module;
everybody reads `django.conf.settings`, so that tests can change a value and it is changed everywhere.
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

from tracker.databases import database_at

BASE_DIR = Path(__file__).resolve().parent.parent
# pytest sets this variable for the whole run; nothing else decides what is a test.
TESTING = "PYTEST_VERSION" in os.environ

env = Env()


# --- strict helpers: a malformed value stops the start with a sentence the office's technician understands -----------


def read_bool(name: str, default: bool) -> bool:
    try:
        return env.bool(name, default)
    except EnvError:
        raise ImproperlyConfigured(f"环境变量 {name} 只能是 true 或 false，现在是“{os.environ[name]}”。") from None


def read_hosts(name: str) -> list[str]:
    """Host names separated by commas, without scheme, port or blanks."""
    hosts = [host.strip() for host in env.list(name, [])]
    for host in hosts:
        if not host or any(sign in host for sign in "/ *?") or (":" in host and not host.startswith("[")):
            raise ImproperlyConfigured(
                f"环境变量 {name} 应是用英文逗号隔开的主机名（不带 http:// 和端口），读不懂“{host}”。"
            )
    return hosts


def read_origins(name: str) -> list[str]:
    """Origins separated by commas: scheme, host and perhaps a port, nothing behind them."""
    origins = [origin.strip() for origin in env.list(name, [])]
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise ImproperlyConfigured(
                f"环境变量 {name} 应是用英文逗号隔开的网址（如 https://zg.example.cn），读不懂“{origin}”。"
            )
    return origins


def read_header(name: str) -> str:
    """The key in `request.META` of a header such as X-Forwarded-For, or nothing."""
    header = env.str(name, "").strip()
    if header and not header.replace("-", "").isalnum():
        raise ImproperlyConfigured(f"环境变量 {name} 应是一个请求头的名字（如 X-Forwarded-For），读不懂“{header}”。")
    return f"HTTP_{header.upper().replace('-', '_')}" if header else ""


def read_data_folder(name: str) -> Path:
    """Where everything lives that must be backed up. Tests get a folder of their own for each process."""
    if TESTING:
        return Path(tempfile.mkdtemp(prefix="tracker-test-"))
    return (BASE_DIR / env.str(name, "var")).resolve()


def read_secret_key(name: str, file: Path) -> str:
    if TESTING:
        return "only for tests, where nothing is worth forging"
    key = env.str(name, "") or (file.read_text().strip() if file.is_file() else "")
    if len(key) < 40:
        raise ImproperlyConfigured(f"没有密钥或密钥太短：请先运行 bin/serve，它会生成 {file}；或设置环境变量 {name}。")
    return key


def read_database(name: str, folder: Path) -> dict[str, Any]:
    """One database: the SQLite file in the data folder unless a URL names another."""
    # An empty value counts as none, as in `DATABASE_URL= bin/serve`.
    return database_at(env.str(name, "") or f"sqlite:///{folder}/db.sqlite3", folder, name)


# --- the machine and its folders ------------------------------------------------------------------------------------

DEBUG = read_bool("DEBUG", False)
DATA = read_data_folder("TRACKER_DATA")
EVIDENCE_ROOT = DATA / "evidence"
STATIC_ROOT = DATA / "static"
# Beside the evidence, so that a finished upload is linked into place and never copied.
FILE_UPLOAD_TEMP_DIR = DATA / "uploads"
if TESTING:
    for folder in (EVIDENCE_ROOT, STATIC_ROOT, FILE_UPLOAD_TEMP_DIR):
        folder.mkdir()

SECRET_KEY = read_secret_key("SECRET_KEY", DATA / "secret_key")
# Put there by bin/serve when it loads the demo; every page then says that it is one.
IS_DEMO = (DATA / "demo").is_file()
DEMO_PASSWORD = env.str("TRACKER_DEMO_PASSWORD", "")  # of all demo accounts; load_demo makes one if there is none

DATABASES = {
    "default": read_database("DATABASE_URL", DATA) | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- addresses and cookies ------------------------------------------------------------------------------------------

ALLOWED_HOSTS = [*read_hosts("ALLOWED_HOSTS"), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = read_origins("TRUSTED_ORIGINS")
# The header in which the proxy in front tells the caller's address. Only set it where there is such a proxy.
PROXY_HEADER = read_header("PROXY_HEADER")
if PROXY_HEADER:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Secure cookies would lock out an office that uses plain http in its own network.
HTTPS_ONLY = bool(CSRF_TRUSTED_ORIGINS) and all(origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS)
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
IDLE_TIMEOUT = timedelta(minutes=30)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        # The preview of a piece of evidence stands in a frame of our own pages.
        "frame-ancestors": [SELF],
    }
}

# --- how the parts are wired ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_tables2",
    "tracker",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed by default: a view that needs no sign-in says so itself.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Our own middleware: signed in, with messages at hand.
    "tracker.middleware.IdleTimeout",
    "tracker.middleware.WearPost",
    "tracker.middleware.Finish",
    # Last, as it turns a refused sign-in into the page of the lock.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.views.context.house",
            ],
        },
    }
]

# --- sign-in --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
CSRF_FAILURE_VIEW = "tracker.views.accounts.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:
    # The real hasher is slow on purpose, and every test makes people.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# By user and address together: by address alone one forgetful colleague locks out a whole building.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# Fifteen minutes are fifteen minutes, however often somebody knocks meanwhile.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_LOCKOUT_CALLABLE = "tracker.views.accounts.locked_out"
AXES_CLIENT_IP_CALLABLE = "tracker.views.address.caller_address"
AXES_ENABLE_ADMIN = False
# Our own log tells who signed in; a second one beside it would only grow.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# --- language, clock, files -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_BACKEND = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if TESTING
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": EVIDENCE_ROOT}},
    "staticfiles": {"BACKEND": STATICFILES_BACKEND},
}

# Texts and fields of one form, files not counted: a table of 600 rows with a dozen fields each fits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bigger files go to the disk at once, and are hashed there
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"level": "ERROR"}},  # a page refused with 403 is no news
}
