"""The data of a plugin of django CMS."""

from cms.models.pluginmodel import CMSPlugin
from django.db import models


class Teaser(CMSPlugin):
    text = models.CharField(max_length=80)

    def __str__(self):
        return self.text
