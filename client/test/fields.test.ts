import { afterEach, expect, it } from "vitest";
import { argsOf, controlPayload, debounceOf, formFields } from "../src/fields.ts";

function page<T extends Element>(html: string, selector = "body > *"): T {
  document.body.innerHTML = html;
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

afterEach(() => document.body.replaceChildren());

it("sends a form's fields in document order, repeats kept", () => {
  const form = page<HTMLFormElement>(`<form><input name="a" value="1"><input name="b" value="2">
    <input name="a" value="3"><input value="unnamed"><textarea name="t">x</textarea>
    <input type="checkbox" name="on" checked><input type="checkbox" name="off"></form>`);
  expect(formFields(form)).toEqual([
    ["a", "1"],
    ["b", "2"],
    ["a", "3"],
    ["t", "x"],
    ["on", "on"],
  ]);
});

it("leaves the CSRF token to requests", () => {
  const form = page<HTMLFormElement>(
    '<form><input name="csrfmiddlewaretoken" value="secret"><input name="a" value="1"></form>',
  );
  expect(formFields(form)).toEqual([["a", "1"]]);
});

it.each([
  ['<input name="q" value="x">', [["q", "x"]], {}],
  ['<input type="checkbox" name="q" value="v">', [], {}],
  ['<input type="checkbox" name="q" value="v" checked>', [["q", "v"]], {}],
  ['<textarea name="q">x</textarea>', [["q", "x"]], {}],
  ['<input value="x">', [], { value: "x" }],
  ['<input type="checkbox" checked>', [], { value: true }],
])("sends one control as its form would: %s", (html, fields, args) => {
  expect(controlPayload(page(html))).toEqual({ args, fields });
});

it("sends every chosen option of a multiple select", () => {
  const select = page<HTMLSelectElement>(
    '<select name="s" multiple><option selected>a</option><option>b</option><option selected>c</option></select>',
  );
  expect(controlPayload(select).fields).toEqual([
    ["s", "a"],
    ["s", "c"],
  ]);
});

it("reads arguments off an element, in the server's spelling", () => {
  const button = page('<button live-value-item-id="3" live-value-name="x" title="t"></button>');
  expect(argsOf(button)).toEqual({ item_id: "3", name: "x" });
  expect(argsOf(null)).toEqual({});
});

it.each([
  ["<form><input></form>", 0],
  ['<form live-debounce="150"><input></form>', 150],
  ['<form live-debounce="150"><input live-debounce="blur"></form>', "blur"],
  ['<form live-debounce="soon"><input></form>', 0],
])("waits as the control says, else as the handler does: %s", (html, delay) => {
  const form = page(html);
  expect(debounceOf(form.children[0] as Element, form)).toBe(delay);
});
