/**
 * DOM access that page content cannot shadow: a form with a control named `parentNode` answers
 * `form.parentNode` with that control, so everything here goes through the prototypes.
 */

export const SVG = "http://www.w3.org/2000/svg";
export const MATHML = "http://www.w3.org/1998/Math/MathML";
const XLINK = "http://www.w3.org/1999/xlink";
const XML = "http://www.w3.org/XML/1998/namespace";
const XMLNS = "http://www.w3.org/2000/xmlns/";

/** A node that can have children. */
export type Parent = Element | DocumentFragment;

function reader<T extends object, K extends keyof T>(prototype: T, name: K): (from: T) => T[K] {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return get ? (from) => get.call(from) : (from) => from[name];
}

const nodeName = reader(Element.prototype, "localName");
const namespace = reader(Element.prototype, "namespaceURI");
const listChildren = reader(Node.prototype, "childNodes");
const classes = reader(Element.prototype, "classList");
const listAttributes = reader(Element.prototype, "attributes");

export const parentOf = reader(Node.prototype, "parentNode");
export const nextOf = reader(Node.prototype, "nextSibling");
export const firstChildOf = reader(Node.prototype, "firstChild");
export const classesOf = (element: Element): DOMTokenList => classes(element);
export const isConnected = reader(Node.prototype, "isConnected");

/** The local name of an element, `""` for other nodes. */
export const tagOf = (node: Node): string => (isElement(node) ? nodeName(node) : "");
export const namespaceOf = (element: Element): string | null => namespace(element);
export const childNodesOf = (parent: Node): Node[] => Array.from(listChildren(parent));
export const attributesOf = (element: Element): Attr[] => Array.from(listAttributes(element));
export const isElement = (node: Node | null): node is Element => node instanceof Element;
export const isText = (node: Node | null): node is Text => node instanceof Text;
export const isForeign = (element: Element): boolean =>
  namespaceOf(element) === SVG || namespaceOf(element) === MATHML;

export const contains = (outer: Node, inner: Node): boolean =>
  Node.prototype.contains.call(outer, inner);
export const isEqual = (one: Node, other: Node): boolean =>
  Node.prototype.isEqualNode.call(one, other);
export const insert = (parent: Node, child: Node, before: Node | null): void => {
  Node.prototype.insertBefore.call(parent, child, before);
};
export const detach = (node: Node): void => {
  const parent = parentOf(node);
  if (parent) Node.prototype.removeChild.call(parent, node);
};
export const closest = (element: Element, selector: string): Element | null =>
  Element.prototype.closest.call(element, selector);
export const matches = (element: Element, selector: string): boolean =>
  Element.prototype.matches.call(element, selector);
export const getAttribute = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);
export const hasAttribute = (element: Element, name: string): boolean =>
  Element.prototype.hasAttribute.call(element, name);
export const removeAttribute = (element: Element, name: string): void =>
  Element.prototype.removeAttribute.call(element, name);
export const queryAll = (scope: Parent, selector: string): Element[] =>
  Array.from(
    isElement(scope)
      ? Element.prototype.querySelectorAll.call(scope, selector)
      : scope.querySelectorAll(selector),
  );

interface MoveBefore {
  moveBefore?: (node: Node, before: Node | null) => void;
}

/**
 * Moves a node that may be in the document already. `moveBefore` keeps focus, iframes, animations
 * and custom elements alive; where it is missing or refuses, the node is taken out and put back.
 */
export function move(parent: Node, child: Node, before: Node | null): void {
  const { moveBefore } = Element.prototype as MoveBefore;
  if (moveBefore && isElement(parent) && isConnected(parent) && isConnected(child)) {
    moveBefore.call(parent, child, before);
  } else {
    insert(parent, child, before);
  }
}

/** Where the children of an element are: a template keeps them in its content. */
export function contentOf(element: Element): Parent {
  return element instanceof HTMLTemplateElement ? element.content : element;
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: Record<"createHTML" | "createScript" | "createScriptURL", (text: string) => string>,
  ): Record<"createHTML" | "createScript" | "createScriptURL", (text: string) => string>;
  getAttributeType(tag: string, name: string, namespace?: string | null): string | null;
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const accept = (text: string): string => text;

/** A page may restrict policies without requiring any: then there is none, and none is needed. */
function createPolicy(): ReturnType<TrustedTypes["createPolicy"]> | undefined {
  try {
    const rules = { createHTML: accept, createScript: accept, createScriptURL: accept };
    return trustedTypes?.createPolicy("enliven", rules);
  } catch (error) {
    console.error('enliven: the policy "enliven" is not allowed by the page:', error);
    return undefined;
  }
}

const policy = createPolicy();

/** Markup from the server in the form that a page with Trusted Types accepts. */
export const trustedMarkup = (html: string): string => policy?.createHTML(html) ?? html;

function trustedValue(element: Element, name: string, value: string): string {
  const type = trustedTypes?.getAttributeType(nodeName(element), name, namespaceOf(element));
  if (!policy || !type) return value;
  if (type === "TrustedHTML") return policy.createHTML(value);
  return type === "TrustedScript" ? policy.createScript(value) : policy.createScriptURL(value);
}

function attributeNamespace(element: Element, name: string): string | null {
  if (!isForeign(element)) return null;
  if (name.startsWith("xlink:")) return XLINK;
  if (name.startsWith("xml:")) return XML;
  return name === "xmlns" || name === "xmlns:xlink" ? XMLNS : null;
}

/** Sets an attribute under any name that the HTML parser can produce. */
export function setAttribute(element: Element, name: string, value: string): void {
  const text = trustedValue(element, name, value);
  const uri = attributeNamespace(element, name);
  try {
    if (uri) Element.prototype.setAttributeNS.call(element, uri, name, text);
    else Element.prototype.setAttribute.call(element, name, text);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    Element.prototype.setAttributeNode.call(element, parsedAttribute(name, value));
  }
}

/** `setAttribute` refuses names such as `@click`, which the parser accepts: so let it parse one. */
function parsedAttribute(name: string, value: string): Attr {
  const holder = document.createElement("div");
  holder.innerHTML = trustedMarkup(`<div ${name}></div>`);
  const carrier = holder.firstElementChild;
  const attribute = carrier?.attributes[0];
  if (!(carrier && attribute)) throw new Error(`"${name}" is not an attribute name`);
  carrier.removeAttributeNode(attribute);
  attribute.value = value;
  return attribute;
}

/** An empty script runs once it gets content or a `src`; not so while its type is none that runs. */
export function withoutRunning(element: Element, change: () => void): void {
  if (tagOf(element) !== "script") {
    change();
    return;
  }
  const type = getAttribute(element, "type");
  setAttribute(element, "type", "text/plain");
  change();
  if (getAttribute(element, "type") !== "text/plain") return;
  if (type === null) removeAttribute(element, "type");
  else setAttribute(element, "type", type);
}
