/** One WebSocket that comes back: backoff with jitter, a heartbeat that notices half-open connections. */

/** What a socket tells its owner. */
export interface SocketDelegate {
  /** The connection is up. */
  didOpen(): void;
  /** A text frame arrived. */
  didReceive(text: string): void;
  /** The connection broke, or an attempt to connect failed. */
  didClose(code: number): void;
  /** Time to ask whether the server is there; any frame is an answer. */
  heartbeatFrame(): string;
}

const HEARTBEAT_MS = 25_000;
const ANSWER_MS = 10_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** How long to wait before attempt `attempt` (from 0) to connect again, with `random` in [0, 1). */
export function backoff(attempt: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return longest * (0.5 + random / 2);
}

/** The address of a path of this site as a WebSocket address. */
export function socketUrl(path: string, base: string): string {
  const url = new URL(path, base);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

export class Socket {
  readonly #path: string;
  readonly #delegate: SocketDelegate;
  #socket: WebSocket | null = null;
  #attempts = 0;
  #wanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(path: string, delegate: SocketDelegate) {
    this.#path = path;
    this.#delegate = delegate;
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#hurry();
    });
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connects, and connects again after every break, until `close`. */
  open(): void {
    this.#wanted = true;
    if (!this.#socket) this.#connect();
  }

  /** Ends the connection without telling the delegate. */
  close(): void {
    this.#wanted = false;
    this.#drop();
  }

  /** Starts the waiting times over: the server answered as it should. */
  settle(): void {
    this.#attempts = 0;
  }

  /** Replaces a connection that cannot be relied on. */
  restart(): void {
    this.#fail(0);
  }

  send(text: string): void {
    if (this.isOpen) this.#socket?.send(text);
  }

  #connect(): void {
    clearTimeout(this.#timer);
    const socket = new WebSocket(socketUrl(this.#path, location.href));
    this.#socket = socket;
    socket.onopen = () => {
      this.#scheduleHeartbeat();
      this.#delegate.didOpen();
    };
    socket.onmessage = ({ data }) => {
      this.#scheduleHeartbeat();
      if (typeof data === "string") this.#delegate.didReceive(data);
    };
    socket.onclose = ({ code }) => this.#fail(code);
  }

  /** A broken socket may take minutes to say that it closed: it is let go instead. */
  #drop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #fail(code: number): void {
    this.#drop();
    if (!this.#wanted) return;
    const delay = backoff(this.#attempts, Math.random());
    this.#attempts += 1;
    this.#timer = setTimeout(() => this.#retry(), delay);
    this.#delegate.didClose(code);
  }

  /** A hidden page waits until it is seen. */
  #retry(): void {
    if (!document.hidden) this.#connect();
  }

  /** The network or the person is back: connect at once, or see whether the connection lasted. */
  #hurry(): void {
    if (!this.#wanted) return;
    if (this.isOpen) this.#askForLife();
    else if (this.#socket?.readyState !== WebSocket.CONNECTING) {
      this.#drop();
      this.#attempts = 0;
      this.#connect();
    }
  }

  #scheduleHeartbeat(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#askForLife(), HEARTBEAT_MS);
  }

  #askForLife(): void {
    clearTimeout(this.#timer);
    this.send(this.#delegate.heartbeatFrame());
    this.#timer = setTimeout(() => this.restart(), ANSWER_MS);
  }
}
