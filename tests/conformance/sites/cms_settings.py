"""What the site `cms` adds to the settings."""

OPTIONS = {
    "shipped": ("cms", "menus", "sekizai", "treebeard"),
    "apps": ("sites.library", "cms", "menus", "treebeard", "sekizai", "sites.plugins"),
    "middleware": (
        "cms.middleware.user.CurrentUserMiddleware",
        "cms.middleware.page.CurrentPageMiddleware",
        "cms.middleware.toolbar.ToolbarMiddleware",
        "cms.middleware.language.LanguageCookieMiddleware",
    ),
    "processors": (
        "sekizai.context_processors.sekizai",
        "cms.context_processors.cms_settings",
    ),
    "settings": {
        "CMS_CONFIRM_VERSION4": True,
        "CMS_TEMPLATES": [("library/cms.html", "Page"), ("library/cms_child.html", "Child")],
        "CMS_PERMISSION": True,
        "X_FRAME_OPTIONS": "SAMEORIGIN",
    },
}
