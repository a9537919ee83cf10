/** Whole content to whole content, after a resync: nodes that correspond stay, with all that a person did to them. */
import type { Controls } from "./controls.ts";
import {
  attributesOf,
  childNodesOf,
  classesOf,
  contains,
  contentOf,
  detach,
  getAttribute,
  insert,
  isElement,
  isText,
  move,
  namespaceOf,
  nextOf,
  removeAttribute,
  setAttribute,
  tagOf,
  withoutRunning,
} from "./dom.ts";
import { placeFor, standIns } from "./foreign.ts";
import { childrenOf } from "./locate.ts";
import { isBeingEdited } from "./preserve.ts";

/** Classes on a root that say how its session is; they are the client's own. */
export const STATE_CLASSES: readonly string[] = ["live-connected", "live-disconnected"];

/** What one run of patches keeps track of. */
export interface Tracking {
  readonly controls: Controls;
  /** Nodes that the run inserted. */
  readonly arrived: Node[];
}

/** Attributes that a render does not contain, or that belong to the person once the page is open. */
const KEPT = new Set(["live-view", "live-token"]);
const OPENABLE = new Set(["details", "dialog"]);

/** Sets an attribute to what the server says; the root's state classes stay. */
export function renderAttribute(element: Element, name: string, value: string | null): void {
  const states =
    name === "class" ? STATE_CLASSES.filter((state) => classesOf(element).contains(state)) : [];
  withoutRunning(element, () => {
    if (value === null) removeAttribute(element, name);
    else setAttribute(element, name, value);
  });
  if (states.length > 0) classesOf(element).add(...states);
}

function morphAttributes(element: Element, fresh: Element): void {
  const wanted = new Map(attributesOf(fresh).map(({ name, value }) => [name, value]));
  for (const { name } of attributesOf(element)) {
    const opened = name === "open" && OPENABLE.has(tagOf(element));
    if (!(wanted.has(name) || KEPT.has(name) || opened)) renderAttribute(element, name, null);
  }
  for (const [name, value] of wanted) {
    if (getAttribute(element, name) !== value) renderAttribute(element, name, value);
  }
}

const isBlank = (node: Node): boolean => isText(node) && !/\S/.test(node.data);

/** What a node shares with those it can become: kind and, where there is one, key or id. */
function likenessOf(node: Node): string {
  if (!isElement(node)) return isBlank(node) ? "blank" : String(node.nodeType);
  const identity = getAttribute(node, "live-key") ?? getAttribute(node, "id");
  return JSON.stringify([namespaceOf(node), tagOf(node), identity]);
}

/** For each fresh node the old one that becomes it: the next that is like it. */
function matches(old: readonly Node[], fresh: readonly Node[]): Map<Node, Node> {
  const pools = new Map<string, Node[]>();
  for (const node of old) {
    const likeness = likenessOf(node);
    const pool = pools.get(likeness);
    if (pool) pool.push(node);
    else pools.set(likeness, [node]);
  }
  for (const pool of pools.values()) pool.reverse();
  const found = new Map<Node, Node>();
  for (const node of fresh) {
    const match = pools.get(likenessOf(node))?.pop();
    if (match) found.set(node, match);
  }
  return found;
}

function morphNode(old: Node, fresh: Node, tracking: Tracking): void {
  if (isElement(old) && isElement(fresh)) {
    tracking.controls.touch(old);
    morphAttributes(old, fresh);
    morphChildren(old, childNodesOf(contentOf(fresh)), tracking);
  } else if (old instanceof CharacterData && fresh instanceof CharacterData) {
    if (old.data !== fresh.data && !isBeingEdited(old)) old.data = fresh.data;
  }
}

/** The first of `nodes` among `from` and its following siblings. */
function firstOf(nodes: ReadonlySet<Node>, from: Node | null): Node | null {
  let node = from;
  while (node && !nodes.has(node)) node = nextOf(node);
  return node;
}

/** Makes the content of `element` equal to `fresh`; what a script took out of it stays out. */
export function morphChildren(element: Element, fresh: readonly Node[], tracking: Tracking): void {
  const parent = contentOf(element);
  const list = childrenOf(parent);
  const pairs = matches(list, fresh);
  const staying = new Set(pairs.values());
  const removed = new Set<Node>();
  list.forEach((node, index) => {
    const others = standIns(parent, list, index);
    for (const other of others) detach(other);
    if (!staying.has(node)) detach(node);
    else if (others.length === 0 && !contains(parent, node)) removed.add(node);
  });
  const start = placeFor(
    parent,
    list.filter((node) => staying.has(node)),
    0,
  );
  list.splice(0);
  let cursor = start.before;
  for (const node of fresh) {
    const match = pairs.get(node);
    list.push(match ?? node);
    if (!match) {
      withoutRunning(element, () => insert(start.parent, node, cursor));
      tracking.arrived.push(node);
    } else if (match === firstOf(staying, cursor)) {
      cursor = nextOf(match);
    } else if (!removed.has(match)) {
      move(start.parent, match, cursor);
    }
  }
  for (const [node, match] of pairs) morphNode(match, node, tracking);
}
