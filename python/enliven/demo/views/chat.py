"""A chat between everybody who has the page open."""

from django.http import HttpRequest

from enliven import LiveView, broadcast, event
from enliven.demo.models import Message

ROOM = "demo.chat"
HISTORY = 50


class Chat(LiveView):
    """The table keeps the messages; a broadcast tells who should look."""

    template_name = "demo/chat.html"

    author: str = ""

    def mount(self, request: HttpRequest) -> None:
        """Listens to the room from now on."""
        self.subscribe(ROOM)

    @property
    def messages(self) -> list[Message]:
        """The last ones, oldest first."""
        return list(Message.objects.order_by("-id")[:HISTORY])[::-1]

    @event
    def send(self, author: str, text: str) -> None:
        """Says something to everybody, this page included."""
        self.author = author.strip()[:30]
        text = text.strip()[:500]
        if self.author and text:
            message = Message.objects.create(author=self.author, text=text)
            Message.objects.filter(id__lte=message.id - HISTORY).delete()
            broadcast(ROOM, message.id)

    def received(self, topic: str, message: object) -> None:
        """Someone spoke: the render that follows reads `messages` again."""
