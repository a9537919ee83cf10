/** Events that wait for the person to pause, in the order in which they were made. */

import { isConnected } from "./dom.ts";

interface Waiting {
  readonly control: Element;
  readonly handler: Element;
  readonly fire: () => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

export class Debounce {
  readonly #didChange: () => void;
  #waiting: Waiting[] = [];

  constructor(didChange: () => void) {
    this.#didChange = didChange;
  }

  /** Whether an event waits that will fire without the person doing more. */
  get isPending(): boolean {
    return this.#waiting.some(({ timer }) => timer !== undefined);
  }

  /** Runs `fire` after `delay` milliseconds, or when `control` loses focus, unless called anew before. */
  schedule(control: Element, handler: Element, delay: number | "blur", fire: () => void): void {
    this.cancel(control, handler);
    const timer = delay === "blur" ? undefined : setTimeout(() => this.#run([entry]), delay);
    const entry: Waiting = { control, handler, fire, timer };
    this.#waiting.push(entry);
  }

  /** Whether something waited for this control and handler; it does not any more. */
  cancel(control: Element, handler: Element): boolean {
    const entry = this.#waiting.find(
      (other) => other.control === control && other.handler === handler,
    );
    if (!entry) return false;
    clearTimeout(entry.timer);
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    return true;
  }

  /** Runs at once what waits, or only what waits for `control`. */
  flush(control?: Element): void {
    this.#run(this.#waiting.filter((entry) => !control || entry.control === control));
  }

  /** What belongs to an element that is gone is dropped: nobody can mean it any more. */
  #run(entries: readonly Waiting[]): void {
    for (const entry of entries) {
      this.cancel(entry.control, entry.handler);
      if (isConnected(entry.control) && isConnected(entry.handler)) entry.fire();
    }
    // What fires flushes the others first: nothing has changed for those who wait for all to be answered.
    if (entries.length > 0) this.#didChange();
  }
}
