"""What the site `oscar` adds to the settings."""

from importlib import import_module

OPTIONS = {
    "shipped": ("oscar",),
    "apps": (
        *("sites.library", "oscar.config.Shop", "oscar.apps.analytics.apps.AnalyticsConfig"),
        *("oscar.apps.checkout.apps.CheckoutConfig", "oscar.apps.address.apps.AddressConfig"),
        *("oscar.apps.shipping.apps.ShippingConfig", "oscar.apps.catalogue.apps.CatalogueConfig"),
        "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
        *("oscar.apps.communication.apps.CommunicationConfig",),
        *("oscar.apps.partner.apps.PartnerConfig", "oscar.apps.basket.apps.BasketConfig"),
        *("oscar.apps.payment.apps.PaymentConfig", "oscar.apps.offer.apps.OfferConfig"),
        *("oscar.apps.order.apps.OrderConfig", "oscar.apps.customer.apps.CustomerConfig"),
        *("oscar.apps.search.apps.SearchConfig", "oscar.apps.voucher.apps.VoucherConfig"),
        *("oscar.apps.wishlists.apps.WishlistsConfig", "oscar.apps.dashboard.apps.DashboardConfig"),
        "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
        "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
        "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
        "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
        "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
        "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
        "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
        "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
        "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
        "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
        "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
        "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
        *("django.contrib.flatpages", "widget_tweaks", "haystack", "treebeard", "sorl.thumbnail"),
        *("django_tables2", "phonenumber_field"),
    ),
    "middleware": (
        "oscar.apps.basket.middleware.BasketMiddleware",
        "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
    ),
    "processors": (
        *("oscar.apps.search.context_processors.search_form",),
        "oscar.apps.checkout.context_processors.checkout",
        "oscar.apps.communication.notifications.context_processors.notifications",
        "oscar.core.context_processors.metadata",
    ),
}


def settings():
    """Returns Oscar's own defaults, and a search that needs no server."""
    defaults = vars(import_module("oscar.defaults"))
    return {
        **{name: value for name, value in defaults.items() if name.isupper()},
        "HAYSTACK_CONNECTIONS": {
            "default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
        },
        "OSCAR_INITIAL_ORDER_STATUS": "Pending",
        "OSCAR_ORDER_STATUS_PIPELINE": {"Pending": ("Shipped",), "Shipped": ()},
    }


OPTIONS["settings"] = settings
