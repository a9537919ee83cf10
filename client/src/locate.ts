/**
 * Addresses to nodes. Addresses count the nodes of the render only, so the client remembers, for
 * each element that a patch or a script touched, which children are *ours*. A document-wide observer tells
 * what scripts, extensions and translators did to elements whose list is not known yet: undoing
 * that gives the children as the server knows them. Live `childNodes` positions are never trusted.
 */
import { childNodesOf, contentOf, hasAttribute, isElement, isText, type Parent } from "./dom.ts";
import type { Path } from "./protocol.ts";

/** Our children of an element, in the order of the render; some may be out of the document. */
const lists = new WeakMap<Parent, Node[]>();

/** Content that a script gave to a whole element at once: what a root made by `innerHTML` shows. */
const refilled = new WeakMap<Parent, Node[]>();

/** An address that leads nowhere: page and server disagree, and the root must be sent again. */
export class AddressError extends Error {
  override name = "AddressError";
}

export const isInjected = (node: Node): boolean =>
  isElement(node) && hasAttribute(node, "live-injected");

/** Text that an injected element cuts in two is one text to the server. */
function ours(nodes: Node[]): Node[] {
  if (!nodes.some(isInjected)) return nodes;
  return nodes.filter((node, index) => {
    if (isInjected(node)) return false;
    let before = index - 1;
    while (before >= 0 && isInjected(nodes[before] as Node)) before -= 1;
    return !(before < index - 1 && isText(node) && isText(nodes[before] ?? null));
  });
}

/** Our children of `parent`. The array is the record itself: patches change it in place. */
export function childrenOf(parent: Parent): Node[] {
  let list = lists.get(parent);
  if (!list) {
    list = ours(childNodesOf(parent));
    lists.set(parent, list);
  }
  return list;
}

/** Takes what `root` holds now as the render: for content that a script put there. */
export function adopt(root: Element): void {
  flush();
  lists.set(root, ours(childNodesOf(root)));
}

const roots = new WeakSet<Element>();

/** Prepares `root` for patches; content that replaced all of it before the first one is ours. */
export function enter(root: Element): void {
  flush();
  if (roots.has(root)) return;
  roots.add(root);
  const content = refilled.get(root);
  if (content) lists.set(root, ours(content));
}

/** The node at `path` below `root`; throws an `AddressError` if there is none. */
export function locate(root: Element, path: Path): Node {
  const [anchor, ...indices] = path;
  if (anchor !== 0) throw new AddressError(`no element has the anchor ${anchor}`);
  let node: Node = root;
  for (const index of indices) {
    const child: Node | undefined = isElement(node)
      ? childrenOf(contentOf(node))[index]
      : undefined;
    if (!child) throw new AddressError(`nothing is at [${path.join(", ")}]`);
    node = child;
  }
  return node;
}

/** As `locate`, for an address that must be an element's. */
export function locateElement(root: Element, path: Path): Element {
  const node = locate(root, path);
  if (isElement(node)) return node;
  throw new AddressError(`no element is at [${path.join(", ")}]`);
}

/** Reverts one change in a list of children; the latest change is reverted first. */
function undo(list: Node[], record: MutationRecord): void {
  for (const node of Array.from(record.addedNodes).reverse()) {
    const at = list.lastIndexOf(node);
    if (at >= 0) list.splice(at, 1);
  }
  const next = record.nextSibling ? list.lastIndexOf(record.nextSibling) : -1;
  const previous = record.previousSibling ? list.lastIndexOf(record.previousSibling) : -1;
  list.splice(next >= 0 ? next : previous + 1, 0, ...record.removedNodes);
}

const fillsAll = (record: MutationRecord): boolean =>
  record.addedNodes.length > 0 && !record.previousSibling && !record.nextSibling;

function learn(target: Parent, records: MutationRecord[]): void {
  const list = childNodesOf(target);
  let filled = false;
  for (const record of records.reverse()) {
    if (!filled && fillsAll(record)) {
      filled = true;
      refilled.set(target, [...list]);
    }
    undo(list, record);
  }
  if (!lists.has(target)) lists.set(target, ours(list));
}

/** Whether a change tells anything: our list is not known yet, or may be replaced. */
const teaches = (target: Element, record: MutationRecord): boolean =>
  !lists.has(target) || (!roots.has(target) && fillsAll(record));

function digest(records: MutationRecord[]): void {
  const byTarget = new Map<Parent, MutationRecord[]>();
  for (const record of records) {
    const { target } = record;
    if (!isElement(target)) continue;
    const changes = byTarget.get(target);
    if (changes) changes.push(record);
    else if (teaches(target, record)) byTarget.set(target, [record]);
  }
  for (const [target, changes] of byTarget) learn(target, changes);
}

let didRemove = (): void => undefined;

/** Has `listener` called soon after nodes left a parent, be it for another one. */
export function onRemoval(listener: () => void): void {
  didRemove = listener;
}

function take(records: MutationRecord[]): void {
  if (records.some(({ removedNodes }) => removedNodes.length > 0)) queueMicrotask(didRemove);
  digest(records);
}

const observer = new MutationObserver(take);

/** Learns at once what was changed since the last look. */
export function flush(): void {
  take(observer.takeRecords());
}

/** From here on, what others put into the document is told from what the server sent. */
export function observe(): void {
  observer.observe(document, { childList: true, subtree: true });
}
