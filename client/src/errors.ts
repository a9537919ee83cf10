/** What the error codes mean, and how a failure is shown. Each code has a heading in docs/errors.md. */
import type { Failure } from "./protocol.ts";

const TEXTS: Readonly<Record<string, string>> = {
  "malformed-frame": "The server could not read what the page sent.",
  "unknown-kind": "The server does not know this kind of frame.",
  "unknown-topic": "The server does not know this view.",
  "unknown-event": "The view has no such event handler.",
  "invalid-arguments": "The event's arguments do not fit its handler.",
  "bad-token": "The page's token is not valid.",
  "session-expired": "The session has ended.",
  forbidden: "Access to this view was refused.",
  "handler-error": "The event handler failed.",
  "not-joined": "The view was not joined.",
  overloaded: "The server has too much to do for this page.",
};

/** What the `live:error` event carries. */
export interface ErrorDetail extends Failure {
  /** The handler that was called, if an event failed. */
  readonly event: string | null;
}

/** The same as {@link Failure} with the code's text where the server gave none. */
export function explain(failure: Failure, event: string | null): ErrorDetail {
  const message = failure.message || TEXTS[failure.code] || "The server refused a frame.";
  return { code: failure.code, message, detail: failure.detail, event };
}

/** Tells the page, the console and, where there is a traceback, the developer. */
export function report(root: Element, error: ErrorDetail): void {
  const where = error.event === null ? "" : ` (event "${error.event}")`;
  console.error(
    `enliven: ${error.code}${where}: ${error.message}${error.detail && "\n"}${error.detail}`,
  );
  root.dispatchEvent(new CustomEvent("live:error", { bubbles: true, detail: error }));
}
