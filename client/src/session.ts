/** One live view in the page: joins, sends events, applies what comes back, and recovers after a break. */
import { hold, release, type Submission } from "./controls.ts";
import { classesOf, getAttribute, hasAttribute, isConnected } from "./dom.ts";
import { explain, report } from "./errors.ts";
import { enter } from "./locate.ts";
import { showOverlay } from "./overlay.ts";
import { applyPatches } from "./patch.ts";
import type { Answer, Failure, Incoming, LiveEvent, Outgoing, Render } from "./protocol.ts";
import { backoff } from "./socket.ts";

/** What a session needs from the page's connection. */
export interface SessionDelegate {
  /** Sends a frame if the connection is up. */
  send(ref: number, topic: string, frame: Outgoing): void;
  /** What tells this page from others that show the same session. */
  readonly page: string;
  /** A number that no frame of this page had before. */
  nextRef(): number;
  /** The server does not have this session any more; `false` if a fresh page will not help. */
  sessionDidExpire(): boolean;
  /** The session's state changed. */
  sessionDidChange(): void;
}

/** An event with what it concerns in the page. */
export interface Dispatch {
  readonly event: LiveEvent;
  /** The form or control whose values the event carries. */
  readonly owner?: Element;
  readonly submission?: Submission;
}

interface Unanswered extends Dispatch {
  readonly ref: number;
}

type Phase = "offline" | "joining" | "live" | "failed" | "closed";

/** The version that asks for the whole root: no render has it. */
const RESYNC = -1;
/** Answers to an event that came before the join, which it waits for. */
const UNBOUND = new Set(["not-joined", "unknown-topic"]);
const EXPIRED = new Set(["session-expired", "bad-token"]);

export class Session {
  readonly root: Element;
  readonly topic: string;
  readonly #token: string;
  readonly #delegate: SessionDelegate;
  #phase: Phase = "offline";
  #version: number | null = null;
  #joinRef = 0;
  #failedJoins = 0;
  #isMisfit = false;
  #unanswered: Unanswered[] = [];

  constructor(root: Element, delegate: SessionDelegate) {
    this.root = root;
    this.topic = getAttribute(root, "live-view") ?? "";
    this.#token = getAttribute(root, "live-token") ?? "";
    this.#delegate = delegate;
    enter(root);
  }

  get isLive(): boolean {
    return this.#phase === "live";
  }

  /** Whether nothing is under way: joined and all answered, or given up. */
  get isQuiet(): boolean {
    const settled = this.#phase === "live" || this.#phase === "failed" || this.#phase === "closed";
    return settled && (this.#unanswered.length === 0 || this.#phase !== "live");
  }

  /** Binds the session to the connection, which is up. */
  join(): void {
    if (this.#phase === "closed") return;
    this.#phase = "joining";
    this.#joinRef = this.#delegate.nextRef();
    const payload = { token: this.#token, version: this.#version, page: this.#delegate.page };
    this.#delegate.send(this.#joinRef, this.topic, { kind: "join", payload });
  }

  /** Calls a handler, now or as soon as the session is joined. */
  dispatch(dispatch: Dispatch): void {
    if (this.#phase === "closed") {
      report(
        this.root,
        explain({ code: "session-expired", message: "", detail: "" }, dispatch.event.name),
      );
      return;
    }
    const entry = { ...dispatch, ref: this.#delegate.nextRef() };
    this.#unanswered.push(entry);
    if (entry.owner) hold(entry.owner);
    if (this.#phase === "live") this.#send(entry);
  }

  receive(frame: Incoming): void {
    if (frame.kind === "pong") return;
    if (frame.kind === "patch") this.#show(frame.payload);
    else if (frame.ref === this.#joinRef) this.#didJoin(frame);
    else if (frame.ref === null && frame.kind === "error") this.#didFail(frame.payload);
    else this.#didAnswer(frame);
    this.#delegate.sessionDidChange();
  }

  /** The connection broke, or could not be made; `visibly` unless the person is leaving the page. */
  disconnect(visibly: boolean): void {
    if (this.#phase === "closed") return;
    this.#phase = "offline";
    if (visibly) this.#showState("live-disconnected", "live:disconnect");
  }

  /** Ends the session: its root is out of the page. */
  leave(): void {
    const isBound = this.#phase === "live" || this.#phase === "joining";
    this.#phase = "closed";
    for (const entry of this.#unanswered) this.#settle(entry);
    if (!isBound) return;
    this.#delegate.send(this.#delegate.nextRef(), this.topic, { kind: "leave", payload: {} });
  }

  /** The longest unanswered event, in characters as sent; 0 if there is none. */
  get longestEvent(): number {
    return Math.max(0, ...this.#unanswered.map(sizeOf));
  }

  /** Gives up the longest unanswered event, which the server will not take. */
  dropLongestEvent(): void {
    const entry = this.#unanswered.find((candidate) => sizeOf(candidate) === this.longestEvent);
    if (!entry) return;
    this.#settle(entry);
    const message = "The event is longer than the server accepts.";
    this.#report({ code: "malformed-frame", message, detail: "" }, entry.event.name);
  }

  #send({ ref, event }: Unanswered): void {
    this.#delegate.send(ref, this.topic, { kind: "event", payload: event });
  }

  #didJoin(frame: Answer): void {
    if (frame.kind === "error") {
      this.#didNotJoin(frame.payload);
      return;
    }
    this.#phase = "live";
    this.#failedJoins = 0;
    this.#version = frame.payload.version;
    if (!this.#apply(frame.payload)) return;
    this.#showState("live-connected", "live:connect");
    for (const entry of this.#unanswered) this.#send(entry);
  }

  #didNotJoin(failure: Failure): void {
    const expired = EXPIRED.has(failure.code);
    if (expired && this.#delegate.sessionDidExpire()) return;
    if (expired || failure.code === "forbidden") {
      this.#close(failure);
      return;
    }
    this.#phase = "failed";
    this.#showState("live-disconnected", "live:disconnect");
    this.#report(failure, null);
    this.#failedJoins += 1;
    setTimeout(
      () => {
        if (this.#phase === "failed") this.join();
      },
      backoff(this.#failedJoins, Math.random()),
    );
  }

  /** What answers no frame of ours: another page took the session over, or a broadcast failed. */
  #didFail(failure: Failure): void {
    if (failure.code !== "not-joined") this.#report(failure, null);
    else if (this.#phase !== "closed") {
      this.disconnect(true);
      if (!this.#delegate.sessionDidExpire()) this.#close(failure);
    }
  }

  #didAnswer(frame: Answer): void {
    const entry = this.#unanswered.find(({ ref }) => ref === frame.ref);
    if (!entry) return;
    if (frame.kind === "error" && UNBOUND.has(frame.payload.code)) {
      if (this.#phase === "live") this.join();
      return;
    }
    this.#settle(entry);
    if (frame.kind === "error") {
      this.#report(frame.payload, entry.event.name);
      return;
    }
    this.#show(frame.payload, entry.submission);
    const form = entry.submission?.form;
    if (form && isConnected(form) && hasAttribute(form, "live-reset")) entry.submission?.reset();
  }

  #settle(entry: Unanswered): void {
    this.#unanswered = this.#unanswered.filter((other) => other !== entry);
    if (entry.owner) release(entry.owner, entry.submission);
  }

  /** Takes a render that follows the one shown; anything else means that one was missed. */
  #show(render: Render, submission?: Submission): void {
    if (this.#phase !== "live") return;
    const expected = (this.#version ?? 0) + (render.patches.length > 0 ? 1 : 0);
    if (render.version !== expected) this.join();
    else if (this.#apply(render, submission)) this.#version = render.version;
  }

  #apply({ version, patches }: Render, submission?: Submission): boolean {
    if (patches.length === 0) return true;
    try {
      applyPatches(this.root, patches, submission);
    } catch (error) {
      this.#didMisfit(error);
      return false;
    }
    this.#isMisfit = false;
    this.#emit("live:patch", { version, patches });
    return true;
  }

  /** A patch does not fit: the whole root is asked for, and if that does not fit either, nothing more. */
  #didMisfit(error: unknown): void {
    console.error("enliven: a patch does not fit the page:", error);
    if (this.#isMisfit) {
      const message = "The page cannot be brought up to date. Load it again.";
      this.#close({ code: "malformed-frame", message, detail: "" });
      return;
    }
    this.#isMisfit = true;
    this.#version = RESYNC;
    this.join();
  }

  #close(failure: Failure): void {
    this.#phase = "closed";
    this.#showState("live-disconnected", "live:disconnect");
    this.#report(failure, null);
  }

  #report(failure: Failure, event: string | null): void {
    const error = explain(failure, event);
    report(this.root, error);
    if (error.detail) showOverlay(error);
  }

  #showState(state: "live-connected" | "live-disconnected", event: string): void {
    if (classesOf(this.root).contains(state)) return;
    classesOf(this.root).remove("live-connected", "live-disconnected");
    classesOf(this.root).add(state);
    this.#emit(event, { topic: this.topic });
  }

  #emit(type: string, detail: object): void {
    this.root.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

const sizeOf = ({ event }: Unanswered): number => JSON.stringify(event).length;
