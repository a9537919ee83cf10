/** The client of Enliven: `window.enliven`, and live views from the moment the page is there. */
import { Connection } from "./connection.ts";
import { Events } from "./events.ts";
import { adopt, observe, onRemoval } from "./locate.ts";
import { applyPatches } from "./patch.ts";
import { decodePatches, type Patch } from "./protocol.ts";

/** What the page's scripts can use. */
export interface Enliven {
  /** Joins the live views that the page holds now; done by itself once the page is parsed. */
  start(): void;
  /**
   * Applies patches to the content of `root`, without a session. Throws if one does not fit;
   * those before it stay applied.
   */
  applyPatches(root: Element, patches: readonly Patch[]): void;
  /** Takes what `root` contains now as the render that later patches start from. */
  adopt(root: Element): void;
  /** Settles when all views are joined, all events answered and all patches applied. */
  idle(): Promise<void>;
}

export type { Content, NodeSpec, Patch, Path } from "./protocol.ts";

declare global {
  interface Window {
    enliven?: Enliven;
  }
}

const SOCKET_PATH = "/enliven/socket/";

function createClient(script: HTMLOrSVGScriptElement | null): Enliven {
  const waiting: Array<() => void> = [];
  let isStarted = false;

  const settle = (): void => {
    if (isStarted && connection.isQuiet && !events.isPending) {
      for (const resolve of waiting.splice(0)) resolve();
    }
  };

  const connection = new Connection(script?.dataset["socket"] ?? SOCKET_PATH, settle);
  const events = new Events((element) => connection.sessionOf(element), settle);
  onRemoval(() => connection.dropAbsent());

  return {
    start(): void {
      if (!isStarted) events.listen();
      isStarted = true;
      for (const root of document.querySelectorAll("[live-view]")) connection.add(root);
      settle();
    },
    applyPatches: (root, patches) => applyPatches(root, decodePatches(patches)),
    adopt,
    idle: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        settle();
      }),
  };
}

if (!window.enliven) {
  const client = createClient(document.currentScript);
  window.enliven = client;
  const begin = (): void => {
    observe();
    client.start();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}
