"""Trees, tags and histories."""

from django.db import models
from mptt.models import MPTTModel, TreeForeignKey
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from treebeard.mp_tree import MP_Node


class Shelf(MPTTModel):
    name = models.CharField(max_length=40)
    parent = TreeForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")

    def __str__(self):
        return self.name


class Branch(MP_Node):
    name = models.CharField(max_length=40)
    node_order_by = ("name",)

    def __str__(self):
        return self.name


class Record(models.Model):
    name = models.CharField(max_length=40)
    tags = TaggableManager(blank=True)
    history = HistoricalRecords()

    def __str__(self):
        return self.name
