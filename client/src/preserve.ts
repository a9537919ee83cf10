/** Focus and caret across a patch, where moving a node lost them. */
import { contains, isConnected, isElement, matches, queryAll } from "./dom.ts";

type Caret = readonly [number, number, "forward" | "backward" | "none"];
type TextControl = HTMLInputElement | HTMLTextAreaElement;

const isTextControl = (element: Element): element is TextControl =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;

function caretOf(element: Element): Caret | null {
  if (!isTextControl(element)) return null;
  const { selectionStart, selectionEnd, selectionDirection } = element;
  if (selectionStart === null || selectionEnd === null) return null;
  return [selectionStart, selectionEnd, selectionDirection ?? "none"];
}

/** Remembers what has focus; the function returned gives it back if it was lost meanwhile. */
export function keepFocus(): () => void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement || focused instanceof SVGElement)) return () => undefined;
  const caret = caretOf(focused);
  return () => {
    if (document.activeElement === focused || !isConnected(focused)) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    focused.focus({ preventScroll: true });
    if (caret && isTextControl(focused)) focused.setSelectionRange(...caret);
  };
}

/** Gives focus to the first new element that asks for it, if nothing has it. */
export function focusNew(nodes: readonly Node[]): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  for (const node of nodes) {
    if (!(isElement(node) && isConnected(node))) continue;
    const wanted = matches(node, "[autofocus]") ? node : queryAll(node, "[autofocus]")[0];
    if (wanted instanceof HTMLElement || wanted instanceof SVGElement) {
      wanted.focus();
      return;
    }
  }
}

/** Whether a person is writing in the editable region around `node`. */
export function isBeingEdited(node: Node): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused.isContentEditable && contains(focused, node);
}
