/** The traceback of a failed handler over the page. The server sends one under `DEBUG` only. */
import type { ErrorDetail } from "./errors.ts";

const STYLE = `
:host { all: initial; }
dialog { box-sizing: border-box; width: min(60rem, calc(100vw - 2rem)); max-height: calc(100vh - 4rem);
  padding: 0; border: 1px solid #3f3f46; border-radius: 12px; background: #18181b; color: #e4e4e7;
  font: 14px/1.5 system-ui, sans-serif; box-shadow: 0 24px 64px rgb(0 0 0 / 45%); overflow: hidden; }
dialog[open] { display: flex; flex-direction: column; }
dialog::backdrop { background: rgb(9 9 11 / 55%); backdrop-filter: blur(2px); }
header { display: flex; align-items: flex-start; gap: 1rem; padding: 1rem 1.25rem; border-top: 4px solid #ef4444;
  border-bottom: 1px solid #27272a; }
div { flex: 1; min-width: 0; }
p { margin: 0; color: #fca5a5; font-weight: 600; overflow-wrap: anywhere; }
small { color: #a1a1aa; font-size: 12px; }
code { font-family: ui-monospace, monospace; }
button { all: unset; cursor: pointer; padding: .25rem .75rem; border-radius: 6px; background: #27272a;
  color: #e4e4e7; font-size: 13px; }
button:hover { background: #3f3f46; }
button:focus-visible { outline: 2px solid #60a5fa; outline-offset: 2px; }
pre { margin: 0; padding: 1rem 1.25rem; overflow: auto; font: 12.5px/1.6 ui-monospace, monospace; color: #d4d4d8;
  tab-size: 4; }
footer { padding: .6rem 1.25rem; border-top: 1px solid #27272a; color: #a1a1aa; font-size: 12px; }
`;

function make(tag: string, text: string, ...children: Array<string | Node>): HTMLElement {
  const element = document.createElement(tag);
  element.append(text, ...children);
  return element;
}

let host: HTMLElement | null = null;

/** Shows `error`; a later one replaces it. Esc or the button closes. */
export function showOverlay(error: ErrorDetail): void {
  host?.remove();
  host = document.createElement("div");
  host.setAttribute("live-injected", "");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];

  const close = make("button", "Close");
  const origin = make(
    "small",
    "",
    make("code", error.code),
    error.event ? ` in event ${error.event}` : "",
  );
  const header = make("header", "", make("div", "", make("p", error.message), origin), close);
  const note = make("footer", "Shown because DEBUG is on. The view is as it was before.");
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", error.event ? "Event handler failed" : "View failed");
  dialog.append(header, make("pre", error.detail), note);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    host?.remove();
    host = null;
  });
  shadow.append(dialog);
  document.documentElement.append(host);
  dialog.showModal();
}
