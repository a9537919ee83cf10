/** Patches to DOM: only the nodes that a patch names are visited. */
import { Carry } from "./carry.ts";
import { Controls, type Submission } from "./controls.ts";
import {
  contentOf,
  detach,
  insert,
  isConnected,
  isElement,
  move,
  type Parent,
  parentOf,
  withoutRunning,
} from "./dom.ts";
import { placeFor, standIns } from "./foreign.ts";
import { AddressError, childrenOf, enter, flush, locate, locateElement } from "./locate.ts";
import { nodesOf } from "./markup.ts";
import { morphChildren, renderAttribute } from "./morph.ts";
import { focusNew, isBeingEdited, keepFocus } from "./preserve.ts";
import type { Content, Patch, Path } from "./protocol.ts";

/** One run of patches on one root. */
class Run {
  readonly carry: Carry;
  readonly controls = new Controls();
  readonly #root: Element;

  constructor(root: Element, patches: readonly Patch[]) {
    this.#root = root;
    this.carry = new Carry(patches.some(([kind]) => kind === "i" || kind === "h"));
  }

  apply(patch: Patch): void {
    switch (patch[0]) {
      case "t":
        this.#setData(patch[1], patch[2]);
        break;
      case "a":
        this.#setAttribute(patch[1], patch[2], patch[3]);
        break;
      case "i":
        this.#insert(patch[1], patch[2], patch[3]);
        break;
      case "r":
        this.#remove(patch[1], patch[2], patch[3]);
        break;
      case "m":
        this.#move(patch[1], patch[2], patch[3], patch[4]);
        break;
      case "h":
        this.#replaceContent(patch[1], patch[2]);
    }
  }

  #setData(path: Path, data: string): void {
    const node = locate(this.#root, path);
    if (!(node instanceof CharacterData)) throw new AddressError(`no text at [${path.join(", ")}]`);
    const parent = contentOf(locateElement(this.#root, path.slice(0, -1) as unknown as Path));
    if (isBeingEdited(node)) return;
    if (isElement(parent)) this.controls.touch(parent);
    node.data = data;
    const others = standIns(parent, childrenOf(parent), path.at(-1) ?? 0);
    const [first] = others;
    if (first && !isConnected(node)) insert(parentOf(first) as Parent, node, first);
    for (const other of others) detach(other);
  }

  #setAttribute(path: Path, name: string, value: string | null): void {
    const element = locateElement(this.#root, path);
    this.controls.touch(element);
    renderAttribute(element, name, value);
  }

  #insert(path: Path, index: number, content: Content): void {
    const [element, list] = this.#owner(path, index, 0);
    const nodes = nodesOf(content, element);
    const place = placeFor(contentOf(element), list, index);
    const fragment = document.createDocumentFragment();
    for (const node of nodes) insert(fragment, node, null);
    withoutRunning(element, () => insert(place.parent, fragment, place.before));
    insertAt(list, index, nodes);
    for (const node of nodes) this.carry.arrived.push(node);
  }

  #remove(path: Path, index: number, count: number): void {
    const [element, list] = this.#owner(path, index, count);
    for (let at = index; at < index + count; at += 1) {
      for (const other of standIns(contentOf(element), list, at)) detach(other);
    }
    for (const node of list.splice(index, count)) this.carry.depart(node);
  }

  #move(path: Path, from: number, to: number, count: number): void {
    const [element, list] = this.#owner(path, from, count);
    const nodes = list.splice(from, count);
    if (to > list.length) throw new AddressError(`no child ${to} at [${path.join(", ")}]`);
    const place = placeFor(contentOf(element), list, to);
    for (const node of nodes) if (parentOf(node)) move(place.parent, node, place.before);
    insertAt(list, to, nodes);
  }

  #replaceContent(path: Path, content: Content): void {
    const element = locateElement(this.#root, path);
    this.controls.touch(element);
    const { controls, carry } = this;
    morphChildren(element, nodesOf(content, element), { controls, arrived: carry.arrived });
  }

  /** The element at `path` and our children of it, of which `index` and `count` must be some. */
  #owner(path: Path, index: number, count: number): [Element, Node[]] {
    const element = locateElement(this.#root, path);
    const list = childrenOf(contentOf(element));
    if (index + count > list.length) {
      throw new AddressError(`[${path.join(", ")}] has no ${count} children from ${index}`);
    }
    this.controls.touch(element);
    return [element, list];
  }
}

/** More arguments than this may not fit on the stack. */
const ARGUMENTS = 10_000;

function insertAt(list: Node[], index: number, nodes: readonly Node[]): void {
  for (let at = 0; at < nodes.length; at += ARGUMENTS) {
    list.splice(index + at, 0, ...nodes.slice(at, at + ARGUMENTS));
  }
}

/**
 * Applies `patches` to the content of `root`. Throws an `AddressError` if one leads nowhere; those
 * before it stay applied.
 */
export function applyPatches(
  root: Element,
  patches: readonly Patch[],
  submission?: Submission,
): void {
  enter(root);
  const run = new Run(root, patches);
  const giveFocusBack = keepFocus();
  try {
    for (const patch of patches) run.apply(patch);
  } finally {
    run.carry.settle();
    run.controls.settle(submission);
    giveFocusBack();
    focusNew(run.carry.arrived);
    flush();
  }
}
