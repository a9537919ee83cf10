"""Pages, snippets and settings of Wagtail."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractEmailForm, AbstractFormField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Orderable, Page
from wagtail.snippets.models import register_snippet


class Article(Page):
    intro = models.CharField(max_length=200, blank=True)
    text = RichTextField(blank=True)
    body = StreamField(
        [
            ("heading", blocks.CharBlock()),
            ("text", blocks.RichTextBlock()),
            ("table", TableBlock()),
            ("image", ImageBlock()),
            ("list", blocks.ListBlock(blocks.CharBlock())),
            (
                "card",
                blocks.StructBlock(
                    [("title", blocks.CharBlock()), ("when", blocks.DateBlock(required=False))]
                ),
            ),
        ],
        blank=True,
    )
    template = "library/article.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("intro"), FieldPanel("text")], heading="Texts & co"),
        FieldPanel("body"),
        InlinePanel("links", label="Links"),
    ]


class Link(Orderable):
    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="links")
    url = models.URLField()
    panels = [FieldPanel("url")]


class FormField(AbstractFormField):
    page = ParentalKey("Inquiry", on_delete=models.CASCADE, related_name="form_fields")


class Inquiry(AbstractEmailForm):
    template = landing_page_template = "library/inquiry.html"
    content_panels = [*AbstractEmailForm.content_panels, InlinePanel("form_fields")]


@register_snippet
class Notice(models.Model):
    name = models.CharField(max_length=40)
    panels = [FieldPanel("name")]

    def __str__(self):
        return f"{self.name} & co"


@register_setting
class Contact(BaseSiteSetting):
    phone = models.CharField(max_length=40, default="<1>")
