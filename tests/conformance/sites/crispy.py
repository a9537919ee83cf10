"""Forms by django-crispy-forms in its Bootstrap packs, by widget-tweaks and by Django alone."""

from crispy_forms.bootstrap import (
    Accordion,
    AccordionGroup,
    Alert,
    AppendedText,
    FieldWithButtons,
    InlineRadios,
    PrependedText,
    StrictButton,
    Tab,
    TabHolder,
)
from crispy_forms.helper import FormHelper
from crispy_forms.layout import (
    HTML,
    Button,
    ButtonHolder,
    Column,
    Div,
    Field,
    Fieldset,
    Layout,
    MultiField,
    Row,
    Submit,
)
from django.shortcuts import render
from django.urls import path

from .library import data
from .library.forms import BookFormSet, EveryWidget
from .library.models import Book

populate = data.populate
STYLES = ("crispy", "filter", "uni", "plain", "table", "list", "div", "tweaks")


def layout(pack):
    """Returns a helper with every layout object that a pack has a template for."""
    helper = FormHelper()
    helper.form_class, helper.form_id, helper.form_action = "form-horizontal", "it's", "?a=1&b=2"
    helper.label_class, helper.field_class = "col-lg-2", "col-lg-8"
    helper.add_input(Submit("go", "Go <now>"))
    helper.layout = Layout(
        Fieldset("First & {{ title }}", "text", Field("number", css_class="big", data_x="<y>")),
        TabHolder(Tab("Tab <1>", "email", "password"), Tab("Tab 2", "hidden", "area")),
        Accordion(AccordionGroup("Group", "day", "moment"), AccordionGroup("Other", "yes")),
        Row(Column("choice"), Column("several")),
        (Div if pack == "bootstrap4" else MultiField)("maybe", "boxes"),
        Div(InlineRadios("radio"), Alert("Alert <b>!</b>"), css_class="wrap"),
        PrependedText("url", "https://"),
        AppendedText("file", "<b>.pdf</b>"),
        HTML("{% load i18n %}<p>{% translate 'Home' %} {{ title|upper }}</p>"),
        FieldWithButtons("author", StrictButton("Find")),
        ButtonHolder(Button("b", "Button"), Submit("s", "Send")),
    )
    return helper


def show(request, style, pack):
    form = EveryWidget(
        request.POST or None, request.FILES or None, prefix=request.GET.get("prefix")
    )
    form.helper = layout(pack)
    form.helper.template_pack = pack
    books = BookFormSet(request.POST or None, queryset=Book.objects.order_by("pk")[:3])
    books.helper = FormHelper()
    books.helper.template_pack = pack
    if request.GET.get("inline"):
        books.helper.template = f"{pack}/table_inline_formset.html"
    context = {"form": form, "books": books, "style": style, "pack": pack, "title": "<Title>"}
    return render(request, f"library/forms/{style}.html", context)


urlpatterns = [path("<style>/<pack>/", show)]


def visit(browser):
    management = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "2", "form-0-title": ""}
    for pack in ("bootstrap5", "bootstrap4"):
        for style in STYLES:
            page = f"/{style}/{pack}/"
            browser.get(page)
            browser.get(page, {"prefix": "a", "inline": "1"})
            browser.post(page, {"text": "<toolong>", "number": "1,5", "choice": "9"})
            browser.post(page, {**management, "text": "<ok>", "several": ["1", "9"], "day": "x"})
