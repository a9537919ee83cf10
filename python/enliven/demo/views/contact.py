"""A Django form that is validated while it is filled in."""

from django import forms
from django.http import HttpRequest

from enliven import LiveView, event


class ContactForm(forms.Form):
    """An ordinary form: nothing in it knows of live pages."""

    use_required_attribute = False

    name = forms.CharField(max_length=60)
    email = forms.EmailField(label="E-mail")
    topic = forms.ChoiceField(
        choices={
            "": "Choose one",
            "praise": "Praise",
            "bug": "A bug",
            "idea": "An idea",
        }
    )
    message = forms.CharField(
        min_length=20,
        max_length=500,
        widget=forms.Textarea({"rows": 5}),
    )

    def clean_message(self) -> str:
        """Refuses a message that is shouted."""
        message: str = self.cleaned_data["message"]
        if message.isupper():
            raise forms.ValidationError("There is no need to shout.")
        return message


class Contact(LiveView):
    """Keeps what was typed; the form is made anew from it for each render."""

    template_name = "demo/contact.html"

    data: dict[str, str]
    touched: list[str]
    sent_by: str

    def mount(self, request: HttpRequest) -> None:
        """An empty form, and nobody wrote yet."""
        self.restart()

    @property
    def form(self) -> ContactForm:
        """The form, with errors at the fields that were touched only."""
        form = ContactForm(self.data, label_suffix="")
        for name in form.errors.keys() - set(self.touched):
            del form.errors[name]
        return form

    @event
    def validate(self, **fields: str) -> None:
        """On every input. A field with another value than before is touched."""
        for name, value in fields.items():
            if value != self.data.get(name, "") and name not in self.touched:
                self.touched.append(name)
        self.data = fields

    @event
    def send(self, **fields: str) -> None:
        """Thanks the sender, or shows every error there is."""
        self.data = fields
        self.touched = list(ContactForm.base_fields)
        form = self.form
        if form.is_valid():
            self.sent_by = form.cleaned_data["name"]

    @event
    def restart(self) -> None:
        """An empty form again."""
        self.data = {}
        self.touched = []
        self.sent_by = ""
