/**
 * Elements that leave one parent and arrive in another within one run of patches: the wire removes one and
 * inserts its equal, the page keeps the one that the person knows, with its focus and unsaved text.
 */
import {
  contains,
  detach,
  getAttribute,
  isElement,
  isEqual,
  matches,
  move,
  type Parent,
  parentOf,
  queryAll,
  tagOf,
} from "./dom.ts";
import { childrenOf } from "./locate.ts";

const KEYED = "[live-key],[id]";

function keyedIn(nodes: readonly Node[]): Element[] {
  return nodes.filter(isElement).flatMap((element) => {
    const inside = queryAll(element, KEYED);
    return matches(element, KEYED) ? [element, ...inside] : inside;
  });
}

const nameOf = (element: Element): string =>
  JSON.stringify([tagOf(element), getAttribute(element, "live-key"), getAttribute(element, "id")]);

/** Elements by name; `null` where a name is not unique. */
function byName(elements: readonly Element[]): Map<string, Element | null> {
  const names = new Map<string, Element | null>();
  for (const element of elements) {
    const name = nameOf(element);
    names.set(name, names.has(name) ? null : element);
  }
  return names;
}

/** The nodes that one run of patches removes and inserts. */
export class Carry {
  readonly arrived: Node[] = [];
  readonly #departed: Node[] = [];
  readonly #expectsArrivals: boolean;

  constructor(expectsArrivals: boolean) {
    this.#expectsArrivals = expectsArrivals;
  }

  /** Removes a node at once, or, if it may turn up elsewhere, with `settle`. */
  depart(node: Node): void {
    const mayReturn = this.#expectsArrivals && keyedIn([node]).length > 0;
    if (mayReturn) this.#departed.push(node);
    else detach(node);
  }

  /** Puts departed elements where their equals arrived, and removes the others. */
  settle(): void {
    if (this.#departed.length > 0) this.#reunite();
    for (const node of this.#departed) detach(node);
  }

  #reunite(): void {
    const known = byName(keyedIn(this.#departed));
    const carried: Element[] = [];
    for (const [name, fresh] of byName(keyedIn(this.arrived))) {
      const old = known.get(name);
      if (!(old && fresh && isEqual(old, fresh))) continue;
      if (carried.some((element) => contains(element, fresh) || contains(element, old))) continue;
      carried.push(old, fresh);
      this.#replace(fresh, old);
    }
  }

  #replace(fresh: Element, old: Element): void {
    const parent = parentOf(fresh) as Parent | null;
    if (!parent) return;
    const list = childrenOf(parent);
    const index = list.indexOf(fresh);
    if (index < 0) return;
    list[index] = old;
    move(parent, old, fresh);
    detach(fresh);
    const departed = this.#departed.indexOf(old);
    if (departed >= 0) this.#departed.splice(departed, 1);
  }
}
