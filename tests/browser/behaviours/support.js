// Names for the JavaScript of the rows.
const $ = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const texts = (selector) => all(selector).map((element) => element.textContent).join();

// The element found before the patch, and whether the page still shows that very element.
let kept = null;
const keep = (selector) => {
  kept = { selector, node: $(selector) };
  return kept.node;
};
const same = () => kept.node.isConnected && $(kept.selector) === kept.node;
let keptAll = {};
const keepAll = (selector) => {
  keptAll = Object.fromEntries(all(selector).map((node) => [node.getAttribute("live-key"), node]));
};
// Whether the elements with these keys, or all, are the ones from before.
const allSame = (...keys) =>
  (keys.length ? keys : Object.keys(keptAll)).every(
    (key) => keptAll[key].isConnected && keptAll[key] === $(`[live-key="${key}"]`),
  );

// Changes of the DOM since the call of `watch`.
const watched = [];
const watcher = new MutationObserver((records) => watched.push(...records));
const watch = () =>
  watcher.observe(document, { childList: true, attributes: true, characterData: true, subtree: true });
const watchedRecords = () => [...watched, ...watcher.takeRecords()];
const inserted = (records) => records.reduce((sum, record) => sum + record.addedNodes.length, 0);

const events = [];
const listen = (node, ...types) => {
  for (const type of types) node.addEventListener(type, () => events.push(type));
};

// Types as a person does, in place of what the control holds.
const type = (selector, text) => {
  const control = $(selector);
  control.focus();
  control.select?.();
  document.execCommand("insertText", false, text);
  return control;
};
const choose = (selector, ...values) => {
  const select = $(selector);
  for (const option of select.options) option.selected = values.includes(option.value);
  return select;
};
const loaded = (iframe) =>
  new Promise((resolve) => {
    if (iframe.contentDocument?.readyState === "complete" && iframe.contentDocument.body.firstChild) resolve();
    else iframe.addEventListener("load", resolve, { once: true });
  });
const pixel = (canvas) => [...canvas.getContext("2d").getImageData(1, 1, 1, 1).data].join();
const track = (name) => {
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        events.push("connected");
      }
      disconnectedCallback() {
        events.push("disconnected");
      }
      connectedMoveCallback() {
        events.push("moved");
      }
    },
  );
  events.length = 0;
};
