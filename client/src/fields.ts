/** What an event carries: a form's fields as a native submit would send them, and arguments. */
import { attributesOf, getAttribute, hasAttribute } from "./dom.ts";
import type { LiveEvent } from "./protocol.ts";

type Fields = LiveEvent["fields"];
type Args = LiveEvent["args"];

const VALUE = "live-value-";

/** A form's fields in document order, with the button that submits it; no files, no CSRF token. */
export function formFields(form: HTMLFormElement, submitter?: HTMLElement | null): Fields {
  const fields: Array<readonly [string, string]> = [];
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") fields.push([name, value]);
  }
  return fields;
}

const isCheckable = (control: Element): control is HTMLInputElement =>
  control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");

function shownBy(control: Element): unknown {
  if (control instanceof HTMLSelectElement && control.multiple) return fieldValues(control);
  if (isCheckable(control)) return control.checked;
  return (control as { value?: unknown }).value ?? null;
}

function fieldValues(control: Element): string[] {
  if (control instanceof HTMLSelectElement) {
    return Array.from(control.selectedOptions)
      .filter((option) => !option.matches(":disabled"))
      .map((option) => option.value);
  }
  if (isCheckable(control)) return control.checked ? [control.value] : [];
  if (control instanceof HTMLInputElement && control.type === "file") return [];
  const value = shownBy(control);
  return typeof value === "string" ? [value] : [];
}

/** What one control sends: its field, or, without a name, the argument `value`. */
export function controlPayload(control: Element): { args: Args; fields: Fields } {
  const name = getAttribute(control, "name");
  if (!name) return { args: { value: shownBy(control) }, fields: [] };
  return { args: {}, fields: fieldValues(control).map((value) => [name, value] as const) };
}

/** The `live-value-*` attributes of an element: `live-value-item-id` is the argument `item_id`. */
export function argsOf(element: Element | null): Args {
  if (!element) return {};
  return Object.fromEntries(
    attributesOf(element)
      .filter(({ name }) => name.startsWith(VALUE))
      .map(({ name, value }) => [name.slice(VALUE.length).replaceAll("-", "_"), value]),
  );
}

/** Whether a control holds text that is not a value of its type, such as `1e` in a number field. */
export const hasBadInput = (control: Element): boolean =>
  (control as { validity?: ValidityState }).validity?.badInput ?? false;

/** Milliseconds to wait for more input, `"blur"`, or 0: the control's own mark, else the handler's. */
export function debounceOf(control: Element, handler: Element): number | "blur" {
  const source = hasAttribute(control, "live-debounce") ? control : handler;
  const text = getAttribute(source, "live-debounce");
  if (text === "blur") return "blur";
  const delay = Number(text ?? 0);
  return Number.isFinite(delay) ? Math.max(0, delay) : 0;
}
