/** What a person does, by one listener a type on the document, to events for handlers. */
import { Submission } from "./controls.ts";
import { Debounce } from "./debounce.ts";
import { closest, contains, getAttribute, isConnected, matches } from "./dom.ts";
import { argsOf, controlPayload, debounceOf, formFields, hasBadInput } from "./fields.ts";
import type { LiveEvent } from "./protocol.ts";
import type { Dispatch, Session } from "./session.ts";

type EditAttribute = "live-input" | "live-change";

/** Android keyboards compose every word: waiting for the end would hold back all that is typed. */
const COMPOSES_ALWAYS = /Android/i.test(navigator.userAgent);

const targetOf = (event: Event): Element | null =>
  event.target instanceof Element ? event.target : null;

export class Events {
  readonly #sessionOf: (element: Element) => Session | null;
  readonly #debounce: Debounce;
  /** What the last input event of a control sent, to know a change event that repeats it. */
  readonly #sent = new WeakMap<Element, string>();
  #composed: Element | null = null;

  constructor(sessionOf: (element: Element) => Session | null, didChange: () => void) {
    this.#sessionOf = sessionOf;
    this.#debounce = new Debounce(didChange);
  }

  get isPending(): boolean {
    return this.#debounce.isPending;
  }

  /** Starts to listen. */
  listen(): void {
    document.addEventListener("click", (event) => this.#didClick(event));
    document.addEventListener("submit", (event) => this.#didSubmit(event));
    document.addEventListener("input", (event) => this.#didInput(event));
    document.addEventListener("change", (event) => this.#didEdit(event, "live-change"));
    document.addEventListener("compositionend", (event) => this.#didCompose(event));
    document.addEventListener("focusout", (event) => {
      const target = targetOf(event);
      // Removing the focused element tells of its blur while it is still there.
      if (target) queueMicrotask(() => this.#debounce.flush(target));
    });
  }

  #didClick(event: MouseEvent): void {
    const target = targetOf(event);
    const handler = target && closest(target, "[live-click]");
    if (!handler || event.defaultPrevented) return;
    const disabled = closest(target, ":disabled");
    if (disabled && contains(handler, disabled)) return;
    if (isRepeated(target, handler)) return;
    if (closest(target, "a[href]") && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    const session = this.#sessionOf(handler);
    if (!session) return;
    if (leads(target, handler)) event.preventDefault();
    this.#debounce.flush();
    session.dispatch({ event: eventFor(handler, "live-click", {}, []) });
  }

  #didSubmit(event: SubmitEvent): void {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    const session = this.#sessionOf(form);
    if (!(session && getAttribute(form, "live-submit") !== null)) return;
    event.preventDefault();
    this.#debounce.flush();
    session.dispatch({
      event: eventFor(
        form,
        "live-submit",
        argsOf(event.submitter),
        formFields(form, event.submitter),
      ),
      owner: form,
      submission: new Submission(form),
    });
  }

  #didInput(event: Event): void {
    const composing = event instanceof InputEvent && event.isComposing && !COMPOSES_ALWAYS;
    if (composing) return;
    this.#composed = null;
    this.#didEdit(event, "live-input");
  }

  /** Some browsers send an input event after the end of a composition, others only before it. */
  #didCompose(event: Event): void {
    const target = targetOf(event);
    if (!target || COMPOSES_ALWAYS) return;
    this.#composed = target;
    setTimeout(() => {
      if (this.#composed !== target) return;
      this.#composed = null;
      if (isConnected(target)) this.#edit(target, "live-input");
    });
  }

  #didEdit(event: Event, attribute: EditAttribute): void {
    const control = targetOf(event);
    if (control) this.#edit(control, attribute);
  }

  #edit(control: Element, attribute: EditAttribute): void {
    const handler = closest(control, `[${attribute}]`);
    const session = handler && this.#sessionOf(handler);
    if (!session || hasBadInput(control)) return;
    const fire = (): void => this.#send(session, control, handler, attribute);
    const delay = debounceOf(control, handler);
    if (delay === 0) fire();
    else this.#debounce.schedule(control, handler, delay, fire);
  }

  #send(session: Session, control: Element, handler: Element, attribute: EditAttribute): void {
    if (getAttribute(handler, attribute) === null) return;
    const dispatch = editOf(control, handler, attribute);
    const content = JSON.stringify(dispatch.event);
    this.#debounce.flush();
    const repeats = attribute === "live-change" && this.#sent.get(control) === content;
    if (attribute === "live-input") this.#sent.set(control, content);
    else this.#sent.delete(control);
    if (!repeats) session.dispatch(dispatch);
  }
}

/** What takes clicks itself where it stands in a label. */
const INTERACTIVE =
  "a[href],audio[controls],button,details,embed,iframe,img[usemap],input,label,select,textarea,video[controls]";

/** Whether `handler` gets this click again, as the browser clicks the control of a label next. */
function isRepeated(target: Element, handler: Element): boolean {
  const label = closest(target, INTERACTIVE);
  const control = label instanceof HTMLLabelElement ? label.control : null;
  return control !== null && contains(handler, control) && !matches(control, ":disabled");
}

/** Whether a click on `target` would lead away or submit, in place of which the handler is called. */
function leads(target: Element, handler: Element): boolean {
  const active = closest(target, "a[href], button, input");
  if (!(active && contains(handler, active))) return false;
  if (active instanceof HTMLInputElement)
    return active.type === "submit" || active.type === "image";
  return !(active instanceof HTMLButtonElement) || active.type === "submit";
}

function editOf(control: Element, handler: Element, attribute: EditAttribute): Dispatch {
  const payload =
    handler instanceof HTMLFormElement
      ? { args: {}, fields: formFields(handler) }
      : controlPayload(control);
  const owner = handler instanceof HTMLFormElement ? handler : control;
  return { event: eventFor(handler, attribute, payload.args, payload.fields), owner };
}

function eventFor(
  handler: Element,
  attribute: string,
  args: LiveEvent["args"],
  fields: LiveEvent["fields"],
): LiveEvent {
  const name = getAttribute(handler, attribute) ?? "";
  return { name, args: { ...argsOf(handler), ...args }, fields };
}
