//! Patches to JSON and back; `docs/internals/protocol.md` has the form.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeTuple, Serializer};

use crate::error::{Error, ErrorKind};
use crate::patch::{Content, ContentNamespace, ContentNode, Patch, Path};

/// Writes patches as a JSON array.
#[expect(
    clippy::missing_panics_doc,
    reason = "writing strings and numbers to memory cannot fail"
)]
pub fn encode(patches: &[Patch]) -> String {
    serde_json::to_string(patches).expect("strings, numbers and arrays of them are always JSON")
}

/// Reads what [`encode`] writes.
///
/// # Errors
///
/// [`ErrorKind::MalformedPatch`] when the text is not JSON, or not an array of patches, or nested more than 128 levels deep.
pub fn decode(json: &str) -> Result<Vec<Patch>, Error> {
    serde_json::from_str(json).map_err(|source| {
        Error::new(ErrorKind::MalformedPatch, "not a JSON array of patches").with_source(source)
    })
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.steps.len() + 1))?;
        seq.serialize_element(&self.anchor)?;
        for step in &self.steps {
            seq.serialize_element(step)?;
        }
        seq.end()
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut steps = Vec::<u32>::deserialize(deserializer)?;
        if steps.is_empty() {
            return Err(de::Error::invalid_length(
                0,
                &"a path that begins with an anchor",
            ));
        }
        let anchor = steps.remove(0);
        Ok(Self { anchor, steps })
    }
}

impl Serialize for Patch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text { path, data } => ("t", path, data).serialize(serializer),
            Self::Attribute { path, name, value } => ("a", path, name, value).serialize(serializer),
            Self::Insert {
                path,
                index,
                content,
            } => ("i", path, index, content).serialize(serializer),
            Self::Remove { path, index, count } => ("r", path, index, count).serialize(serializer),
            Self::Move {
                path,
                from,
                to,
                count,
            } => ("m", path, from, to, count).serialize(serializer),
            Self::Html { path, html } => ("h", path, html).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Patch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(PatchVisitor)
    }
}

struct PatchVisitor;

impl<'de> Visitor<'de> for PatchVisitor {
    type Value = Patch;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a patch such as [\"t\", path, data]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Patch, A::Error> {
        let kind: String = next(&mut seq, "a kind")?;
        let path = next(&mut seq, "a path")?;
        let patch = match kind.as_str() {
            "t" => Patch::Text {
                path,
                data: next(&mut seq, "data")?,
            },
            "a" => Patch::Attribute {
                path,
                name: next(&mut seq, "a name")?,
                value: next(&mut seq, "a value or null")?,
            },
            "i" => Patch::Insert {
                path,
                index: next(&mut seq, "an index")?,
                content: next(&mut seq, "content")?,
            },
            "r" => Patch::Remove {
                path,
                index: next(&mut seq, "an index")?,
                count: next(&mut seq, "a count")?,
            },
            "m" => Patch::Move {
                path,
                from: next(&mut seq, "an index")?,
                to: next(&mut seq, "an index")?,
                count: next(&mut seq, "a count")?,
            },
            "h" => Patch::Html {
                path,
                html: next(&mut seq, "markup")?,
            },
            other => {
                return Err(de::Error::unknown_variant(
                    other,
                    &["t", "a", "i", "r", "m", "h"],
                ));
            }
        };
        end(seq)?;
        Ok(patch)
    }
}

fn next<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(
    seq: &mut A,
    what: &'static str,
) -> Result<T, A::Error> {
    seq.next_element()?
        .ok_or_else(|| de::Error::custom(format_args!("{what} is missing")))
}

fn end<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<(), A::Error> {
    match seq.next_element::<de::IgnoredAny>()? {
        None => Ok(()),
        Some(_) => Err(de::Error::custom("more elements than the array may have")),
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Markup(html) => html.serialize(serializer),
            Self::Nodes(nodes) => nodes.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("markup, or an array of nodes")
    }

    fn visit_str<E: de::Error>(self, html: &str) -> Result<Content, E> {
        Ok(Content::Markup(html.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Content, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = seq.next_element()? {
            nodes.push(node);
        }
        Ok(Content::Nodes(nodes))
    }
}

/// Attributes as a JSON object, in order.
struct Attributes<T>(T);

impl Serialize for Attributes<&[(String, String)]> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Attributes<Vec<(String, String)>> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AttributesVisitor)
    }
}

struct AttributesVisitor;

impl<'de> Visitor<'de> for AttributesVisitor {
    type Value = Attributes<Vec<(String, String)>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of attributes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut attributes = Vec::new();
        while let Some(entry) = map.next_entry()? {
            attributes.push(entry);
        }
        Ok(Attributes(attributes))
    }
}

impl Serialize for ContentNode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(data) => data.serialize(serializer),
            Self::Comment(data) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("comment", data)?;
                map.end()
            }
            Self::Element {
                tag,
                namespace,
                attributes,
                children,
            } => {
                let attributes = Attributes(attributes.as_slice());
                let namespace = match namespace {
                    ContentNamespace::Html => {
                        return (tag, attributes, children).serialize(serializer);
                    }
                    ContentNamespace::Svg => "svg",
                    ContentNamespace::MathMl => "math",
                };
                let mut tuple = serializer.serialize_tuple(4)?;
                tuple.serialize_element(tag)?;
                tuple.serialize_element(&attributes)?;
                tuple.serialize_element(children)?;
                tuple.serialize_element(namespace)?;
                tuple.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for ContentNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = ContentNode;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a [tag, attributes, children] or a {\"comment\": data}")
    }

    fn visit_str<E: de::Error>(self, data: &str) -> Result<ContentNode, E> {
        Ok(ContentNode::Text(data.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ContentNode, A::Error> {
        let entry: Option<(String, String)> = map.next_entry()?;
        match entry {
            Some((key, data)) if key == "comment" && map.next_key::<String>()?.is_none() => {
                Ok(ContentNode::Comment(data))
            }
            _ => Err(de::Error::custom(
                "an object among nodes has the one key \"comment\"",
            )),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ContentNode, A::Error> {
        let tag = next(&mut seq, "a tag")?;
        let Attributes(attributes) = next(&mut seq, "attributes")?;
        let children = next(&mut seq, "children")?;
        let namespace = match seq.next_element::<String>()?.as_deref() {
            None => ContentNamespace::Html,
            Some("svg") => ContentNamespace::Svg,
            Some("math") => ContentNamespace::MathMl,
            Some(other) => return Err(de::Error::unknown_variant(other, &["svg", "math"])),
        };
        end(seq)?;
        Ok(ContentNode::Element {
            tag,
            namespace,
            attributes,
            children,
        })
    }
}
