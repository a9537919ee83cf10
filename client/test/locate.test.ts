import { beforeEach, expect, it } from "vitest";
import { AddressError, adopt, childrenOf, enter, locate, observe } from "../src/locate.ts";

let root: HTMLElement;

beforeEach(() => {
  observe();
  root = document.createElement("div");
  root.innerHTML = "<ul><li>a</li><li>b</li></ul>text<!--note--><p>c</p>";
  document.body.replaceChildren(root);
  enter(root);
});

it("counts elements, text and comments", () => {
  expect(locate(root, [0])).toBe(root);
  expect(locate(root, [0, 0, 1, 0]).nodeValue).toBe("b");
  expect(locate(root, [0, 1]).nodeValue).toBe("text");
  expect(locate(root, [0, 2]).nodeValue).toBe("note");
});

it("does not count what a script put in before anything was looked up", () => {
  const list = root.querySelector("ul") as Element;
  list.prepend("script", document.createElement("li"));
  list.append(document.createElement("li"));
  root.prepend(document.createElement("aside"));
  enter(root);
  expect(locate(root, [0, 0])).toBe(list);
  expect(locate(root, [0, 0, 0]).textContent).toBe("a");
  expect(childrenOf(list)).toHaveLength(2);
});

it("still counts what a script took out", () => {
  const list = root.querySelector("ul") as Element;
  const [first] = list.children;
  first?.remove();
  enter(root);
  expect(locate(root, [0, 0, 0])).toBe(first);
  expect(locate(root, [0, 0, 1, 0]).nodeValue).toBe("b");
});

it("does not count injected elements, and reads text around one as one text", () => {
  root.innerHTML = "<p>a</p>\n<script live-injected></script>\n";
  adopt(root);
  expect(childrenOf(root)).toHaveLength(2);
  expect(locate(root, [0, 1]).nodeValue).toBe("\n");
});

it("looks into the content of a template", () => {
  root.innerHTML = "<template><b>x</b></template>";
  adopt(root);
  expect(locate(root, [0, 0, 0, 0]).nodeValue).toBe("x");
});

it("takes what replaces a whole root before its first patch as the render", () => {
  const other = document.createElement("div");
  document.body.append(other);
  other.innerHTML = "<p>1</p><p>2</p>";
  enter(other);
  expect(locate(other, [0, 1]).textContent).toBe("2");
});

it.each([[[1]], [[0, 9]], [[0, 1, 0]]])("says so when nothing is at %j", (path) => {
  expect(() => locate(root, path as [number, ...number[]])).toThrow(AddressError);
});
