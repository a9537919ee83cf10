/**
 * Living with nodes that are not ours: where to insert between them, and which of them stand for a text of
 * ours that a translator replaced or a script split.
 */
import { contains, firstChildOf, isText, nextOf, type Parent, parentOf, tagOf } from "./dom.ts";
import { isInjected } from "./locate.ts";

/** A place in the document: in `parent`, before `before`. */
export interface Place {
  readonly parent: Parent;
  readonly before: Node | null;
}

/** Follows a text of ours to the end of the parts into which a script split it. */
function splits(list: Node[], index: number): Text[] {
  const node = list[index];
  const parts: Text[] = [];
  if (!(node && isText(node))) return parts;
  let next = nextOf(node);
  while (next && next !== list[index + 1] && (isText(next) || isInjected(next))) {
    if (isText(next)) parts.push(next);
    next = nextOf(next);
  }
  return parts;
}

/** Index of the first of our children, from `index` on, step by step, that is below `parent`; or -1. */
function present(parent: Parent, list: Node[], index: number, step: 1 | -1): number {
  for (let at = index; at >= 0 && at < list.length; at += step) {
    const node = list[at] as Node;
    if (parentOf(node) === parent || contains(parent, node)) return at;
  }
  return -1;
}

/** The ancestor of `node` that is a child of `parent`. */
function childHolding(parent: Parent, node: Node): Node {
  let top = node;
  for (let up = parentOf(top); up && up !== parent; up = parentOf(up)) top = up;
  return top;
}

/**
 * Where a new child `index` of `parent` belongs. A wrapper that a script put around the neighbour on one side
 * only is stepped over; one that holds both neighbours takes the new node in.
 */
export function placeFor(parent: Parent, list: Node[], index: number): Place {
  const next = list[present(parent, list, index, 1)];
  const last = present(parent, list, index - 1, -1);
  const previous = list[last];
  if (next) {
    let before = next;
    let holder = parentOf(before) as Parent;
    while (holder !== parent && !(previous && contains(holder, previous))) {
      before = holder;
      holder = parentOf(before) as Parent;
    }
    return { parent: holder, before };
  }
  if (!previous) return { parent, before: firstChildOf(parent) };
  const holder = parentOf(previous) as Parent;
  if (holder !== parent) return { parent, before: nextOf(childHolding(parent, previous)) };
  return { parent, before: nextOf(splits(list, last).at(-1) ?? previous) };
}

/** What a translator or a script shows in place of, or as rest of, the text at `index`. */
export function standIns(parent: Parent, list: Node[], index: number): Node[] {
  const node = list[index];
  if (!(node && isText(node))) return [];
  if (contains(parent, node)) return splits(list, index);
  const previous = list[present(parent, list, index - 1, -1)];
  const next = list[present(parent, list, index + 1, 1)];
  const first = previous ? nextOf(childHolding(parent, previous)) : firstChildOf(parent);
  const end = next && childHolding(parent, next);
  const found: Node[] = [];
  for (let at: Node | null = first; at && at !== end; at = nextOf(at)) {
    if (isText(at) || tagOf(at) === "font") found.push(at);
  }
  return found;
}
