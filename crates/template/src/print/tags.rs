//! Tags as template text.

use std::fmt::{self, Display, Formatter};

use super::nodes;
use crate::program::{
    Assignments, Autoescape, Block, BlockTranslate, Branch, Call, Chosen, Cycle, Expression,
    Extended, FilterBlock, FirstOf, For, IfChanged, Include, Included, Message, Regroup, Static,
    Super, Symbols, Tag, Translate, Url, WidthRatio, With,
};

impl<S: Symbols> Display for Tag<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::If(branches) => print_branches(f, branches),
            Self::For(tag) => print_for(f, tag),
            Self::With(tag) => print_with(f, tag),
            Self::Autoescape(tag) => print_autoescape(f, tag),
            Self::Include(tag) => print_include(f, tag),
            Self::Extends(parent) => write!(f, "{{% extends {parent} %}}"),
            Self::Block(tag) => print_block(f, tag),
            Self::CsrfToken => f.write_str("{% csrf_token %}"),
            Self::Url(tag) => print_url(f, tag),
            Self::Static(tag) => print_static(f, tag),
            Self::Translate(tag) => print_translate(f, tag),
            Self::BlockTranslate(tag) => print_block_translate(f, tag),
            Self::Language(tag) => {
                write!(f, "{{% language {} %}}", tag.language)?;
                print_end(f, &tag.body, "language")
            }
            Self::Localize(tag) => {
                write!(f, "{{% localize {} %}}", setting(tag.on))?;
                print_end(f, &tag.body, "localize")
            }
            Self::LocalTime(tag) => {
                write!(f, "{{% localtime {} %}}", setting(tag.on))?;
                print_end(f, &tag.body, "localtime")
            }
            Self::Timezone(tag) => {
                write!(f, "{{% timezone {} %}}", tag.zone)?;
                print_end(f, &tag.body, "timezone")
            }
            Self::Now(tag) => {
                write!(f, "{{% now {}", tag.format)?;
                print_target::<S>(f, tag.target.as_ref())
            }
            Self::Cycle(tag) => print_cycle(f, tag),
            Self::FirstOf(tag) => print_first_of(f, tag),
            Self::IfChanged(tag) => print_if_changed(f, tag),
            Self::Regroup(tag) => print_regroup(f, tag),
            Self::WidthRatio(tag) => print_width_ratio(f, tag),
            Self::Spaceless(body) => {
                f.write_str("{% spaceless %}")?;
                print_end(f, body, "spaceless")
            }
            Self::Filter(tag) => print_filter(f, tag),
            Self::Call(call) => print_call(f, call),
            Self::CallBlock(tag) => {
                print_call(f, &tag.call)?;
                nodes(f, &tag.body)?;
                write!(f, "{{% end{} %}}", tag.call.function)
            }
            Self::Inclusion(tag) => print_call(f, &tag.call),
            Self::Extended(tag) => print_extended(f, tag),
            Self::Chosen(block) => print_chosen(f, block),
            Self::Super(tag) => print_super(f, tag),
            Self::Included(tag) => print_included(f, tag),
        }
    }
}

fn setting(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn print_end<S: Symbols>(
    f: &mut Formatter<'_>,
    body: &[crate::program::Node<S>],
    tag: &str,
) -> fmt::Result {
    nodes(f, body)?;
    write!(f, "{{% end{tag} %}}")
}

fn print_branches<S: Symbols>(f: &mut Formatter<'_>, branches: &[Branch<S>]) -> fmt::Result {
    for (index, branch) in branches.iter().enumerate() {
        let tag = if index == 0 { "if" } else { "elif" };
        match &branch.condition {
            Some(condition) => write!(f, "{{% {tag} {condition} %}}")?,
            None => f.write_str("{% else %}")?,
        }
        nodes(f, &branch.body)?;
    }
    f.write_str("{% endif %}")
}

fn print_for<S: Symbols>(f: &mut Formatter<'_>, node: &For<S>) -> fmt::Result {
    let names: Vec<&str> = node.names.iter().map(AsRef::as_ref).collect();
    let reversed = if node.reversed { " reversed" } else { "" };
    write!(
        f,
        "{{% for {} in {}{reversed} %}}",
        names.join(", "),
        node.sequence
    )?;
    nodes(f, &node.body)?;
    if !node.empty.is_empty() {
        f.write_str("{% empty %}")?;
        nodes(f, &node.empty)?;
    }
    f.write_str("{% endfor %}")
}

fn print_assignments<S: Symbols>(f: &mut Formatter<'_>, values: &Assignments<S>) -> fmt::Result {
    values
        .iter()
        .try_for_each(|(name, value)| write!(f, " {}={value}", name.as_ref()))
}

fn print_target<S: Symbols>(f: &mut Formatter<'_>, target: Option<&S::Name>) -> fmt::Result {
    match target {
        Some(name) => write!(f, " as {} %}}", name.as_ref()),
        None => f.write_str(" %}"),
    }
}

fn print_with<S: Symbols>(f: &mut Formatter<'_>, node: &With<S>) -> fmt::Result {
    f.write_str("{% with")?;
    print_assignments(f, &node.values)?;
    f.write_str(" %}")?;
    nodes(f, &node.body)?;
    f.write_str("{% endwith %}")
}

fn print_autoescape<S: Symbols>(f: &mut Formatter<'_>, node: &Autoescape<S>) -> fmt::Result {
    write!(f, "{{% autoescape {} %}}", setting(node.on))?;
    nodes(f, &node.body)?;
    f.write_str("{% endautoescape %}")
}

fn print_include<S: Symbols>(f: &mut Formatter<'_>, node: &Include<S>) -> fmt::Result {
    write!(f, "{{% include {}", node.template)?;
    if !node.values.is_empty() {
        f.write_str(" with")?;
        print_assignments(f, &node.values)?;
    }
    f.write_str(if node.isolated { " only %}" } else { " %}" })
}

fn print_block<S: Symbols>(f: &mut Formatter<'_>, node: &Block<S>) -> fmt::Result {
    write!(f, "{{% block {} %}}", node.name)?;
    nodes(f, &node.body)?;
    f.write_str("{% endblock %}")
}

/// What a flat program has in the place of a tag, after a comment on where it comes from.
fn print_extended<S: Symbols>(f: &mut Formatter<'_>, tag: &Extended<S>) -> fmt::Result {
    for level in &*tag.levels {
        write!(f, "{{# extends {} #}}", level.parent)?;
    }
    f.write_str(&tag.before)?;
    nodes(f, &tag.body)
}

fn print_chosen<S: Symbols>(f: &mut Formatter<'_>, block: &Chosen<S>) -> fmt::Result {
    write!(f, "{{# block {}, {} left", block.name, block.queue.len())?;
    f.write_str(if block.is_visible {
        ", visible #}"
    } else {
        " #}"
    })?;
    nodes(f, &block.body)?;
    f.write_str("{# endblock #}")
}

fn print_super<S: Symbols>(f: &mut Formatter<'_>, tag: &Super<S>) -> fmt::Result {
    write!(f, "{{# {} #}}", tag.expression)?;
    match &tag.overridden {
        Some(block) => print_chosen(f, block),
        None => Ok(()),
    }
}

fn print_included<S: Symbols>(f: &mut Formatter<'_>, tag: &Included<S>) -> fmt::Result {
    write!(f, "{{# include {}", tag.template)?;
    print_assignments(f, &tag.tag.values)?;
    f.write_str(if tag.tag.isolated { " only" } else { "" })?;
    f.write_str(if tag.has_state {
        ", has state #}"
    } else {
        " #}"
    })?;
    nodes(f, &tag.body)?;
    f.write_str("{# endinclude #}")
}

fn print_url<S: Symbols>(f: &mut Formatter<'_>, node: &Url<S>) -> fmt::Result {
    write!(f, "{{% url {}", node.view)?;
    for argument in &node.arguments {
        write!(f, " {argument}")?;
    }
    print_assignments(f, &node.keywords)?;
    print_target::<S>(f, node.target.as_ref())
}

fn print_static<S: Symbols>(f: &mut Formatter<'_>, node: &Static<S>) -> fmt::Result {
    write!(f, "{{% static {}", node.path)?;
    print_target::<S>(f, node.target.as_ref())
}

fn print_all<S: Symbols>(f: &mut Formatter<'_>, values: &[Expression<S>]) -> fmt::Result {
    values.iter().try_for_each(|value| write!(f, " {value}"))
}

fn print_translate<S: Symbols>(f: &mut Formatter<'_>, tag: &Translate<S>) -> fmt::Result {
    write!(f, "{{% translate {}", tag.message)?;
    if let Some(context) = &tag.context {
        write!(f, " context {context}")?;
    }
    if tag.is_marked_only {
        f.write_str(" noop")?;
    }
    print_target::<S>(f, tag.target.as_ref())
}

fn print_block_translate<S: Symbols>(
    f: &mut Formatter<'_>,
    tag: &BlockTranslate<S>,
) -> fmt::Result {
    f.write_str("{% blocktranslate")?;
    if !tag.values.is_empty() {
        f.write_str(" with")?;
        print_assignments(f, &tag.values)?;
    }
    if let Some(plural) = &tag.plural {
        write!(f, " count {}={}", plural.name.as_ref(), plural.count)?;
    }
    if let Some(context) = &tag.context {
        write!(f, " context {context}")?;
    }
    if let Some(target) = &tag.target {
        write!(f, " asvar {}", target.as_ref())?;
    }
    f.write_str(" %}")?;
    print_message(f, &tag.singular)?;
    if let Some(plural) = &tag.plural {
        f.write_str("{% plural %}")?;
        print_message(f, &plural.message)?;
    }
    f.write_str("{% endblocktranslate %}")
}

fn print_message<S: Symbols>(f: &mut Formatter<'_>, message: &Message<S>) -> fmt::Result {
    let mut text = message.id.as_ref();
    for name in &message.names {
        let name = name.as_ref();
        let Some((before, after)) = text.split_once(&format!("%({name})s")) else {
            break;
        };
        write!(f, "{}{{{{ {name} }}}}", before.replace("%%", "%"))?;
        text = after;
    }
    f.write_str(&text.replace("%%", "%"))
}

fn print_cycle<S: Symbols>(f: &mut Formatter<'_>, tag: &Cycle<S>) -> fmt::Result {
    f.write_str("{% cycle")?;
    print_all(f, &tag.values)?;
    if let Some(target) = &tag.target {
        write!(f, " as {}", target.as_ref())?;
    }
    f.write_str(if tag.is_silent { " silent %}" } else { " %}" })
}

fn print_first_of<S: Symbols>(f: &mut Formatter<'_>, tag: &FirstOf<S>) -> fmt::Result {
    f.write_str("{% firstof")?;
    print_all(f, &tag.values)?;
    print_target::<S>(f, tag.target.as_ref())
}

fn print_if_changed<S: Symbols>(f: &mut Formatter<'_>, tag: &IfChanged<S>) -> fmt::Result {
    f.write_str("{% ifchanged")?;
    print_all(f, &tag.values)?;
    f.write_str(" %}")?;
    nodes(f, &tag.body)?;
    if !tag.otherwise.is_empty() {
        f.write_str("{% else %}")?;
        nodes(f, &tag.otherwise)?;
    }
    f.write_str("{% endifchanged %}")
}

fn print_regroup<S: Symbols>(f: &mut Formatter<'_>, tag: &Regroup<S>) -> fmt::Result {
    let target = tag.target.as_ref();
    let key = tag.key.to_string();
    let key = key.strip_prefix(target).unwrap_or(&key);
    let key = key.strip_prefix('.').unwrap_or(key);
    write!(f, "{{% regroup {} by {key} as {target} %}}", tag.sequence)
}

fn print_width_ratio<S: Symbols>(f: &mut Formatter<'_>, tag: &WidthRatio<S>) -> fmt::Result {
    write!(
        f,
        "{{% widthratio {} {} {}",
        tag.value, tag.maximum, tag.width
    )?;
    print_target::<S>(f, tag.target.as_ref())
}

fn print_filter<S: Symbols>(f: &mut Formatter<'_>, tag: &FilterBlock<S>) -> fmt::Result {
    let filters = tag.filters.to_string();
    let filters = filters.strip_prefix("var|").unwrap_or(&filters);
    write!(f, "{{% filter {filters} %}}")?;
    print_end(f, &tag.body, "filter")
}

fn print_call<S: Symbols>(f: &mut Formatter<'_>, call: &Call<S>) -> fmt::Result {
    write!(f, "{{% {}", call.function)?;
    print_all(f, &call.arguments)?;
    print_assignments(f, &call.keywords)?;
    print_target::<S>(f, call.target.as_ref())
}
