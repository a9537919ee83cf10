"""Django's own methods, as they are before test clients and profilers put theirs in the place."""

from django.template import base

TEMPLATE_RENDER = base.Template.render
#: What `Template.render` calls once the context is bound.
TEMPLATE_INNER_RENDER = vars(base.Template)["_render"]
RENDER_ANNOTATED = base.Node.render_annotated
