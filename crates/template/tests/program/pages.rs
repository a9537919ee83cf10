//! What the host of the tests knows of templates, functions and addresses.

use std::collections::BTreeMap;
use std::sync::Arc;

use enliven_template::host::{Addresses, BlockBody, Calls, Entered, EnteredBlock, Templates};
use enliven_template::program::{Chosen, Level};
use enliven_template::render::{Output, Resolved};
use enliven_template::{Host, Program};

use crate::host::{Result, TestHost, Text, Value, text, to_text};

type Scopes = Vec<BTreeMap<String, Value>>;

impl Templates for TestHost {
    type Program = Arc<Program<Text>>;
    type Kept = Arc<Program<Text>>;
    type Template = Arc<Program<Text>>;
    type Frame = Scopes;

    fn find_template(&mut self, _node: &String, name: Value) -> Result<Arc<Program<Text>>> {
        let name = to_text(&name);
        self.templates
            .get(&name)
            .cloned()
            .ok_or_else(|| format!("no template {name}"))
    }

    fn isolate(&mut self, values: Vec<(&String, Value)>) -> Result<Self::Frame> {
        Ok(std::mem::replace(&mut self.scopes, vec![scope(values)]))
    }

    fn choose_template(&mut self, node: &String) -> Result<()> {
        self.assign(&"chosen".into(), text(node))
    }

    /// The template of the node's name; `chosen` is what `choose_template` has left.
    fn enter_inclusion(
        &mut self,
        node: &String,
        values: Value,
    ) -> Result<(Arc<Program<Text>>, Scopes)> {
        let template = self.find_template(node, text(node))?;
        let Value::Map(mut values) = values else {
            return Err("not variables".into());
        };
        if let Some(chosen) = self.find("chosen") {
            values.insert("chosen".into(), chosen);
        }
        Ok((template, std::mem::replace(&mut self.scopes, vec![values])))
    }

    fn enter_template(
        &mut self,
        template: &Arc<Program<Text>>,
        _out: &mut Output<Value>,
    ) -> Result<Entered<Self>> {
        Ok(Some((template.clone(), self.scopes.clone())))
    }

    fn enter_parent(
        &mut self,
        _node: &String,
        parent: Value,
        out: &mut Output<Value>,
    ) -> Result<Entered<Self>> {
        let Some(program) = self.templates.get(&to_text(&parent)).cloned() else {
            out.push_str("rendered by the host");
            return Ok(None);
        };
        Ok(Some((program, self.scopes.clone())))
    }

    fn keep(&self, program: &Arc<Program<Text>>) -> Arc<Program<Text>> {
        program.clone()
    }

    fn is_last(&self, kept: &Arc<Program<Text>>) -> bool {
        Arc::strong_count(kept) == 1
    }

    fn leave_template(&mut self, frame: Self::Frame) -> Result<()> {
        self.scopes = frame;
        Ok(())
    }

    fn enter_block(
        &mut self,
        node: &String,
        is_visible: bool,
        out: &mut Output<Value>,
    ) -> Result<EnteredBlock<Self>> {
        let frame = self.scopes.clone();
        self.push_scope(Vec::new())?;
        if is_visible {
            self.assign(&"block".into(), text(node))?;
        }
        let body = match self.overrides.get(node) {
            Some(program) => BlockBody::Override(program.clone()),
            None if node == "foreign" => {
                out.push_str("rendered by the host");
                BlockBody::Rendered
            }
            None => BlockBody::Own,
        };
        Ok((body, frame))
    }

    fn leave_block(&mut self, frame: Self::Frame) -> Result<()> {
        self.scopes = frame;
        Ok(())
    }

    fn is_flat(&mut self) -> Result<bool> {
        Ok(!self.is_stale)
    }

    fn enter_root(&mut self, levels: &Arc<[Level<Text>]>) -> Result<Scopes> {
        let parents = levels.iter().map(|level| &*level.parent);
        self.steps.push(parents.collect::<Vec<_>>().join(" < "));
        Ok(self.scopes.clone())
    }

    fn enter_chosen(&mut self, node: &String, block: &Chosen<Text>) -> Result<Option<Scopes>> {
        if self.is_stale {
            return Ok(None);
        }
        let winner = block.queue.last().unwrap_or(node);
        self.steps.push(winner.clone());
        let frame = self.scopes.clone();
        self.push_scope(Vec::new())?;
        Ok(Some(frame))
    }

    fn is_super_known(&self) -> bool {
        !self.is_stale
    }

    fn enter_changed_block(
        &mut self,
        node: &String,
        out: &mut Output<Value>,
    ) -> Result<EnteredBlock<Self>> {
        self.enter_block(node, true, out)
    }

    /// Only `silent` stands for something.
    fn failed_super(&mut self, error: String) -> Result<Value> {
        if error == "silent" {
            return Ok(text("<silenced>"));
        }
        Err(error)
    }

    fn note_included(&mut self, _node: &String, template: &String) -> Result<()> {
        self.steps.push(format!("include {template}"));
        Ok(())
    }

    fn enter_included(&mut self, template: &String) -> Result<Scopes> {
        self.steps.push(format!("state of {template}"));
        Ok(self.scopes.clone())
    }
}

impl Calls for TestHost {
    /// `first` gives its first argument, `join` all as text, `variables` its keywords as a map.
    fn call(
        &mut self,
        function: &String,
        takes_context: bool,
        arguments: Vec<Value>,
        keywords: Vec<(&String, Value)>,
    ) -> Result<Value> {
        match function.as_str() {
            "first" => arguments
                .into_iter()
                .next()
                .ok_or_else(|| "no argument".into()),
            "join" => {
                let scopes = takes_context.then(|| self.scopes.len().to_string());
                let parts: Vec<_> = scopes
                    .into_iter()
                    .chain(arguments.iter().map(to_text))
                    .chain(
                        keywords
                            .iter()
                            .map(|(name, value)| format!("{name}={}", to_text(value))),
                    )
                    .collect();
                Ok(Value::Text(parts.join("&")))
            }
            "variables" => Ok(Value::Map(scope(keywords))),
            other => Err(format!("no function {other}")),
        }
    }
}

impl Addresses for TestHost {
    fn reverse(
        &mut self,
        view: Value,
        arguments: Vec<Value>,
        keywords: Vec<(&String, Value)>,
        is_optional: bool,
    ) -> Result<Resolved<Value>> {
        if to_text(&view) == "nowhere" {
            return if is_optional {
                Ok(Resolved::Value(text("")))
            } else {
                Err("no such view".into())
            };
        }
        let mut url = format!("/{}/", to_text(&view));
        for argument in arguments
            .iter()
            .chain(keywords.iter().map(|(_, value)| value))
        {
            url.push_str(&to_text(argument));
            url.push('/');
        }
        Ok(Resolved::Value(Value::Text(url)))
    }

    fn static_url(&mut self, path: Value) -> Result<Value> {
        Ok(Value::Text(format!("/static/{}", to_text(&path))))
    }
}

fn scope(values: Vec<(&String, Value)>) -> BTreeMap<String, Value> {
    values
        .into_iter()
        .map(|(name, value)| (name.clone(), value))
        .collect()
}
