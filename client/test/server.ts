/** A server's end of the socket, in the page: it records frames and answers when told. */
import { afterEach, vi } from "vitest";

type Frame = readonly [number, string, string, Record<string, unknown>];

/** Stands for the browser's WebSocket. */
export class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly all: FakeSocket[] = [];
  readonly url: string;
  readyState = FakeSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  readonly received: Frame[] = [];

  constructor(url: string) {
    this.url = url;
    FakeSocket.all.push(this);
  }

  /** The last connection that a page opened. */
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error("the page opened no socket");
    return socket;
  }

  send(text: string): void {
    this.received.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  /** The server accepts. */
  accept(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  /** The connection breaks. */
  break(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  say(ref: number | null, topic: string, kind: string, payload: object): void {
    this.onmessage?.({ data: JSON.stringify([ref, topic, kind, payload]) });
  }

  /** The frames of a kind that the page sent over this connection. */
  of(kind: string): Frame[] {
    return this.received.filter((frame) => frame[2] === kind);
  }

  /** Answers the last join. */
  join(version = 1, patches: readonly unknown[] = []): void {
    const [ref, topic] = this.of("join").at(-1) ?? [0, ""];
    this.say(ref, topic, "ok", { version, patches });
  }

  /** Answers the event at `index`. */
  answer(index: number, version: number, patches: readonly unknown[] = []): void {
    const [ref, topic] = this.of("event").at(index) ?? [0, ""];
    this.say(ref, topic, "ok", { version, patches });
  }

  /** Refuses the last frame of a kind. */
  refuse(kind: string, code: string, detail = ""): void {
    const [ref, topic] = this.of(kind).at(-1) ?? [0, ""];
    this.say(ref, topic, "error", { code, message: `${code}!`, detail });
  }
}

vi.stubGlobal("WebSocket", FakeSocket);

afterEach(() => {
  FakeSocket.all.length = 0;
  document.body.replaceChildren();
  sessionStorage.clear();
});
