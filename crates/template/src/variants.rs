//! The templates that were found in places that may render any: dynamic includes, inclusion tags, and what is not resolved when a program is made.
//!
//! A template that was found once in a place has a number there, and its slots are known from then on. Numbers are given in turn and never
//! taken back, so that a trace stays right when more become known. Templates of equal form are one: a loader may compile the same source for
//! each rendering. All is bounded; what goes beyond is rendered as one value.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use enliven_vdom::layout::Part;

use crate::program::{Program, Source, Symbols};
use crate::shape::{DEEPEST, Parts, address_of, parts};

/// The number of a tag's own body among what it may render.
pub(crate) const OWN: usize = 1;

/// Templates told apart in one place.
const MOST_IN_A_PLACE: usize = 16;

/// Templates told apart in all places: one that includes itself is counted at each level.
const MOST: usize = 256;

/// Programs that are recognized; each is kept in memory.
const MOST_PROGRAMS: usize = 256;

/// Bytes of markup in all templates that are told apart.
const MOST_BYTES: usize = 512 * 1024;

/// The templates found while one program rendered; `K` keeps the program of one in place. Shared by renderings in several threads.
pub struct Variants<S: Symbols, K>(Mutex<Tree<S, K>>);

struct Tree<S: Symbols, K> {
    /// The first is that of the program itself.
    forms: Vec<Form<S>>,
    /// The first is the program itself.
    nodes: Vec<Node>,
    /// By their addresses.
    programs: HashMap<usize, Recognized<K>>,
    /// Their addresses, oldest first.
    order: VecDeque<usize>,
    bytes: usize,
}

/// What programs of equal form have in common.
struct Form<S: Symbols> {
    parts: Parts<S>,
    size: Size,
}

/// A template in the place where it was found.
struct Node {
    form: usize,
    /// How deep it stands.
    level: usize,
    /// The tags by their addresses, in a program that has been here.
    tags: Arc<Tags>,
    /// For each tag, the nodes of what it has found.
    found: Vec<Vec<usize>>,
}

type Tags = HashMap<usize, usize>;

struct Recognized<K> {
    /// `None` where there was no room for it.
    form: Option<usize>,
    size: Size,
    tags: Arc<Tags>,
    kept: K,
}

/// What decides on whether there is room for a template.
#[derive(Clone, Copy)]
struct Size {
    /// Of markup.
    bytes: usize,
    /// How deep its tags nest.
    depth: usize,
}

impl Size {
    /// That of a template for which there is room nowhere.
    const TOO_DEEP: Self = Self {
        bytes: 0,
        depth: usize::MAX,
    };

    fn of<S: Symbols>(parts: &Parts<S>) -> Self {
        Self {
            bytes: bytes_of(&parts.parts),
            depth: parts.depth,
        }
    }
}

/// The template that is rendering.
pub(crate) struct Cursor {
    node: usize,
    tags: Arc<Tags>,
}

/// A tag of the template that is rendering.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    node: usize,
    tag: usize,
}

/// What is known of a program in a place.
pub(crate) enum Found {
    /// Its number and what is below it; `None` where there is no room for it.
    Place(Option<(usize, Cursor)>),
    /// The program has not been seen.
    Unknown,
}

/// A program and the templates found in it, as one.
pub struct Assembled<S: Symbols> {
    /// As [`Parts::parts`].
    pub parts: Vec<Part>,
    /// As [`Parts::sources`].
    pub sources: Vec<Source<S>>,
    /// What [`Variants::count`] was.
    pub count: usize,
}

impl Cursor {
    pub(crate) fn of<S: Symbols>(&self, source: &Source<S>) -> Option<Place> {
        let tag = *self.tags.get(&address_of(source))?;
        let node = self.node;
        Some(Place { node, tag })
    }
}

impl<S: Symbols, K> Default for Variants<S, K> {
    fn default() -> Self {
        Self(Mutex::new(Tree {
            forms: Vec::new(),
            nodes: Vec::new(),
            programs: HashMap::new(),
            order: VecDeque::new(),
            bytes: 0,
        }))
    }
}

impl<S: Symbols, K> Variants<S, K> {
    /// How many templates are told apart, the program itself included; grows only.
    pub fn count(&self) -> usize {
        self.lock().nodes.len()
    }

    /// The program's slots, with those of the templates found; `None` before it has rendered, and if its tags nest too deep.
    pub fn parts(&self) -> Option<Assembled<S>> {
        let tree = self.lock();
        let root = tree.nodes.first()?;
        let forms = tree.forms.iter();
        Some(Assembled {
            parts: tree.parts_of(root),
            sources: forms.flat_map(|form| form.parts.sources.clone()).collect(),
            count: tree.nodes.len(),
        })
    }

    /// Shows what is kept: programs, and where slots of templates stand. Nothing while a rendering looks something up.
    ///
    /// # Errors
    ///
    /// What the functions fail with.
    pub fn visit<E>(
        &self,
        mut kept: impl FnMut(&K) -> Result<(), E>,
        mut source: impl FnMut(&Source<S>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Ok(tree) = self.0.try_lock() else {
            return Ok(());
        };
        for program in tree.programs.values() {
            kept(&program.kept)?;
        }
        let mut sources = tree.forms.iter().flat_map(|form| &form.parts.sources);
        sources.try_for_each(&mut source)
    }

    /// Lets go of all programs: renderings still under way find the places of what they know, and of nothing else.
    pub fn forget(&self) {
        let mut tree = self.lock();
        let programs = std::mem::take(&mut tree.programs);
        tree.order.clear();
        drop(tree);
        drop(programs);
    }

    /// Begins a rendering of the program itself; `None` if its tags nest too deep.
    pub(crate) fn start(&self, program: &Program<S>) -> Option<Cursor> {
        if let Some(root) = self.lock().nodes.first() {
            return Some(root.cursor(0, &root.tags));
        }
        let parts = parts(program)?;
        let mut tree = self.lock();
        if tree.nodes.is_empty() {
            let tags = tags_of(&parts);
            let size = Size::of(&parts);
            tree.forms.push(Form { parts, size });
            tree.add_node(0, 0, tags);
        }
        let root = tree.nodes.first()?;
        Some(root.cursor(0, &root.tags))
    }

    /// Looks for a program in a place, and adds it there if it is known from elsewhere.
    pub(crate) fn find(&self, place: Place, program: &Program<S>) -> Found {
        let mut tree = self.lock();
        let Some(known) = tree.programs.get(&address(program)) else {
            return Found::Unknown;
        };
        let (form, size, tags) = (known.form, known.size, Arc::clone(&known.tags));
        match form {
            Some(form) => Found::Place(tree.put(place, form, &tags)),
            None if tree.has_room(place, size) => Found::Unknown,
            None => Found::Place(None),
        }
    }

    /// Adds a program that has no place yet; gives what [`Self::find`] does. `is_dead` says of a program whether nobody else keeps it.
    pub(crate) fn add(
        &self,
        place: Place,
        program: &Program<S>,
        kept: K,
        is_dead: impl Fn(&K) -> bool,
    ) -> Option<(usize, Cursor)> {
        let parts = parts(program);
        let size = parts.as_ref().map_or(Size::TOO_DEEP, Size::of);
        let tags = parts.as_ref().map(tags_of).unwrap_or_default();
        let mut tree = self.lock();
        let form = parts.and_then(|parts| tree.form_of(parts, size, place));
        let found = form.and_then(|form| tree.put(place, form, &tags));
        let dead = tree.take_dead(is_dead);
        let recognized = Recognized {
            form,
            size,
            tags,
            kept,
        };
        let dropped = tree.recognize(address(program), recognized);
        drop(tree);
        // Runs code where it was the last to refer to something.
        drop((dropped, dead));
        found
    }

    fn lock(&self) -> MutexGuard<'_, Tree<S, K>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Node {
    fn cursor(&self, node: usize, tags: &Arc<Tags>) -> Cursor {
        debug_assert_eq!(self.found.len(), tags.len());
        let tags = Arc::clone(tags);
        Cursor { node, tags }
    }
}

impl<S: Symbols, K> Tree<S, K> {
    /// The number of a form in a place, where it is put if there is room, and what is below it.
    fn put(&mut self, place: Place, form: usize, tags: &Arc<Tags>) -> Option<(usize, Cursor)> {
        let found = &self.nodes[place.node].found[place.tag];
        let known = found.iter().position(|node| self.nodes[*node].form == form);
        let index = match known {
            Some(index) => index,
            None => self.grow(place, form, tags)?,
        };
        let node = self.nodes[place.node].found[place.tag][index];
        let cursor = self.nodes[node].cursor(node, tags);
        Some((index + self.first_number(place), cursor))
    }

    /// The number of the first template found in a place.
    fn first_number(&self, place: Place) -> usize {
        let form = &self.forms[self.nodes[place.node].form];
        if form.parts.finders[place.tag].has_own {
            OWN + 1
        } else {
            OWN
        }
    }

    fn grow(&mut self, place: Place, form: usize, tags: &Arc<Tags>) -> Option<usize> {
        let size = self.forms[form].size;
        if !self.has_room(place, size) {
            return None;
        }
        self.bytes += size.bytes;
        let node = self.add_node(form, self.level_of(place), Arc::clone(tags));
        let found = &mut self.nodes[place.node].found[place.tag];
        found.push(node);
        Some(found.len() - 1)
    }

    fn has_room(&self, place: Place, size: Size) -> bool {
        self.nodes.len() < MOST
            && self.nodes[place.node].found[place.tag].len() < MOST_IN_A_PLACE
            && self.level_of(place).saturating_add(size.depth) <= DEEPEST
            && self.bytes + size.bytes <= MOST_BYTES
    }

    fn level_of(&self, place: Place) -> usize {
        let node = &self.nodes[place.node];
        node.level + self.forms[node.form].parts.finders[place.tag].level
    }

    fn add_node(&mut self, form: usize, level: usize, tags: Arc<Tags>) -> usize {
        let found = vec![Vec::new(); tags.len()];
        self.nodes.push(Node {
            form,
            level,
            tags,
            found,
        });
        self.nodes.len() - 1
    }

    /// The form that a program has; `None` if it is a new one and there is no room for it.
    fn form_of(&mut self, parts: Parts<S>, size: Size, place: Place) -> Option<usize> {
        // The first is that of the program itself, whose own bodies have other places.
        let mut forms = self.forms.iter();
        if let Some(form) = forms.position(|form| form.parts.parts == parts.parts) {
            return Some(form);
        }
        if !self.has_room(place, size) {
            return None;
        }
        self.forms.push(Form { parts, size });
        Some(self.forms.len() - 1)
    }

    /// Takes out the programs that nobody else keeps any longer.
    fn take_dead(&mut self, is_dead: impl Fn(&K) -> bool) -> Vec<Recognized<K>> {
        let programs = self.programs.iter();
        let dead = programs.filter(|(_, program)| is_dead(&program.kept));
        let dead: Vec<usize> = dead.map(|(address, _)| *address).collect();
        self.order.retain(|address| !dead.contains(address));
        let dead = dead.iter();
        dead.filter_map(|address| self.programs.remove(address))
            .collect()
    }

    /// Remembers a program; gives what is not kept any longer.
    fn recognize(&mut self, address: usize, program: Recognized<K>) -> [Option<Recognized<K>>; 2] {
        let before = self.programs.insert(address, program);
        if before.is_none() {
            self.order.push_back(address);
        }
        let oldest = if self.order.len() > MOST_PROGRAMS {
            self.order.pop_front()
        } else {
            None
        };
        let dropped = oldest.and_then(|oldest| self.programs.remove(&oldest));
        [before, dropped]
    }

    fn parts_of(&self, node: &Node) -> Vec<Part> {
        let before = self.forms[..node.form].iter();
        let lines: usize = before.map(|form| form.parts.sources.len()).sum();
        let mut filling = Filling {
            tree: self,
            node,
            tag: 0,
            lines: u32::try_from(lines).unwrap_or(0),
        };
        filling.fill(&self.forms[node.form].parts.parts)
    }
}

/// The parts of a node while what was found is put into them.
struct Filling<'t, S: Symbols, K> {
    tree: &'t Tree<S, K>,
    node: &'t Node,
    /// The number of the next tag that finds programs.
    tag: usize,
    /// How many lines stand before those of the node's form.
    lines: u32,
}

impl<S: Symbols, K> Filling<'_, S, K> {
    fn fill(&mut self, parts: &[Part]) -> Vec<Part> {
        parts.iter().map(|part| self.part(part)).collect()
    }

    fn part(&mut self, part: &Part) -> Part {
        match part {
            Part::Text(_) => part.clone(),
            Part::Value { line } => Part::Value {
                line: self.lines + line,
            },
            Part::Choice { branches, line } => Part::Choice {
                branches: branches.iter().map(|branch| self.fill(branch)).collect(),
                line: self.lines + line,
            },
            Part::List { item, empty, line } => Part::List {
                item: self.fill(item),
                empty: self.fill(empty),
                line: self.lines + line,
            },
            Part::Template { known, line } => {
                let found = &self.node.found[self.tag];
                self.tag += 1;
                let mut known: Vec<_> = known.iter().map(|own| self.fill(own)).collect();
                let nodes = found.iter().map(|node| &self.tree.nodes[*node]);
                known.extend(nodes.map(|node| self.tree.parts_of(node)));
                Part::Template {
                    known,
                    line: self.lines + line,
                }
            }
        }
    }
}

fn address<S: Symbols>(program: &Program<S>) -> usize {
    std::ptr::from_ref(program).addr()
}

fn tags_of<S: Symbols>(parts: &Parts<S>) -> Arc<Tags> {
    let finders = parts.finders.iter().enumerate();
    Arc::new(
        finders
            .map(|(number, finder)| (finder.address, number))
            .collect(),
    )
}

fn bytes_of(parts: &[Part]) -> usize {
    let bytes = parts.iter().map(|part| match part {
        Part::Text(markup) => markup.len(),
        Part::Value { .. } => 0,
        Part::Choice { branches, .. } => branches.iter().map(|branch| bytes_of(branch)).sum(),
        Part::Template { known, .. } => known.iter().map(|own| bytes_of(own)).sum(),
        Part::List { item, empty, .. } => bytes_of(item) + bytes_of(empty),
    });
    bytes.sum()
}
