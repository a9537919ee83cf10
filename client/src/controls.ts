/**
 * What form controls show. Patches change attributes and text, which are a control's defaults; a control
 * that a person touched shows something else. After a patch, a control whose default the server changed shows
 * the new one, unless the person is writing in it or an event that carries its value is unanswered.
 */
import { closest, getAttribute, hasAttribute, isElement, parentOf, tagOf } from "./dom.ts";

/** A control with a value of its own. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What was sent with a form, to tell what the person changed since. */
export class Submission {
  readonly form: HTMLFormElement;
  readonly #sent = new Map<Control, string>();

  constructor(form: HTMLFormElement) {
    this.form = form;
    for (const control of controlsOf(form)) this.#sent.set(control, shownBy(control));
  }

  /** Whether `control` was sent with the form and still shows what was sent. */
  covers(control: Control): boolean {
    return this.#sent.get(control) === shownBy(control);
  }

  /** Shows the rendered values again in all controls that the person has not changed since. */
  reset(): void {
    const changed = controlsOf(this.form)
      .filter((control) => !this.covers(control))
      .map((control) => [control, shownBy(control)] as const);
    HTMLFormElement.prototype.reset.call(this.form);
    for (const [control, shown] of changed) show(control, shown);
  }
}

const isControl = (node: unknown): node is Control =>
  node instanceof HTMLInputElement ||
  node instanceof HTMLTextAreaElement ||
  node instanceof HTMLSelectElement;

const formElements = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "elements")?.get;

function controlsOf(form: HTMLFormElement): Control[] {
  const elements: unknown = formElements ? formElements.call(form) : form.elements;
  return Array.from(elements as ArrayLike<Element>).filter(isControl);
}

const CHECKED = new Set(["checkbox", "radio"]);
const WITHOUT_TEXT = new Set(["hidden", "submit", "image", "reset", "button", "file", ...CHECKED]);

const isCheckable = (control: Control): control is HTMLInputElement => CHECKED.has(control.type);

const chosenIn = (select: HTMLSelectElement): string[] =>
  Array.from(select.selectedOptions, (option) => option.value);

function shownBy(control: Control): string {
  if (control instanceof HTMLSelectElement) return JSON.stringify(chosenIn(control));
  return isCheckable(control) ? String(control.checked) : control.value;
}

function show(control: Control, shown: string): void {
  if (control instanceof HTMLSelectElement) choose(control, JSON.parse(shown));
  else if (isCheckable(control)) control.checked = shown === "true";
  else if (control.type !== "file") control.value = shown;
}

/** Selects the options with these values; `false`, and nothing done, if one is missing. */
function choose(select: HTMLSelectElement, values: readonly string[]): boolean {
  const options = Array.from(select.options);
  if (!values.every((value) => options.some((option) => option.value === value))) return false;
  const left = [...values];
  for (const option of options) {
    const at = left.indexOf(option.value);
    if (at >= 0) left.splice(at, 1);
    if (option.selected !== at >= 0) option.selected = at >= 0;
  }
  return true;
}

const defaultsOf = (select: HTMLSelectElement): string[] =>
  Array.from(select.options)
    .filter((option) => option.defaultSelected)
    .map((option) => option.value);

function chooseDefaults(select: HTMLSelectElement): void {
  const options = Array.from(select.options);
  for (const option of options) {
    if (option.selected !== option.defaultSelected) option.selected = option.defaultSelected;
  }
  if (!select.multiple && select.size <= 1 && !options.some((option) => option.defaultSelected)) {
    select.selectedIndex = options.findIndex((option) => !option.disabled);
  }
}

/** What a control was rendered with before a patch. */
interface Before {
  readonly value: string | null;
  readonly checked: boolean;
  readonly defaults: readonly string[];
  readonly chosen: readonly string[];
}

function remember(control: Control): Before {
  const before = { value: null, checked: false, defaults: [], chosen: [] };
  if (control instanceof HTMLSelectElement) {
    return { ...before, defaults: defaultsOf(control), chosen: chosenIn(control) };
  }
  if (control instanceof HTMLTextAreaElement) return { ...before, value: control.defaultValue };
  return {
    ...before,
    value: getAttribute(control, "value"),
    checked: hasAttribute(control, "checked"),
  };
}

/** Whether what a person writes in `control` stands above what the server sends. */
function isBeingWritten(control: Control, submission: Submission | undefined): boolean {
  if (control.validity?.badInput) return true;
  return document.activeElement === control && !submission?.covers(control);
}

function settleSelect(select: HTMLSelectElement, before: Before): void {
  const same = JSON.stringify(defaultsOf(select)) === JSON.stringify(before.defaults);
  if (!(same && choose(select, before.chosen))) chooseDefaults(select);
}

function settle(control: Control, before: Before, submission: Submission | undefined): void {
  if (control instanceof HTMLSelectElement) {
    settleSelect(control, before);
    return;
  }
  const now = remember(control);
  if (isCheckable(control) && now.checked !== before.checked) control.checked = now.checked;
  const text = now.value ?? "";
  if (now.value === before.value || WITHOUT_TEXT.has(control.type)) return;
  if (!isBeingWritten(control, submission) && control.value !== text) control.value = text;
}

/** Forms and controls with unanswered events, and how many. */
const held = new Map<Element, number>();
const waiting = new Map<Control, Before>();

const isHeld = (control: Control): boolean =>
  held.has(control) || (control.form !== null && held.has(control.form));

/** An event with the values of `owner`, a form or a control, is on its way. */
export function hold(owner: Element): void {
  held.set(owner, (held.get(owner) ?? 0) + 1);
}

/**
 * The event is answered: with the last one, the controls show what the server made of them. Call before applying
 * the patches of the answer.
 */
export function release(owner: Element, submission?: Submission): void {
  const left = (held.get(owner) ?? 0) - 1;
  if (left > 0) {
    held.set(owner, left);
    return;
  }
  held.delete(owner);
  for (const [control, before] of waiting) {
    if (isHeld(control)) continue;
    waiting.delete(control);
    settle(control, before, submission);
  }
}

function controlOf(node: Node): Control | null {
  const element = isElement(node) ? node : parentOf(node);
  if (isControl(element)) return element;
  const inside = isElement(element) && ["option", "optgroup"].includes(tagOf(element));
  const select = inside ? closest(element, "select") : null;
  return isControl(select) ? select : null;
}

/** The controls that one run of patches touches. */
export class Controls {
  readonly #before = new Map<Control, Before>();

  /** Call before `node`, or the content of `node`, changes. */
  touch(node: Node): void {
    const control = controlOf(node);
    if (control && !this.#before.has(control)) this.#before.set(control, remember(control));
  }

  /** Call after the last change; `submission` is what the patches answer, if they answer a submit. */
  settle(submission?: Submission): void {
    for (const [control, before] of this.#before) {
      if (!isHeld(control)) settle(control, before, submission);
      else if (!waiting.has(control)) waiting.set(control, before);
    }
  }
}
