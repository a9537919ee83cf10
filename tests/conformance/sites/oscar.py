"""A shop of django-oscar with its dashboard."""

from decimal import Decimal

from django.apps import apps
from django.contrib import admin
from django.urls import include, path
from oscar.core.loading import get_model
from oscar.test.factories import create_order, create_product

from .library import data

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("", include(apps.get_app_config("oscar").urls[0])),
]


def populate():
    data.populate(2)
    country = get_model("address", "Country")
    country.objects.create(
        iso_3166_1_a2="GB",
        iso_3166_1_a3="GBR",
        name="United & Kingdom",
        printable_name="UK <1>",
        is_shipping_country=True,
    )
    category = get_model("catalogue", "Category")
    books = category.add_root(name="Books & co", description="<p>All books</p>")
    books.add_child(name="<Fiction>")
    root = data.user()
    for number in range(30):
        product = create_product(
            upc=f"u{number}",
            title=f"Product <{number}>",
            price=Decimal(number * 111) / 7,
            num_in_stock=number % 5,
            partner_name="Partner & co",
        )
        product.description = "<p>described</p>" * (number % 3)
        product.rating = number % 5
        product.save()
        product.categories.add(books)
        if number % 7 == 0:
            review = get_model("reviews", "ProductReview")
            review.objects.create(
                product=product, score=4, title="Good <b>", body="Yes & no", user=root
            )
    for number in range(3):
        create_order(number=f"100{number}", user=root)
    offers = get_model("offer", "Range")
    offers.objects.create(name="Everything & more", includes_all_products=True)


def visit(browser):
    shop(browser)
    browser.login(data.user())
    shop(browser)
    for page in ("profile", "orders", "addresses", "addresses/add", "wishlists", "alerts"):
        browser.get(f"/accounts/{page}/")
    for page in ("emails", "notifications/inbox", "change-password", "profile/edit", "products"):
        browser.get(f"/accounts/{page}/")
    browser.get("/accounts/orders/1000/")
    browser.post("/accounts/addresses/add/", {"first_name": "", "phone_number": "x"})
    browser.post("/accounts/change-password/", {"old_password": "x"})
    browser.get("/checkout/")
    browser.get("/checkout/shipping-address/")
    dashboard(browser)


def shop(browser):
    """Fetches what customers see."""
    browser.get("/catalogue/")
    browser.get("/catalogue/", {"page": "2"})
    browser.get("/catalogue/product-1_2/")
    browser.get("/catalogue/category/books-co_1/")
    browser.get("/catalogue/product-0_1/reviews/")
    browser.get("/catalogue/product-1_2/reviews/add/")
    browser.post("/catalogue/product-1_2/reviews/add/", {"title": ""})
    browser.get("/basket/")
    browser.get("/offers/")
    browser.get("/search/", {"q": "Product"})
    browser.get("/accounts/login/")
    browser.post("/accounts/login/", {"login_submit": "1", "login-username": "x"})
    browser.post("/accounts/login/", {"registration_submit": "1", "registration-email": "x"})
    browser.get("/accounts/password-reset/")


def dashboard(browser):
    """Fetches what the staff see."""
    browser.get("/dashboard/")
    for page in ("catalogue", "orders", "orders/1000", "orders/statistics", "users", "users/1"):
        browser.get(f"/dashboard/{page}/")
    for page in ("catalogue/products/2", "catalogue/categories", "catalogue/product-types"):
        browser.get(f"/dashboard/{page}/")
    browser.post("/dashboard/catalogue/products/2/", {"title": "", "upc": "u1"})
    for page in ("partners", "offers", "ranges", "vouchers", "reviews", "pages", "reports"):
        browser.get(f"/dashboard/{page}/")
    for page in ("ranges/create", "offers/new/name-and-description", "vouchers/create"):
        browser.get(f"/dashboard/{page}/")
    browser.post("/dashboard/ranges/create/", {"name": ""})
    browser.get("/dashboard/shipping/weight-based/")
    browser.get("/dashboard/communications/")
    browser.get("/admin/catalogue/product/")
    browser.get("/admin/order/order/1/change/")
