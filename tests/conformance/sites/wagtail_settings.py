"""What the site `wagtail` adds to the settings."""

OPTIONS = {
    "shipped": ("wagtail",),
    "apps": (
        *("sites.library", "wagtail.contrib.forms", "wagtail.contrib.redirects"),
        *("wagtail.contrib.settings", "wagtail.contrib.styleguide", "wagtail.contrib.table_block"),
        *("wagtail.contrib.simple_translation", "wagtail.contrib.search_promotions"),
        *("wagtail.contrib.typed_table_block", "wagtail.contrib.routable_page"),
        *("wagtail.embeds", "wagtail.sites", "wagtail.users", "wagtail.snippets"),
        *("wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin", "wagtail"),
        *("modelcluster", "taggit", "treebeard", "sites.articles"),
    ),
    "middleware": ("wagtail.contrib.redirects.middleware.RedirectMiddleware",),
    "processors": ("wagtail.contrib.settings.context_processors.settings",),
    "settings": {
        "WAGTAIL_SITE_NAME": "Site <& co>",
        "WAGTAILADMIN_BASE_URL": "http://testserver",
        "WAGTAIL_I18N_ENABLED": True,
        "WAGTAIL_CONTENT_LANGUAGES": [("en", "English"), ("de", "Deutsch")],
        "WAGTAIL_ENABLE_UPDATE_CHECK": False,
    },
}
