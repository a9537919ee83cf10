//! Which filters have a native form.

macro_rules! natives {
    (
        text: $($text:ident $text_name:literal),*;
        values: $($value:ident $value_name:literal),*;
        others: $($other:ident $library:literal $other_name:literal),*;
    ) => {
        /// A filter in Rust.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Native {
            $(#[doc = concat!("`", $text_name, "`")] $text,)*
            $(#[doc = concat!("`", $value_name, "`")] $value,)*
            $(#[doc = concat!("`", $other_name, "` of `", $library, "`")] $other,)*
        }

        impl Native {
            /// Every native filter of `django.template.defaultfilters` with its name.
            pub const ALL: &[(Self, &str)] = &[
                $((Self::$text, $text_name),)*
                $((Self::$value, $value_name),)*
            ];

            /// Native filters of other libraries, with the library's module.
            pub const OTHERS: &[(Self, &str, &str)] =
                &[$((Self::$other, $library, $other_name),)*];

            /// Its name in Django.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$text => $text_name,)*
                    $(Self::$value => $value_name,)*
                    $(Self::$other => $other_name,)*
                }
            }

            /// Whether the function is a `stringfilter`: one that takes the text of its input.
            pub fn takes_text(self) -> bool {
                matches!(self, $(Self::$text)|*)
            }
        }
    };
}

impl Native {
    /// Whether an argument would be given as `autoescape`, which the engine gives already: the function has to refuse that.
    pub fn refuses_argument(self) -> bool {
        matches!(
            self,
            Self::Linebreaks
                | Self::Linebreaksbr
                | Self::Linenumbers
                | Self::UnorderedList
                | Self::Urlize
        )
    }
}

natives! {
    text:
        Addslashes "addslashes", Capfirst "capfirst", Center "center", Cut "cut", Escape "escape",
        Escapejs "escapejs", ForceEscape "force_escape", Iriencode "iriencode",
        Linebreaks "linebreaks", Linebreaksbr "linebreaksbr", Linenumbers "linenumbers",
        Ljust "ljust", Lower "lower", MakeList "make_list", Rjust "rjust", Safe "safe",
        Slugify "slugify", Striptags "striptags", Title "title", Truncatechars "truncatechars",
        Truncatewords "truncatewords", Upper "upper", Urlencode "urlencode", Urlize "urlize",
        Urlizetrunc "urlizetrunc", Wordcount "wordcount", Wordwrap "wordwrap";
    values:
        Add "add", Date "date", Default "default", DefaultIfNone "default_if_none", Dictsort "dictsort",
        Dictsortreversed "dictsortreversed", Divisibleby "divisibleby", Escapeseq "escapeseq",
        Filesizeformat "filesizeformat", First "first", Floatformat "floatformat", GetDigit "get_digit", Join "join", JsonScript "json_script", Last "last",
        Length "length", Phone2numeric "phone2numeric", Pluralize "pluralize", Random "random",
        Safeseq "safeseq", Slice "slice", Stringformat "stringformat",
        Time "time", Timesince "timesince", Timeuntil "timeuntil", UnorderedList "unordered_list", Yesno "yesno";
    others:
        Apnumber "django.contrib.humanize.templatetags.humanize" "apnumber",
        Intcomma "django.contrib.humanize.templatetags.humanize" "intcomma",
        Intword "django.contrib.humanize.templatetags.humanize" "intword",
        Localize "django.templatetags.l10n" "localize",
        Naturalday "django.contrib.humanize.templatetags.humanize" "naturalday",
        Naturaltime "django.contrib.humanize.templatetags.humanize" "naturaltime",
        Ordinal "django.contrib.humanize.templatetags.humanize" "ordinal",
        Unlocalize "django.templatetags.l10n" "unlocalize";
}
