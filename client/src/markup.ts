/** Content of patches to nodes: parsed as `innerHTML` would in the real context, never run. */
import {
  childNodesOf,
  contentOf,
  getAttribute,
  insert,
  isForeign,
  MATHML,
  namespaceOf,
  SVG,
  setAttribute,
  tagOf,
  trustedMarkup,
} from "./dom.ts";
import type { Content, NodeSpec } from "./protocol.ts";

/**
 * An empty element for which the parser does what it would for `element`. It belongs to the live document, so that
 * `noscript` is parsed as in a page with scripts; a custom element is not constructed for it.
 */
function contextFor(element: Element): Element {
  const tag = tagOf(element);
  const custom = tag.includes("-") && !isForeign(element);
  const context = document.createElementNS(namespaceOf(element), custom ? "div" : tag);
  const encoding = tag === "annotation-xml" ? getAttribute(element, "encoding") : null;
  if (encoding !== null) context.setAttribute("encoding", encoding);
  return context;
}

function parseMarkup(html: string, element: Element): Node[] {
  const context = contextFor(element);
  context.innerHTML = trustedMarkup(html);
  return childNodesOf(contentOf(context));
}

const NAMESPACES = { svg: SVG, math: MATHML } as const;

/** A script made by the parser never runs, one made by `createElement` would. */
function createElement(tag: string, namespace: "svg" | "math" | undefined): Element {
  if (tag === "script") {
    const wrap = namespace ?? "div";
    const holder = document.createElement("div");
    holder.innerHTML = trustedMarkup(`<${wrap}><script></script></${wrap}>`);
    const script = holder.firstElementChild?.firstElementChild;
    if (script) return script;
  }
  return namespace
    ? document.createElementNS(NAMESPACES[namespace], tag)
    : document.createElement(tag);
}

function buildNode(spec: NodeSpec): Node {
  if (typeof spec === "string") return document.createTextNode(spec);
  if ("comment" in spec) return document.createComment(spec.comment);
  const [tag, attributes, children, namespace] = spec;
  const element = createElement(tag, namespace);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  const content = contentOf(element);
  for (const child of children) insert(content, buildNode(child), null);
  return element;
}

/** The nodes of `content` as children of `element`, not yet in the document. */
export const nodesOf = (content: Content, element: Element): Node[] =>
  typeof content === "string" ? parseMarkup(content, element) : content.map(buildNode);
