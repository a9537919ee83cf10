//! What an insertion inserts: markup where parsing it gives exactly the nodes meant, else the nodes.

use html5ever::local_name;

use crate::dom::{NodeId, Tree, subtrees_equal};
use crate::patch::{Content, ContentNode};

use super::number;

/// A new tree's nodes as the client's parser would make them from markup.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) tree: &'a Tree,
    /// The mode of the document that the client was served, whatever the new tree's would be.
    pub(super) is_quirky: bool,
}

/// The content of an insertion of children of `parent`, and the elements whose children it leaves out because they lie too deep.
pub(super) fn insertion(source: Source, parent: NodeId, run: &[NodeId]) -> (Content, Vec<NodeId>) {
    if let Some(html) = markup(source, parent, run) {
        return (Content::Markup(html), Vec::new());
    }
    let mut cuts = Vec::new();
    let nodes = run
        .iter()
        .map(|id| ContentNode::copy(source.tree, *id, ContentNode::MAX_DEPTH, &mut cuts))
        .collect();
    (Content::Nodes(nodes), cuts)
}

/// The markup of the run, if parsing it as content of `parent` gives just these nodes.
pub(super) fn markup(source: Source, parent: NodeId, run: &[NodeId]) -> Option<String> {
    let Source { tree, is_quirky } = source;
    let context = tree.element(parent)?;
    let html = tree.markup_of(run);
    if html.contains("<form") && is_within_form(tree, parent) {
        return None;
    }
    let parsed = Tree::parse_in(context, &html, is_quirky);
    let nodes = parsed.children(parsed.root());
    let is_exact = nodes.len() == run.len()
        && nodes
            .iter()
            .zip(run)
            .all(|(left, right)| subtrees_equal(&parsed, *left, tree, *right));
    is_exact.then_some(html)
}

/// How many nodes the element holds once its content is replaced by nothing: an `html` element gets a head and a body.
pub(super) fn empty_len(source: Source, id: NodeId) -> usize {
    source.tree.element(id).map_or(0, |context| {
        let parsed = Tree::parse_in(context, "", source.is_quirky);
        parsed.children(parsed.root()).len()
    })
}

/// A browser ignores the start tag of a form when the context lies in a form.
fn is_within_form(tree: &Tree, id: NodeId) -> bool {
    let mut next = Some(id);
    while let Some(id) = next {
        if tree
            .element(id)
            .is_some_and(|element| element.is_html_named(&local_name!("form")))
        {
            return true;
        }
        next = tree.parent(id);
    }
    false
}

/// The child indices that lead from one node down to another.
pub(super) fn steps_between(tree: &Tree, top: NodeId, id: NodeId) -> Vec<u32> {
    let mut steps = Vec::new();
    let mut at = id;
    while at != top {
        let parent = tree.parent(at).expect("the way leads down from the top");
        let index = tree.children(parent).iter().position(|child| *child == at);
        steps.push(number(
            index.expect("a node is among its parent's children"),
        ));
        at = parent;
    }
    steps.reverse();
    steps
}
