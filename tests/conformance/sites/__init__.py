"""Projects made of real packages.

`catalogue` lists them with their settings. Each has a module of its name, imported once its apps
are ready, with

* `urlpatterns`;
* `populate()`, which makes the data;
* `visit(browser)`, which fetches pages by `browser.get` and `browser.post`.
"""
