"""Everything that differs between embedded, test and production comes from the environment.

The table of the variables stands in README.md.
"""

import os
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from mto.environment import (
    celery_url,
    database_from_url,
    demo_problem,
    flag,
    load_note,
    redis_database,
    text,
    words,
)
from mto.logs import configure as configure_logs

BASE_DIR = Path(__file__).resolve().parent.parent
load_note(BASE_DIR / ".embedded" / "env")

try:
    DATABASES = {"default": database_from_url(os.environ["DATABASE_URL"])}
    REDIS_URL = os.environ["REDIS_URL"]
except KeyError as missing:
    raise ImproperlyConfigured(
        f"{missing} is not set: run `python3 dev.py up` (embedded servers) or set it"
    ) from None

DEBUG = flag("DEBUG")
DEMO = flag("DEMO")
SECRET_KEY = text("SECRET_KEY") or ("insecure-development-key" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set when DEBUG is off")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", "")
if DEMO and (problem := demo_problem(ALLOWED_HOSTS)):
    raise ImproperlyConfigured(problem)
STATUS_TOKEN = text("STATUS_TOKEN")  # opens /statusz for monitoring; empty: administrators only
SITE_URL = text("SITE_URL", f"http://127.0.0.1:{text('PORT', '8000')}")

INSTALLED_APPS = [
    "mto",
    "portal",
    "orders",
    "production",
    "configurator",
    "customers",
    "kernel",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "django_cotton",
    "lucide",
    "pgtrigger",
    "pghistory",
    "django_structlog",
    "django_migration_linter",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "customers.middleware.SessionLimits",
    "customers.middleware.SecondFactor",
    "mto.middleware.OwnTimeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "mto.middleware.OrderNumberMiddleware",
]
ROOT_URLCONF = "mto.urls"
WSGI_APPLICATION = "mto.wsgi.application"
AUTH_USER_MODEL = "customers.User"
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # what is read leaves no trace
PGHISTORY_APPEND_ONLY = True  # the audit tables refuse UPDATE and DELETE in the database itself
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
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
                "mto.frame.frame",
            ],
        },
    }
]

# ---- security
SECURE_CSP = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
INSECURE_HTTP = DEBUG or DEMO  # only on this machine; production stands behind TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_HTTP
SESSION_COOKIE_NAME = "sessionid" if INSECURE_HTTP else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if INSECURE_HTTP else "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY, SESSION_COOKIE_SAMESITE = True, "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())  # the shorter limits: below
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
BEHIND_PROXY = flag("BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_HTTP
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# ---- signing in: staff by password and second factor (or passkey), customers by a code sent to them
AUTHENTICATION_BACKENDS = ["customers.backends.PersonBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "home", "account_login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # whose word counts for throttling
SIGN_RATE = "20/m/user"  # how often a customer may try to sign
SHARED_BUILD_RATE = "60/m/ip"  # how often one address may open shared builds
ACCOUNT_ADAPTER = "customers.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by staff
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_FORMS = {
    "login": "customers.forms.SignIn",
    "request_login_code": "customers.forms.AskForCode",
}
MFA_ADAPTER = "customers.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "mto"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_HTTP
SESSION_LIMITS = {  # (idle, at most), checked by customers.middleware
    "staff": (timedelta(minutes=30), timedelta(hours=12)),
    "customer": (timedelta(hours=24), timedelta(days=14)),
}

# ---- static files, media, mail
STATIC_URL, STATIC_ROOT = "static/", BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT.mkdir(exist_ok=True)
MANIFEST = flag("STATIC_MANIFEST", default=not INSECURE_HTTP)  # hashed names need `collectstatic`
WHITENOISE_USE_FINDERS = not MANIFEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = Path(text("MEDIA_ROOT", str(BASE_DIR / ".embedded" / "media")))
MAILERS = {
    "default": {
        "BACKEND": "customers.mailbox.FileMailbox"
        if DEMO
        else "django.core.mail.backends.smtp.EmailBackend",
        **(
            {}
            if DEMO
            else {
                "OPTIONS": {
                    "host": text("SMTP_HOST", "localhost"),
                    "port": int(text("SMTP_PORT", "25")),
                    "username": text("SMTP_USER"),
                    "password": text("SMTP_PASSWORD"),
                    "use_tls": flag("SMTP_TLS"),
                }
            }
        ),
    }
}
DEFAULT_FROM_EMAIL = text("MAIL_FROM", "mto <orders@mto.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# ---- language and time
USE_TZ, TIME_ZONE, LANGUAGE_CODE = True, "UTC", "en-us"

# ---- cache and sessions: a stopped Valkey costs speed, never a page or a sign-in
CACHES = {
    "default": {
        "BACKEND": "kernel.cache.SturdyCache",
        "LOCATION": redis_database(REDIS_URL, 1),
        "KEY_PREFIX": text("REDIS_PREFIX", "mto"),
    }
}
SESSION_ENGINE = "customers.sessions"

# ---- Celery: every task may run twice without harm, so it is acknowledged after it ran
CELERY_BROKER_URL = celery_url(REDIS_URL, 0)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 120, 100
CELERY_TASK_PUBLISH_RETRY = False  # a nudge that fails is made good by the beat
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,  # longer than the longest task
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "retry_on_timeout": True,
    "health_check_interval": 25,
    "global_keyprefix": text("REDIS_PREFIX", "mto") + ":",
    "unacked_restore_throttle": 1,  # else an unacknowledged task waits 100 s, not 10
    "queue_order_strategy": "priority",
    "priority_steps": [0, 3, 6, 9],
}
CELERY_TASK_DEFAULT_PRIORITY = 6  # with Redis 0 is the most urgent
CELERY_TASK_ROUTES = {"kernel.render_documents": {"priority": 9}}  # paper waits for facts
CELERY_TASK_SERIALIZER, CELERY_ACCEPT_CONTENT = "json", ["json"]
CELERY_TIMEZONE = TIME_ZONE


def _every(seconds: float, task: str) -> dict[str, object]:
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds * 0.9, 1)}}


POLL_SECONDS = float(text("FACTORY_POLL_SECONDS", "5"))
CELERY_BEAT_SCHEDULE = {
    # Most urgent of all, and kept while both processes are busy: a long sweep is no silence.
    "heartbeat": _every(5, "mto.heartbeat") | {"options": {"expires": 30, "priority": 0}},
    "dispatch": _every(5, "mto.dispatch_events"),
    "documents": _every(15, "kernel.render_documents"),
    "messages": _every(15, "customers.send_messages"),
    "poll": _every(POLL_SECONDS, "production.poll_factories"),
    "transmit": _every(10, "production.transmit"),
    "inbox": _every(10, "production.apply_inbox"),
    "watch": _every(60, "production.watch"),
    "compile": _every(60, "configurator.compile_lines"),
    "pull-catalogues": _every(60, "production.pull_catalogues"),
    "take-in": _every(30, "configurator.take_in"),
    "offers": _every(60, "orders.draw_up_offers"),
    "check-cars": _every(300, "orders.check_cars"),
    "payments": _every(10, "orders.take_payments"),
    "refunds": _every(30, "orders.send_refunds"),
    "credits": _every(30, "orders.ask_lenders"),
    "nightly-orders": {
        "task": "orders.nightly",
        "schedule": crontab(minute=20),
        "options": {"expires": 3000},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = text("BEAT_SCHEDULE", str(BASE_DIR / ".embedded" / "beat-schedule"))

# ---- the manufacturer
FACTORY_URL = text("FACTORY_URL", "http://127.0.0.1:8100")
FACTORY_KEY = text("FACTORY_KEY", "demo-factory-key" if INSECURE_HTTP else "")
FACTORY_WEBHOOK_SECRET = text("FACTORY_WEBHOOK_SECRET")
FACTORY_CONTROL_KEY = text("FACTORY_CONTROL_KEY")  # the simulated one has a hidden hand
FACTORY_GATEWAYS = {"rest": "production.gateways.rest.RestGateway"}

# ---- money
PAYMENT_PROVIDERS = {"manual": "orders.payments.manual.ManualProvider"}
if DEMO:
    PAYMENT_PROVIDERS["simulated"] = "orders.payments.simulated.SimulatedProvider"
LENDERS = {"manual": "orders.lenders.manual.ManualLender"}
if DEMO:
    LENDERS["simulated"] = "orders.lenders.simulated.SimulatedLender"
ONLINE_PAYMENTS = text("ONLINE_PAYMENTS", "simulated" if DEMO else "")  # empty: at the desk only
PAYMENT_WEBHOOK_SECRET = text("PAYMENT_WEBHOOK_SECRET")

configure_logs(development=INSECURE_HTTP)
LOGGING_CONFIG = None
