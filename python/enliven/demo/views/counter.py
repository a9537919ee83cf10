"""A counter: the smallest live view."""

from enliven import LiveView, event


class Counter(LiveView):
    """A number, and how far one press moves it."""

    template_name = "demo/counter.html"
    steps = (1, 10, 100)

    count: int = 0
    step: int = 1

    @event
    def increase(self) -> None:
        """Up by one step."""
        self.count += self.step

    @event
    def decrease(self) -> None:
        """Down by one step."""
        self.count -= self.step

    @event
    def choose(self, step: int) -> None:
        """Another step: sent as text, made a number by the annotation."""
        self.step = step

    @event
    def reset(self) -> None:
        """Back to nought."""
        self.count = 0
