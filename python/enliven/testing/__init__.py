"""`LiveClient`: drive a live view in a test, without browser, server or socket.

```python
def test_counter(self):
    client = LiveClient(Counter, start=5)
    client.click("#increment")
    assert client.text("#count") == "6"
```

The view is mounted, joined and called as in production, in the thread of the test, so that it
shares the transaction of a `TestCase`. After every event the client checks the oracle: the patches,
applied to the page before, give the page after.

`client` is what a test calls, `gestures` tells which events an action sends, `tab` holds the page
and calls the session, `oracle` compares; `controls` and `handshake` know forms and requests.
"""

from enliven.testing.client import LiveClient
from enliven.testing.gestures import Filling

__all__ = ["Filling", "LiveClient"]
