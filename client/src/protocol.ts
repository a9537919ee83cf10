/** What travels on the wire: types, encoding, and decoding that trusts nothing. See docs/internals/protocol.md. */

/** `[anchor, index, index, …]`: an anchor, 0 being the root, then child indices. */
export type Path = readonly [number, ...number[]];

/** A node where markup would not parse to it: text, a comment, or an element. */
export type NodeSpec =
  | string
  | { readonly comment: string }
  | readonly [
      tag: string,
      attributes: Readonly<Record<string, string>>,
      children: readonly NodeSpec[],
      namespace?: "svg" | "math",
    ];

/** Markup, or nodes one by one. */
export type Content = string | readonly NodeSpec[];

/** One change to the DOM. */
export type Patch =
  | readonly ["t", Path, string]
  | readonly ["a", Path, string, string | null]
  | readonly ["i", Path, number, Content]
  | readonly ["r", Path, number, number]
  | readonly ["m", Path, number, number, number]
  | readonly ["h", Path, Content];

/** What a person did, for a handler. */
export interface LiveEvent {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>;
}

/** Why the server refused a frame; `detail` is a traceback, under `DEBUG` only. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly detail: string;
}

/** A render: the patches that lead to `version`. */
export interface Render {
  readonly version: number;
  readonly patches: readonly Patch[];
}

/** What binds a session to the socket; `page` is a word of this page's own. */
export interface JoinPayload {
  readonly token: string;
  readonly version: number | null;
  readonly page: string;
}

/** A frame to the server. */
export type Outgoing =
  | { readonly kind: "join"; readonly payload: JoinPayload }
  | { readonly kind: "event"; readonly payload: LiveEvent }
  | { readonly kind: "leave" | "ping"; readonly payload: Record<string, never> };

/** A frame from the server. */
export type Incoming = { readonly ref: number | null; readonly topic: string } & (
  | { readonly kind: "ok"; readonly payload: Render }
  | { readonly kind: "patch"; readonly payload: Render }
  | { readonly kind: "error"; readonly payload: Failure }
  | { readonly kind: "pong" }
);

/** A frame that answers one of ours. */
export type Answer = Extract<Incoming, { kind: "ok" | "error" }>;

/** A frame that is not as the protocol says. */
export class FrameError extends Error {
  override name = "FrameError";
}

export const encodeFrame = (ref: number, topic: string, frame: Outgoing): string =>
  JSON.stringify([ref, topic, frame.kind, frame.payload]);

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isIndex = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0;
const isString = (value: unknown): value is string => typeof value === "string";
const isContent = (value: unknown): boolean => isString(value) || Array.isArray(value);

const operands: Readonly<Record<string, (rest: readonly unknown[]) => boolean>> = {
  t: ([data]) => isString(data),
  a: ([name, value]) => isString(name) && (value === null || isString(value)),
  i: ([index, content]) => isIndex(index) && isContent(content),
  r: ([index, count]) => isIndex(index) && isIndex(count),
  m: (rest) => rest.length === 3 && rest.every(isIndex),
  h: ([content]) => isContent(content),
};

/** Checks an array of patches; throws a `FrameError` naming the first that is none. */
export function decodePatches(value: unknown): readonly Patch[] {
  if (!Array.isArray(value)) throw new FrameError("patches are not an array");
  for (const patch of value) {
    const [kind, path, ...rest] = Array.isArray(patch) ? patch : [];
    const placed = Array.isArray(path) && path.length > 0 && path.every(isIndex);
    if (!(isString(kind) && placed && operands[kind]?.(rest))) {
      throw new FrameError(`not a patch: ${JSON.stringify(patch)?.slice(0, 200)}`);
    }
  }
  return value as readonly Patch[];
}

function decodeRender(payload: Json): Render {
  const version = payload["version"] ?? 0;
  if (!isIndex(version)) throw new FrameError("the version is not a number");
  return { version, patches: decodePatches(payload["patches"] ?? []) };
}

function decodeFailure(payload: Json): Failure {
  const text = (name: string): string => (isString(payload[name]) ? payload[name] : "");
  return { code: text("code"), message: text("message"), detail: text("detail") };
}

/** Reads a frame from the server; throws a `FrameError` if it is none. */
export function decodeFrame(text: string): Incoming {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch (cause) {
    throw new FrameError("the frame is not JSON", { cause });
  }
  const [ref, topic, kind, payload] = Array.isArray(frame) && frame.length === 4 ? frame : [];
  if (!((ref === null || isIndex(ref)) && isString(topic) && isObject(payload))) {
    throw new FrameError("the frame is not [ref, topic, kind, payload]");
  }
  switch (kind) {
    case "ok":
    case "patch":
      return { ref, topic, kind, payload: decodeRender(payload) };
    case "error":
      return { ref, topic, kind, payload: decodeFailure(payload) };
    case "pong":
      return { ref, topic, kind };
    default:
      throw new FrameError(`unknown kind of frame: ${String(kind)}`);
  }
}
