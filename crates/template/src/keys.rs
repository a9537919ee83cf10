//! Whether the markup of a loop's items says which they are.

use std::ops::ControlFlow;

use crate::program::{Node, Part, Symbols};

/// Whether the first tag that these nodes write has a `live-key` or an `id`, as far as their text shows.
pub fn has_key<S: Symbols>(body: &[Node<S>]) -> bool {
    let mut tag = String::new();
    read_tag(body, &mut tag).is_break() && has_key_attribute(&tag)
}

/// Collects the text of the first tag, without the values in it.
fn read_tag<S: Symbols>(body: &[Node<S>], tag: &mut String) -> ControlFlow<()> {
    for node in body {
        if let Node::Text(text) = node {
            let start = if tag.is_empty() {
                text.find('<').unwrap_or(text.len())
            } else {
                0
            };
            let text = &text[start..];
            let end = text.find('>');
            tag.push_str(&text[..end.unwrap_or(text.len())]);
            if end.is_some() {
                return ControlFlow::Break(());
            }
            continue;
        }
        let found = node.each_part(&mut |part| match part {
            Part::Body(nodes) if read_tag(nodes, tag).is_break() => Err(()),
            _ => Ok(()),
        });
        if found.is_err() {
            return ControlFlow::Break(());
        }
    }
    ControlFlow::Continue(())
}

fn has_key_attribute(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let names = tag.split('=').map(str::trim_ascii_end);
    let names =
        names.filter_map(|text| text.rsplit(|last: char| last.is_ascii_whitespace()).next());
    let mut names = names.map(|name| name.trim_start_matches(['"', '\'']));
    names.any(|name| matches!(name, "live-key" | "id"))
}

#[cfg(test)]
mod tests {
    use super::has_key_attribute;

    #[test]
    fn keys_are_told_from_attributes_that_end_like_them() {
        assert!(has_key_attribute("<li live-key=\"\""));
        assert!(has_key_attribute("<li class=\"a\"\n  ID = ''"));
        assert!(has_key_attribute("<li class=\"\"id="));
        assert!(!has_key_attribute("<li data-id=\"\" grid=1"));
        assert!(!has_key_attribute("<li title=\"id\""));
    }
}
