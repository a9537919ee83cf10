import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Debounce } from "../src/debounce.ts";

let debounce: Debounce;
let fired: string[];
let form: HTMLElement;
const control = (name: string): Element => form.querySelector(`[name=${name}]`) as Element;
const type = (name: string, delay: number | "blur", text: string): void =>
  debounce.schedule(control(name), form, delay, () => fired.push(text));

beforeEach(() => {
  vi.useFakeTimers();
  fired = [];
  debounce = new Debounce(() => undefined);
  form = document.createElement("form");
  form.innerHTML = '<input name="a"><input name="b">';
  document.body.append(form);
});

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

it("fires once, after a pause, with the last that was said", () => {
  type("a", 100, "x");
  vi.advanceTimersByTime(60);
  type("a", 100, "xy");
  vi.advanceTimersByTime(60);
  expect(fired).toEqual([]);
  expect(debounce.isPending).toBe(true);
  vi.advanceTimersByTime(60);
  expect(fired).toEqual(["xy"]);
  expect(debounce.isPending).toBe(false);
});

it("waits for each control by itself, and flushes in the order of typing", () => {
  type("b", 500, "first");
  type("a", 100, "second");
  debounce.flush();
  vi.advanceTimersByTime(1000);
  expect(fired).toEqual(["first", "second"]);
});

it("tells of no change while an event is on its way out", () => {
  const told: string[] = [];
  debounce = new Debounce(() => told.push("change"));
  debounce.schedule(control("a"), form, 100, () => {
    debounce.flush();
    told.push("fired");
  });
  vi.advanceTimersByTime(100);
  expect(told).toEqual(["fired", "change"]);
});

it("waits for blur without a timer, and for the right control", () => {
  type("a", "blur", "a");
  vi.advanceTimersByTime(10_000);
  debounce.flush(control("b"));
  expect(fired).toEqual([]);
  expect(debounce.isPending).toBe(false);
  debounce.flush(control("a"));
  expect(fired).toEqual(["a"]);
});

it("drops what belongs to an element that is gone", () => {
  type("a", 100, "a");
  type("b", 100, "b");
  control("a").remove();
  vi.advanceTimersByTime(100);
  expect(fired).toEqual(["b"]);
});
