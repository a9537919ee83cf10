/** All live views of the page over one socket. */
import { closest, getAttribute, isConnected } from "./dom.ts";
import { decodeFrame, encodeFrame, type Outgoing } from "./protocol.ts";
import { Session, type SessionDelegate } from "./session.ts";
import { Socket, type SocketDelegate } from "./socket.ts";

const TOO_BIG = 1009;
const LEAVING_MS = 3000;
const RELOADED = "enliven:reloaded";

/** Where a reload is noted; a page that may not store anything is not reloaded. */
function reloads(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** 128 random bits; `randomUUID` is for secure contexts only. */
const randomWord = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

export class Connection implements SessionDelegate, SocketDelegate {
  readonly page = randomWord();
  readonly #socket: Socket;
  readonly #sessions = new Map<string, Session>();
  readonly #didChange: () => void;
  #lastRef = 0;
  #leftAt = Number.NEGATIVE_INFINITY;
  #isReloading = false;

  constructor(path: string, didChange: () => void) {
    this.#socket = new Socket(path, this);
    this.#didChange = didChange;
    addEventListener("beforeunload", () => {
      this.#leftAt = performance.now();
    });
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted && this.#sessions.size > 0) this.#socket.open();
    });
  }

  /** Joins the view whose root this is; nothing happens for one that is known. */
  add(root: Element): void {
    const session = new Session(root, this);
    if (this.#sessions.has(session.topic)) return;
    this.#sessions.set(session.topic, session);
    if (this.#socket.isOpen) session.join();
    else this.#socket.open();
  }

  /** Ends the sessions whose roots are out of the page. */
  dropAbsent(): void {
    for (const [topic, session] of this.#sessions) {
      if (isConnected(session.root)) continue;
      this.#sessions.delete(topic);
      session.leave();
      this.#didChange();
    }
  }

  /** The session that `element` belongs to. */
  sessionOf(element: Element): Session | null {
    const root = closest(element, "[live-view]");
    const session = root && this.#sessions.get(getAttribute(root, "live-view") ?? "");
    return session?.root === root ? session : null;
  }

  get isQuiet(): boolean {
    return Array.from(this.#sessions.values()).every((session) => session.isQuiet);
  }

  didOpen(): void {
    for (const session of this.#sessions.values()) session.join();
  }

  didReceive(text: string): void {
    try {
      const frame = decodeFrame(text);
      this.#sessions.get(frame.topic)?.receive(frame);
      if (!frame.topic && frame.kind === "error") console.error("enliven:", frame.payload.message);
    } catch (error) {
      console.error("enliven: a frame from the server was dropped:", error);
    }
  }

  didClose(code: number): void {
    if (code === TOO_BIG) this.#dropLongestEvent();
    const visibly = performance.now() - this.#leftAt > LEAVING_MS;
    for (const session of this.#sessions.values()) session.disconnect(visibly);
    this.#didChange();
  }

  heartbeatFrame(): string {
    return encodeFrame(this.nextRef(), "", { kind: "ping", payload: {} });
  }

  send(ref: number, topic: string, frame: Outgoing): void {
    this.#socket.send(encodeFrame(ref, topic, frame));
  }

  nextRef(): number {
    this.#lastRef += 1;
    return this.#lastRef;
  }

  sessionDidChange(): void {
    if (Array.from(this.#sessions.values()).every((session) => session.isLive)) {
      this.#socket.settle();
      reloads()?.removeItem(RELOADED);
    }
    this.#didChange();
  }

  /** Loads the page again, once, as soon as it is seen: if that does not bring a session, doing it again will not either. */
  sessionDidExpire(): boolean {
    if (this.#isReloading) return true;
    const marks = reloads();
    if (!marks || marks.getItem(RELOADED)) return false;
    this.#isReloading = true;
    const reload = (): void => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", reload);
      marks.setItem(RELOADED, "1");
      this.#leftAt = Number.POSITIVE_INFINITY;
      location.reload();
    };
    document.addEventListener("visibilitychange", reload);
    reload();
    return true;
  }

  /** Open sockets keep a page out of the back/forward cache. */
  #leave(): void {
    this.#socket.close();
    for (const session of this.#sessions.values()) session.disconnect(false);
  }

  #dropLongestEvent(): void {
    const sessions = Array.from(this.#sessions.values());
    const longest = Math.max(0, ...sessions.map((session) => session.longestEvent));
    sessions.find((session) => session.longestEvent === longest)?.dropLongestEvent();
  }
}
