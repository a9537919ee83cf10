"""Which sites there are, what they install and what their settings add."""

from collections.abc import Callable
from dataclasses import dataclass, field

from . import cms_settings, oscar_settings, wagtail_settings

#: Installed together, in one environment for all sites.
PACKAGES = (
    *("django==5.2.19", "channels==4.3.2", "pydantic==2.14.3", "time-machine==3.6.0"),
    *("django-allauth[mfa,socialaccount]==65.21.1", "django-two-factor-auth==1.18.1"),
    *("djangorestframework==3.18.3", "markdown==3.11.3", "django-filter==26.2"),
    *("django-crispy-forms==2.7", "crispy-bootstrap5==2026.9", "crispy-bootstrap4==2026.2"),
    *("django-widget-tweaks==1.5.1", "django-tables2==2.7.0", "django-import-export==4.4.3"),
    *("django-unfold==0.91.0", "django-jazzmin==3.0.5", "django-grappelli==5.0.1"),
    *("django-debug-toolbar==8.0.0", "phonenumbers==9.0.43", "django-reversion==6.4.0"),
    *("django-guardian==3.5.2", "django-simple-history==3.13.0", "django-mptt==0.20.0"),
    *("django-treebeard==5.3.1", "django-taggit==6.1.0", "sorl-thumbnail==13.4.0"),
    *("easy-thumbnails==2.10.1", "django-compressor==4.6.0", "django-sekizai==4.1.0"),
    *("django-oscar==4.2.1", "wagtail==8.0.1", "django-cms==5.1.3"),
)


@dataclass(frozen=True)
class Site:
    """One project.

    Attributes:
        name: Its module in this folder.
        requirements: What pip installs for it.
        shipped: The packages whose templates are compiled and rendered one by one.
    """

    name: str
    requirements: tuple[str, ...] = PACKAGES
    shipped: tuple[str, ...] = ()
    first_apps: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    middleware: tuple[str, ...] = ()
    processors: tuple[str, ...] = ()
    settings: dict | Callable[[], dict] = field(default_factory=dict)


LIBRARY = "sites.library"
SETTINGS = (
    Site(
        "admin",
        (),
        (
            *("django.contrib.admin", "django.contrib.admindocs", "django.contrib.auth"),
            *("django.forms", "django.contrib.gis", "django.contrib.sitemaps"),
            *("django.contrib.postgres", "django.views"),
        ),
        apps=("django.contrib.admindocs", "django.contrib.flatpages", "django.contrib.redirects"),
    ),
    Site(
        "allauth",
        shipped=("allauth",),
        apps=(
            *(LIBRARY, "allauth", "allauth.account", "allauth.socialaccount", "allauth.mfa"),
            "allauth.usersessions",
        ),
        middleware=("allauth.account.middleware.AccountMiddleware",),
    ),
    Site(
        "drf",
        shipped=("rest_framework", "django_filters"),
        apps=(LIBRARY, "rest_framework", "django_filters"),
    ),
    Site(
        "crispy",
        shipped=("crispy_forms", "crispy_bootstrap5", "crispy_bootstrap4", "widget_tweaks"),
        apps=(LIBRARY, "crispy_forms", "crispy_bootstrap5", "crispy_bootstrap4", "widget_tweaks"),
        settings={
            "CRISPY_ALLOWED_TEMPLATE_PACKS": ["bootstrap5", "bootstrap4"],
            "CRISPY_TEMPLATE_PACK": "bootstrap5",
        },
    ),
    Site(
        "tables",
        shipped=("django_tables2", "import_export", "django_filters"),
        apps=(LIBRARY, "django_tables2", "import_export", "django_filters"),
    ),
    Site(
        "unfold",
        shipped=("unfold",),
        first_apps=("unfold", "unfold.contrib.filters", "unfold.contrib.forms"),
        apps=(LIBRARY,),
    ),
    Site("jazzmin", shipped=("jazzmin",), first_apps=("jazzmin",), apps=(LIBRARY,)),
    Site("grappelli", shipped=("grappelli",), first_apps=("grappelli",), apps=(LIBRARY,)),
    Site(
        "toolbar",
        shipped=("debug_toolbar",),
        apps=(LIBRARY, "debug_toolbar"),
        middleware=("debug_toolbar.middleware.DebugToolbarMiddleware",),
        settings={
            "DEBUG": True,
            "DEBUG_TOOLBAR_CONFIG": {
                "SHOW_TOOLBAR_CALLBACK": "sites.toolbar.is_shown",
                "IS_RUNNING_TESTS": False,
            },
        },
    ),
    Site(
        "two_factor",
        shipped=("two_factor",),
        apps=(
            *(LIBRARY, "django_otp", "django_otp.plugins.otp_static"),
            *("django_otp.plugins.otp_totp", "two_factor"),
        ),
        middleware=("django_otp.middleware.OTPMiddleware",),
        settings={"LOGIN_URL": "two_factor:login"},
    ),
    Site(
        "records",
        shipped=(
            *("reversion", "guardian", "simple_history", "mptt", "treebeard", "taggit"),
            *("sorl", "easy_thumbnails", "compressor", "sekizai"),
        ),
        apps=(
            *(LIBRARY, "reversion", "guardian", "simple_history", "mptt", "treebeard"),
            *("taggit", "sorl.thumbnail", "easy_thumbnails", "compressor", "sekizai"),
            "sites.archive",
        ),
        middleware=("simple_history.middleware.HistoryRequestMiddleware",),
        processors=("sekizai.context_processors.sekizai",),
        settings={
            "AUTHENTICATION_BACKENDS": [
                "django.contrib.auth.backends.ModelBackend",
                "guardian.backends.ObjectPermissionBackend",
            ],
            "STATICFILES_FINDERS": [
                "django.contrib.staticfiles.finders.AppDirectoriesFinder",
                "compressor.finders.CompressorFinder",
            ],
        },
    ),
    Site("wagtail", **wagtail_settings.OPTIONS),
    Site("oscar", **oscar_settings.OPTIONS),
    Site("cms", **cms_settings.OPTIONS),
)

SITES = {site.name: site for site in SETTINGS}
