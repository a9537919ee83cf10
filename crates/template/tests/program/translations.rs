//! Messages with and without values, contexts and plurals.

use enliven_template::host::{Id, Translations};
use enliven_template::program::{BlockTranslate, Language, Message, Node, Plural, Tag, Translate};

use crate::build::{body, expression, program, tag, variable};
use crate::host::{Result, TestHost, Text, Value, text, to_text};
use crate::rendering::run;

impl Translations for TestHost {
    type Language = Option<Value>;

    fn translate(&mut self, context: Option<&str>, id: Id<'_, String>) -> Result<Option<Value>> {
        let message = match id {
            Id::Known(id) => id.as_str(),
            Id::Text(text) => text,
        };
        Ok(match (context, message) {
            (_, "replaced") => None,
            (None, "Yes") => Some(text("<Ja>")),
            (Some("shop"), "Yes") => Some(text("Kaufen")),
            (None, "%(a)s of %(b)s") => Some(text("%(b)s, davon %(a)s, 5%%")),
            (None, "broken") => Some(text("%(c)s")),
            (None, "opaque") => Some(Value::List(Vec::new())),
            (_, other) => Some(text(other)),
        })
    }

    fn translate_otherwise(&mut self, _context: Option<&str>, message: &str) -> Result<Value> {
        Ok(text(&format!("otherwise {message}")))
    }

    fn translate_plural(
        &mut self,
        context: Option<&str>,
        [singular, plural]: [&String; 2],
        number: &Value,
    ) -> Result<Value> {
        let form = if *number == Value::Int(1) {
            singular
        } else {
            plural
        };
        Ok(text(&format!("{}{form}", context.unwrap_or_default())))
    }

    fn lazy_translation(&mut self, message: Value, context: Option<Value>) -> Result<Value> {
        let context = context.as_ref().map(to_text).unwrap_or_default();
        Ok(text(&format!("lazy {context}{}", to_text(&message))))
    }

    fn restore_percents(&mut self, output: Value) -> Result<Value> {
        Ok(output)
    }

    fn text_of(&mut self, value: &Value) -> Result<Value> {
        Ok(text(&to_text(value)))
    }

    fn is_number(&mut self, value: &Value) -> Result<bool> {
        Ok(matches!(value, Value::Int(_)))
    }

    fn not_a_number(&mut self, node: &String) -> String {
        format!("{node} counts by what is no number")
    }

    fn stored(&mut self, name: &String) -> Result<Option<Value>> {
        Ok(self
            .scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(name))
            .cloned())
    }

    fn absent(&mut self, name: &String) -> Result<Value> {
        Ok(text(&format!("no {name}")))
    }

    fn interpolate(
        &mut self,
        message: &Value,
        values: Vec<(&String, Value)>,
    ) -> Result<Option<Value>> {
        Ok(match message {
            Value::Text(_) => None,
            other => Some(text(&format!("{other:?} with {}", values.len()))),
        })
    }

    fn untranslated(&mut self, node: &String) -> Result<Value> {
        Ok(text(&format!("untranslated {node}")))
    }

    fn enter_language(&mut self, language: Value) -> Result<Option<Value>> {
        let scope = self.scopes.first_mut().ok_or("no scope")?;
        Ok(scope.insert("language".into(), language))
    }

    fn leave_language(&mut self, language: Option<Value>) -> Result<()> {
        let scope = self.scopes.first_mut().ok_or("no scope")?;
        scope.insert("language".into(), language.unwrap_or(Value::None));
        Ok(())
    }
}

fn translate(message: &str, id: Option<&str>, context: Option<&str>) -> Translate<Text> {
    Translate {
        message: expression(message),
        id: id.map(String::from),
        context: context.map(expression),
        is_marked_only: false,
        target: None,
    }
}

fn rendered(translate: Translate<Text>, host: &mut TestHost) -> Result<String> {
    run(
        &program([tag(Tag::Translate(translate), "translate")]),
        host,
    )
}

#[test]
fn messages_are_translated() {
    for (tag, expected) in [
        (translate("\"Yes\"", Some("Yes"), None), "<Ja>"),
        (translate("\"Yes\"", None, None), "<Ja>"),
        (translate("text", None, None), "&lt;Ja&gt;"),
        (translate("text", None, Some("shop")), "Kaufen"),
        (translate("text", None, Some("empty")), "&lt;Ja&gt;"),
        (translate("text", None, Some("number")), "lazy 7Yes"),
        (translate("percent", None, None), "100%"),
        (translate("text|upper", None, None), "LAZY YES"),
        (translate("missing", None, None), ""),
        (translate("number", None, None), "lazy 7"),
        (
            translate("\"replaced\"", Some("replaced"), None),
            "lazy replaced",
        ),
    ] {
        let mut host = TestHost::new([
            ("text", text("Yes")),
            ("percent", text("100%")),
            ("shop", text("shop")),
            ("empty", text("")),
            ("number", Value::Int(7)),
        ]);
        assert_eq!(rendered(tag, &mut host).unwrap(), expected);
    }
}

#[test]
fn a_message_may_be_stored_or_only_marked() {
    let mut host = TestHost::new([("text", text("Yes"))]);
    let mut stored = translate("text", None, None);
    stored.target = Some("result".into());
    assert_eq!(rendered(stored, &mut host).unwrap(), "");
    assert_eq!(host.scopes[0]["result"], Value::Markup("&lt;Ja&gt;".into()));
    let mut marked = translate("text|upper", None, None);
    marked.is_marked_only = true;
    assert_eq!(rendered(marked, &mut host).unwrap(), "YES");
}

fn message(id: &str) -> Message<Text> {
    let names = ["a", "b"].into_iter();
    Message {
        id: id.into(),
        names: names
            .filter(|name| id.contains(&format!("%({name})")))
            .map(String::from)
            .collect(),
    }
}

fn block(id: &str) -> BlockTranslate<Text> {
    BlockTranslate {
        values: Box::new([("a".into(), expression("one"))]),
        singular: message(id),
        plural: None,
        context: None,
        target: None,
    }
}

fn block_node(block: BlockTranslate<Text>) -> Node<Text> {
    tag(Tag::BlockTranslate(block), "blocktranslate")
}

#[test]
fn values_are_put_into_messages() {
    for (id, expected) in [
        ("%(a)s of %(b)s", "no b, davon &lt;1&gt;, 5%"),
        ("100%% %(a)s", "100% &lt;1&gt;"),
        ("broken", "untranslated blocktranslate"),
        ("%(a)d", "untranslated blocktranslate"),
        ("%(a", "untranslated blocktranslate"),
        ("%", "untranslated blocktranslate"),
        ("opaque", "List([]) with 0"),
        ("replaced", "otherwise replaced"),
    ] {
        let mut host = TestHost::new([("one", text("<1>"))]);
        assert_eq!(
            run(&program([block_node(block(id))]), &mut host).unwrap(),
            expected
        );
        assert_eq!(host.scopes.len(), 1);
    }
}

#[test]
fn a_translated_block_may_be_stored() {
    let mut stored = block("%(a)s");
    stored.target = Some("result".into());
    let mut host = TestHost::new([("one", text("<1>"))]);
    assert_eq!(run(&program([block_node(stored)]), &mut host).unwrap(), "");
    assert_eq!(host.scopes[0]["result"], Value::Markup("&lt;1&gt;".into()));
}

#[test]
fn messages_count() {
    let counted = |count: &str| {
        let mut block = block("%(a)s row");
        block.context = Some(expression("shop"));
        block.plural = Some(Plural {
            message: message("%(b)s rows"),
            name: "b".into(),
            count: expression(count),
        });
        program([block_node(block)])
    };
    let mut host = TestHost::new([
        ("one", Value::Int(1)),
        ("many", Value::Int(7)),
        ("shop", text("in the shop ")),
    ]);
    assert_eq!(
        run(&counted("one"), &mut host).unwrap(),
        "in the shop 1 row"
    );
    assert_eq!(
        run(&counted("many"), &mut host).unwrap(),
        "in the shop 7 rows"
    );
    let error = run(&counted("shop"), &mut host).unwrap_err();
    assert_eq!(
        error,
        "blocktranslate counts by what is no number at blocktranslate"
    );
}

#[test]
fn a_language_holds_for_its_body() {
    let language = |inner| Language {
        language: expression("\"de\""),
        body: body([variable("language"), variable(inner)]),
    };
    let program = |inner| {
        let node = tag(Tag::Language(language(inner)), "language");
        program([node, variable("language")])
    };
    let mut host = TestHost::new([("language", text("en"))]);
    assert_eq!(run(&program("missing"), &mut host).unwrap(), "deen");
    run(&program("broken"), &mut host).unwrap_err();
    assert_eq!(host.scopes[0]["language"], text("en"));
}
