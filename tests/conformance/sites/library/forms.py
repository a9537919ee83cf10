"""A form of every widget of Django's."""

from django import forms

from .models import Author, Book

CHOICES = [("", "none"), ("Group & co", [("1", "<one>"), ("2", "two")]), ("3", "three")]


class EveryWidget(forms.Form):
    """One field per widget."""

    text = forms.CharField(help_text="<b>bold</b> & co", max_length=5, min_length=2)
    number = forms.DecimalField(max_digits=5, decimal_places=2, initial=1234.5)
    email = forms.EmailField(label="E-mail <address>")
    password = forms.CharField(widget=forms.PasswordInput(render_value=True))
    hidden = forms.CharField(widget=forms.HiddenInput, initial="<x>")
    area = forms.CharField(widget=forms.Textarea(attrs={"rows": 1000, "data-x": 'a"b'}))
    day = forms.DateField(widget=forms.SelectDateWidget(years=range(2020, 2030)))
    moment = forms.SplitDateTimeField(required=False)
    yes = forms.BooleanField()
    maybe = forms.NullBooleanField()
    choice = forms.ChoiceField(choices=CHOICES)
    radio = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(choices=CHOICES)
    boxes = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    author = forms.ModelChoiceField(Author.objects.order_by("pk"), disabled=True, required=False)
    file = forms.FileField(required=False)
    url = forms.URLField(assume_scheme="https", required=False)

    def clean(self):
        self.add_error(None, "Never <right> & never valid")
        return super().clean()


class BookForm(forms.ModelForm):
    """A form of a model."""

    class Meta:
        model = Book
        fields = (
            *("title", "author", "price", "rating", "copies", "is_lent", "published"),
            *("opened", "summary", "genre", "site"),
        )


BookFormSet = forms.modelformset_factory(Book, BookForm, extra=2, can_delete=True, can_order=True)
