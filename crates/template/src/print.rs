//! A program as template text, for tests and for looking at what a front end made.

use std::fmt::{self, Display, Formatter, Write};

use crate::program::{
    Assignments, Autoescape, Block, Branch, Condition, Expression, Filter, For, Include, Node,
    Operand, Program, Static, Symbols, Url, With,
};

impl<S: Symbols> Display for Program<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        nodes(f, &self.body)
    }
}

fn nodes<S: Symbols>(f: &mut Formatter<'_>, nodes: &[Node<S>]) -> fmt::Result {
    nodes.iter().try_for_each(|node| Display::fmt(node, f))
}

impl<S: Symbols> Display for Node<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Variable(expression, _) => write!(f, "{{{{ {expression} }}}}"),
            Self::If(branches, _) => print_branches(f, branches),
            Self::For(node, _) => print_for(f, node),
            Self::With(node, _) => print_with(f, node),
            Self::Autoescape(node, _) => print_autoescape(f, node),
            Self::Include(node, _) => print_include(f, node),
            Self::Extends(parent, _) => write!(f, "{{% extends {parent} %}}"),
            Self::Block(node, _) => print_block(f, node),
            Self::CsrfToken(_) => f.write_str("{% csrf_token %}"),
            Self::Url(node, _) => print_url(f, node),
            Self::Static(node, _) => print_static(f, node),
            Self::Foreign(source) => Display::fmt(&source.node, f),
        }
    }
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
    let setting = if node.on { "on" } else { "off" };
    write!(f, "{{% autoescape {setting} %}}")?;
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

impl<S: Symbols> Display for Expression<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.operand, f)?;
        self.filters
            .iter()
            .try_for_each(|filter| Display::fmt(filter, f))
    }
}

impl<S: Symbols> Display for Filter<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "|{}", self.function)?;
        self.arguments
            .iter()
            .try_for_each(|argument| write!(f, ":{argument}"))
    }
}

impl<S: Symbols> Display for Operand<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => {
                for (index, name) in path.iter().enumerate() {
                    if index > 0 {
                        f.write_char('.')?;
                    }
                    f.write_str(name.as_ref())?;
                }
                Ok(())
            }
            Self::Literal(literal) => Display::fmt(literal, f),
            Self::Foreign(operand) => Display::fmt(operand, f),
        }
    }
}

impl<S: Symbols> Display for Condition<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(expression) => Display::fmt(expression, f),
            Self::Not(inner) => write!(f, "not {inner}"),
            Self::And(pair) => write!(f, "{} and {}", pair[0], pair[1]),
            Self::Or(pair) => write!(f, "{} or {}", pair[0], pair[1]),
            Self::Relation(relation, pair) => {
                write!(f, "{} {} {}", pair[0], relation.as_str(), pair[1])
            }
            Self::Foreign(test) => Display::fmt(test, f),
        }
    }
}
