"""The settings that all sites share, for one of the two engines."""

import sys
from pathlib import Path

import django
from django.conf import settings

BACKENDS = {
    "django": "django.template.backends.django.DjangoTemplates",
    "enliven": "enliven.template.EnlivenTemplates",
}
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]


def own_apps(site):
    """Returns the labels of a site's apps in this folder; their migrations are made on the spot."""
    return [app.removeprefix("sites.") for app in site.apps if app.startswith("sites.")]


def configure(site, engine, folder):
    """Sets Django up for a site, with its database in `folder`."""
    options = {
        "INSTALLED_APPS": [
            *site.first_apps,
            *("django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes"),
            *("django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles"),
            *("django.contrib.sites", "django.contrib.humanize", "django.forms"),
            *site.apps,
        ],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            *site.middleware,
        ],
        "TEMPLATES": [
            {
                "BACKEND": BACKENDS[engine],
                "DIRS": [str(Path(__file__).parent / "templates")],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.i18n",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        *site.processors,
                    ]
                },
            }
        ],
        "FORM_RENDERER": "django.forms.renderers.TemplatesSetting",
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "db.sqlite3"),
            }
        },
        "SECRET_KEY": "of a test",
        "SITE_ID": 1,
        "ROOT_URLCONF": f"sites.{site.name}",
        "ALLOWED_HOSTS": ["*"],
        "STATIC_URL": "/static/",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "MEDIA_URL": "/media/",
        "LANGUAGES": LANGUAGES,
        "LANGUAGE_CODE": "en",
        "USE_TZ": True,
        "USE_THOUSAND_SEPARATOR": True,
        "MIGRATION_MODULES": {label: f"{label}_migrations" for label in own_apps(site)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        **(site.settings() if callable(site.settings) else site.settings),
    }
    sys.path.insert(0, str(folder))
    settings.configure(**options)
    django.setup()
