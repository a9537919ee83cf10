"""The browsable API of Django REST framework, with filters and pages."""

import django_filters
from django.urls import include, path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import filters, pagination, routers, serializers, viewsets

from .library import data
from .library.models import Author, Book

populate = data.populate


class BookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = "__all__"


class AuthorSerializer(serializers.HyperlinkedModelSerializer):
    books = BookSerializer(many=True, read_only=True)
    tags = serializers.MultipleChoiceField(choices=[("a", "<a>"), ("b", "b & c")], write_only=True)
    extra = serializers.JSONField(write_only=True)

    class Meta:
        model = Author
        fields = ("url", "name", "born", "books", "tags", "extra")


class Pages(pagination.PageNumberPagination):
    page_size = 7


class BookViewSet(viewsets.ModelViewSet):
    """Books & *their* <authors>, in Markdown."""

    queryset = Book.objects.order_by("pk")
    serializer_class = BookSerializer
    pagination_class = Pages
    filter_backends = (DjangoFilterBackend, filters.SearchFilter, filters.OrderingFilter)
    filterset_fields = ("author", "genre", "is_lent")
    search_fields = ("title",)


class AuthorViewSet(viewsets.ModelViewSet):
    queryset = Author.objects.order_by("pk")
    serializer_class = AuthorSerializer
    filterset_class = django_filters.filterset.filterset_factory(
        Author, fields={"name": ["icontains"], "born": ["year", "lt"]}
    )
    filter_backends = (DjangoFilterBackend,)


router = routers.DefaultRouter()
router.register("books", BookViewSet)
router.register("authors", AuthorViewSet)
urlpatterns = [
    path("api/", include(router.urls)),
    path("auth/", include("rest_framework.urls")),
]


def visit(browser):
    browser.headers = {"accept": "text/html"}
    browser.get("/auth/login/")
    browser.post("/auth/login/", {"username": "x", "password": "<y>"})
    browser.get("/api/")
    browser.login(data.user())
    browser.get("/api/")
    browser.get("/api/books/")
    browser.get("/api/books/", {"page": "3", "search": "Book", "ordering": "-price"})
    browser.get("/api/books/", {"author": "1", "genre": "p"})
    browser.get("/api/books/?page=999")
    browser.post("/api/books/", {"title": "", "price": "<x>", "genre": "z"})
    browser.get("/api/books/7/")
    browser.get("/api/books/999/")
    browser.get("/api/authors/")
    browser.get("/api/authors/2/")
    browser.post("/api/authors/", {"name": "", "born": "x", "extra": "{"})
