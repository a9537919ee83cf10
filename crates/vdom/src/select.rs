//! Elements by CSS selector: the arena tree as the `selectors` crate sees it.
//!
//! As in a browser, what is in a `template` is not found from outside it. The synthetic root of a fragment is no element's parent.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;

use cssparser::{
    ParseErrorKind, Parser as CssParser, ToCss, serialize_identifier, serialize_string,
};
use html5ever::{LocalName, Namespace, local_name};
use precomputed_hash::PrecomputedHash;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
    SelectorCaches,
};
use selectors::matching::{ElementSelectorFlags, matches_selector_list};
use selectors::parser::{
    NonTSPseudoClass, ParseRelative, Parser, PseudoElement, SelectorList, SelectorParseErrorKind,
};
use selectors::{Element as Matchable, OpaqueElement, SelectorImpl};

use crate::dom::{Data, Element, NodeId, Tree};
use crate::error::{Error, ErrorKind};
use crate::work;

/// How many characters of a refused selector are repeated.
const MAX_SHOWN: usize = 80;

impl Tree {
    /// The elements that match, in document order; of a page, the root too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSelector`].
    pub fn select(&self, css: &str) -> Result<Vec<NodeId>, Error> {
        let tops = if self.is_page {
            vec![self.root]
        } else {
            self.children(self.root).to_vec()
        };
        self.matches_below(tops, css, None)
    }

    /// The elements below this one that match, in document order; `:scope` is this one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSelector`].
    pub fn select_in(&self, id: NodeId, css: &str) -> Result<Vec<NodeId>, Error> {
        self.matches_below(self.children(id).to_vec(), css, Some(id))
    }

    /// The nearest element that matches: this one, else one that it lies in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSelector`].
    pub fn closest(&self, id: NodeId, css: &str) -> Result<Option<NodeId>, Error> {
        let selectors = parse(css)?;
        let search = Search::new(self);
        let mut next = Some(search.handle(id));
        while let Some(handle) = next {
            if search.run(Some(id), |context| {
                matches_selector_list(&selectors, handle, context)
            }) {
                return Ok(Some(handle.id));
            }
            next = handle.parent_element();
        }
        Ok(None)
    }

    fn matches_below(
        &self,
        tops: Vec<NodeId>,
        css: &str,
        scope: Option<NodeId>,
    ) -> Result<Vec<NodeId>, Error> {
        let selectors = parse(css)?;
        let search = Search::new(self);
        Ok(search.run(scope, |context| {
            let mut found = Vec::new();
            let mut open: Vec<NodeId> = tops.into_iter().rev().collect();
            while let Some(id) = open.pop() {
                let Some(element) = self.element(id) else {
                    continue;
                };
                if matches_selector_list(&selectors, search.handle(id), context) {
                    found.push(id);
                }
                if !element.is_html_named(&local_name!("template")) {
                    open.extend(self.children(id).iter().rev());
                }
            }
            found
        }))
    }
}

fn parse(css: &str) -> Result<SelectorList<Css>, Error> {
    let mut input = CssParser::new(css);
    SelectorList::parse_disallow_pseudo(&Rules, &mut input, ParseRelative::No).map_err(|error| {
        let reason = match error.kind {
            ParseErrorKind::Custom(
                SelectorParseErrorKind::UnsupportedPseudoClassOrElement
                | SelectorParseErrorKind::InvalidState,
            ) => "uses a pseudo-class or pseudo-element that needs a browser",
            ParseErrorKind::Custom(SelectorParseErrorKind::ExpectedNamespace) => {
                "uses a namespace prefix, and there are none"
            }
            ParseErrorKind::Custom(SelectorParseErrorKind::DanglingCombinator) => {
                "has a combinator with no selector beside it"
            }
            _ => "is not a CSS selector",
        };
        let what = format!("\"{}\" {reason}", shortened(css));
        Error::new(ErrorKind::InvalidSelector, what)
    })
}

fn shortened(css: &str) -> Cow<'_, str> {
    match css.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", &css[..end])),
        None => Cow::Borrowed(css),
    }
}

/// Which parts of CSS are understood.
struct Rules;

impl Parser<'_> for Rules {
    type Impl = Css;
    type Error = SelectorParseErrorKind;

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn allow_forgiving_selectors(&self) -> bool {
        false
    }
}

/// The types a selector is made of.
#[derive(Clone, Debug)]
struct Css;

impl SelectorImpl for Css {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Text;
    type Identifier = Name;
    type LocalName = Name;
    type NamespaceUrl = Url;
    type NamespacePrefix = Name;
    type BorrowedNamespaceUrl = Url;
    type BorrowedLocalName = Name;
    type NonTSPseudoClass = Unsupported;
    type PseudoElement = Unsupported;
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Text(String);

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Text {
    fn to_css<W: fmt::Write>(&self, dest: &mut W) -> fmt::Result {
        serialize_string(&self.0, dest)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Name(LocalName);

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(LocalName::from(name))
    }
}

impl PrecomputedHash for Name {
    fn precomputed_hash(&self) -> u32 {
        self.0.precomputed_hash()
    }
}

impl ToCss for Name {
    fn to_css<W: fmt::Write>(&self, dest: &mut W) -> fmt::Result {
        serialize_identifier(&self.0, dest)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Url(Namespace);

impl PrecomputedHash for Url {
    fn precomputed_hash(&self) -> u32 {
        self.0.precomputed_hash()
    }
}

/// Pseudo-classes that depend on a browser, and pseudo-elements: there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Unsupported {}

impl ToCss for Unsupported {
    fn to_css<W: fmt::Write>(&self, _dest: &mut W) -> fmt::Result {
        match *self {}
    }
}

impl NonTSPseudoClass for Unsupported {
    fn is_active_or_hover(&self) -> bool {
        match *self {}
    }

    fn is_user_action_state(&self) -> bool {
        match *self {}
    }
}

impl PseudoElement for Unsupported {}

/// One run of the matcher over a tree.
struct Search<'a> {
    tree: &'a Tree,
    neighbours: OnceCell<Vec<Neighbours>>,
}

/// The elements that stand next to a node among its siblings.
#[derive(Clone, Default)]
struct Neighbours {
    previous: Option<NodeId>,
    next: Option<NodeId>,
}

impl<'a> Search<'a> {
    fn new(tree: &'a Tree) -> Self {
        Self {
            tree,
            neighbours: OnceCell::new(),
        }
    }

    fn handle(&self, id: NodeId) -> Handle<'_> {
        Handle { search: self, id }
    }

    fn run<T>(
        &self,
        scope: Option<NodeId>,
        work: impl FnOnce(&mut MatchingContext<Css>) -> T,
    ) -> T {
        let mut caches = SelectorCaches::default();
        let quirks_mode = if self.tree.is_quirky {
            QuirksMode::Quirks
        } else {
            QuirksMode::NoQuirks
        };
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            &mut caches,
            quirks_mode,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        context.scope_element = scope.map(|id| self.handle(id).opaque());
        work(&mut context)
    }

    /// By node: made at the first step aside, as a parent's list of children does not tell where a child is.
    fn neighbours(&self) -> &[Neighbours] {
        self.neighbours.get_or_init(|| {
            let mut neighbours = vec![Neighbours::default(); self.tree.nodes.len()];
            for node in &self.tree.nodes {
                let mut previous: Option<NodeId> = None;
                for child in &node.children {
                    work::step();
                    if self.tree.element(*child).is_some() {
                        neighbours[child.index()].previous = previous;
                        if let Some(previous) = previous {
                            neighbours[previous.index()].next = Some(*child);
                        }
                        previous = Some(*child);
                    }
                }
            }
            neighbours
        })
    }
}

/// An element of a tree, as the matcher walks it.
#[derive(Clone, Copy)]
struct Handle<'a> {
    search: &'a Search<'a>,
    id: NodeId,
}

impl fmt::Debug for Handle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

impl<'a> Handle<'a> {
    fn tree(self) -> &'a Tree {
        self.search.tree
    }

    fn element(self) -> &'a Element {
        self.tree()
            .element(self.id)
            .expect("handles are made for elements only")
    }

    fn to(self, id: NodeId) -> Option<Self> {
        self.tree().element(id).map(|_| Self { id, ..self })
    }

    fn neighbour(self, of: impl Fn(&Neighbours) -> Option<NodeId>) -> Option<Self> {
        work::step();
        let neighbours = self.search.neighbours();
        of(&neighbours[self.id.index()]).and_then(|id| self.to(id))
    }
}

impl Matchable for Handle<'_> {
    type Impl = Css;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(&self.tree().nodes[self.id.index()])
    }

    fn parent_element(&self) -> Option<Self> {
        let parent = self.to(self.tree().parent_element(self.id)?)?;
        let is_boundary = parent.element().is_html_named(&local_name!("template"));
        (!is_boundary).then_some(parent)
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.neighbour(|neighbours| neighbours.previous)
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.neighbour(|neighbours| neighbours.next)
    }

    fn first_element_child(&self) -> Option<Self> {
        if self.element().is_html_named(&local_name!("template")) {
            return None;
        }
        self.tree()
            .children(self.id)
            .iter()
            .find_map(|id| self.to(*id))
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.element().is_html()
    }

    fn has_local_name(&self, name: &Name) -> bool {
        self.element().name.local == name.0
    }

    fn has_namespace(&self, namespace: &Url) -> bool {
        self.element().name.ns == namespace.0
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.element().name == other.element().name
    }

    fn attr_matches(
        &self,
        namespace: &NamespaceConstraint<&Url>,
        name: &Name,
        operation: &AttrSelectorOperation<&Text>,
    ) -> bool {
        self.element().attributes.iter().any(|attribute| {
            let is_named = attribute.name.local == name.0
                && match namespace {
                    NamespaceConstraint::Any => true,
                    NamespaceConstraint::Specific(url) => attribute.name.ns == url.0,
                };
            is_named && operation.eval_str(&attribute.value)
        })
    }

    fn match_non_ts_pseudo_class(
        &self,
        class: &Unsupported,
        _context: &mut MatchingContext<Css>,
    ) -> bool {
        match *class {}
    }

    fn match_pseudo_element(
        &self,
        element: &Unsupported,
        _context: &mut MatchingContext<Css>,
    ) -> bool {
        match *element {}
    }

    fn apply_selector_flags(&self, _flags: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        let name = &self.element().name.local;
        self.element().is_html()
            && (*name == local_name!("a") || *name == local_name!("area"))
            && self.element().attribute(&local_name!("href")).is_some()
    }

    fn is_html_slot_element(&self) -> bool {
        self.element().is_html_named(&local_name!("slot"))
    }

    fn has_id(&self, id: &Name, case: CaseSensitivity) -> bool {
        let value = self.element().attribute(&local_name!("id"));
        value.is_some_and(|value| case.eq(value.as_bytes(), id.0.as_bytes()))
    }

    fn has_class(&self, name: &Name, case: CaseSensitivity) -> bool {
        let value = self
            .element()
            .attribute(&local_name!("class"))
            .unwrap_or_default();
        value
            .split_ascii_whitespace()
            .any(|class| case.eq(class.as_bytes(), name.0.as_bytes()))
    }

    fn has_custom_state(&self, _name: &Name) -> bool {
        false
    }

    fn imported_part(&self, _name: &Name) -> Option<Name> {
        None
    }

    fn is_part(&self, _name: &Name) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        self.tree()
            .children(self.id)
            .iter()
            .all(|id| match self.tree().data(*id) {
                Data::Text(text) => text.is_empty(),
                Data::Element(_) => false,
                _ => true,
            })
    }

    fn is_root(&self) -> bool {
        self.tree().is_page && self.id == self.tree().root
    }

    fn add_element_unique_hashes(&self, _filter: &mut BloomFilter) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::Tree;
    use crate::work::steps_of;

    #[test]
    fn a_step_to_a_sibling_is_one_step() {
        let tree = Tree::parse_fragment(&"<li>x</li> ".repeat(300));
        let steps = steps_of(|| tree.select(".x ~ li"));
        assert!(steps <= 300 * 300 / 2 + 4 * 300, "{steps}");
    }
}
