import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Connection } from "../src/connection.ts";
import { observe, onRemoval } from "../src/locate.ts";
import type { Session } from "../src/session.ts";
import { FakeSocket } from "./server.ts";

let root: HTMLElement;
let connection: Connection;

function addRoot(topic: string, html: string): HTMLElement {
  const element = document.createElement("live-view");
  element.setAttribute("live-view", topic);
  element.setAttribute("live-token", `token-${topic}`);
  element.innerHTML = html;
  document.body.append(element);
  return element;
}

function session(): Session {
  const found = connection.sessionOf(root);
  if (!found) throw new Error("the root has no session");
  return found;
}

const click = (name: string): void => session().dispatch({ event: { name, args: {}, fields: [] } });
const names = (socket: FakeSocket): unknown[] =>
  socket.of("event").map(([, , , event]) => event["name"]);
const reload = vi.fn();
const anyPage: unknown = expect.stringMatching(/^[0-9a-z]{16,64}$/);

function errorsOf(element: Element): unknown[] {
  const errors: unknown[] = [];
  element.addEventListener("live:error", (event) => errors.push((event as CustomEvent).detail));
  return errors;
}

beforeEach(() => {
  observe();
  vi.useFakeTimers();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(window.location, "reload").mockImplementation(reload);
  root = addRoot("a", "<p>0</p>");
  connection = new Connection("/enliven/socket/", () => undefined);
  onRemoval(() => connection.dropAbsent());
  connection.add(root);
});

afterEach(() => {
  dispatchEvent(new Event("pagehide"));
  vi.useRealTimers();
  vi.restoreAllMocks();
  reload.mockClear();
});

it("joins every root over one socket, as served", () => {
  connection.add(addRoot("b", ""));
  FakeSocket.last.accept();
  expect(FakeSocket.all).toHaveLength(1);
  const joins = FakeSocket.last.of("join").map(([, topic, , payload]) => [topic, payload]);
  expect(joins).toEqual([
    ["a", { token: "token-a", version: null, page: anyPage }],
    ["b", { token: "token-b", version: null, page: anyPage }],
  ]);
});

it("is neither connected nor disconnected before the first outcome", () => {
  expect(root.className).toBe("");
  FakeSocket.last.accept();
  expect(root.className).toBe("");
  FakeSocket.last.join();
  expect(root.className).toBe("live-connected");
});

it("shows a first attempt that failed", () => {
  FakeSocket.last.break();
  expect(root.className).toBe("live-disconnected");
});

it("sends what was done before the join, in order, after it", () => {
  click("one");
  FakeSocket.last.accept();
  click("two");
  expect(names(FakeSocket.last)).toEqual([]);
  FakeSocket.last.join();
  click("three");
  expect(names(FakeSocket.last)).toEqual(["one", "two", "three"]);
});

it("never uses a reference twice, and counts up", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join();
  click("one");
  click("two");
  const refs = FakeSocket.last.received.map(([ref]) => ref);
  expect(refs).toEqual([...new Set(refs)].sort((a, b) => a - b));
});

it("applies answers and broadcasts in the order of their versions", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join(1);
  click("one");
  FakeSocket.last.answer(0, 2, [["t", [0, 0, 0], "1"]]);
  FakeSocket.last.say(null, "a", "patch", { version: 3, patches: [["t", [0, 0, 0], "2"]] });
  expect(root.innerHTML).toBe("<p>2</p>");
  expect(FakeSocket.last.of("join")).toHaveLength(1);
});

it("joins again with its version when a render was missed, and shows nothing in between", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join(1);
  FakeSocket.last.say(null, "a", "patch", { version: 3, patches: [["t", [0, 0, 0], "no"]] });
  FakeSocket.last.say(null, "a", "patch", { version: 4, patches: [["t", [0, 0, 0], "no"]] });
  expect(root.innerHTML).toBe("<p>0</p>");
  expect(FakeSocket.last.of("join").at(-1)?.[3]).toMatchObject({ token: "token-a", version: 1 });
  FakeSocket.last.join(4, [["h", [0], "<p>4</p>"]]);
  expect(root.innerHTML).toBe("<p>4</p>");
  FakeSocket.last.say(null, "a", "patch", { version: 5, patches: [["t", [0, 0, 0], "5"]] });
  expect(root.innerHTML).toBe("<p>5</p>");
});

it("asks for the whole root when a patch does not fit the page", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join(1);
  FakeSocket.last.say(null, "a", "patch", { version: 2, patches: [["t", [0, 7, 0], "x"]] });
  expect(FakeSocket.last.of("join").at(-1)?.[3]).toMatchObject({ token: "token-a", version: -1 });
});

it("gives up when the whole root does not fit either", () => {
  const errors: string[] = [];
  root.addEventListener("live:error", (event) => errors.push((event as CustomEvent).detail.code));
  FakeSocket.last.accept();
  FakeSocket.last.join(1);
  FakeSocket.last.say(null, "a", "patch", { version: 2, patches: [["t", [0, 7, 0], "x"]] });
  FakeSocket.last.join(2, [["h", [0, 7], "x"]]);
  expect(FakeSocket.last.of("join")).toHaveLength(2);
  expect(errors).toEqual(["malformed-frame"]);
  expect(root.className).toBe("live-disconnected");
});

it("asks for the whole root again if another patch does not fit later", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join(1);
  const misfit = [["t", [0, 7, 0], "x"]];
  FakeSocket.last.say(null, "a", "patch", { version: 2, patches: misfit });
  FakeSocket.last.join(2, [["h", [0], "<p>2</p>"]]);
  FakeSocket.last.say(null, "a", "patch", { version: 3, patches: misfit });
  FakeSocket.last.join(3, [["h", [0], "<p>3</p>"]]);
  expect(root.innerHTML).toBe("<p>3</p>");
  expect(root.className).toBe("live-connected");
});

it("sends unanswered events again after a break, with the same references", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join(1);
  click("answered");
  click("lost");
  const first = FakeSocket.last;
  first.answer(0, 2, [["t", [0, 0, 0], "1"]]);
  first.break();
  expect(root.className).toBe("live-disconnected");
  click("offline");
  vi.advanceTimersByTime(500);
  FakeSocket.last.accept();
  expect(FakeSocket.last.of("join").at(-1)?.[3]).toMatchObject({ token: "token-a", version: 2 });
  FakeSocket.last.join(2);
  expect(root.className).toBe("live-connected");
  expect(names(FakeSocket.last)).toEqual(["lost", "offline"]);
  expect(FakeSocket.last.of("event")[0]?.[0]).toBe(first.of("event")[1]?.[0]);
});

it("replaces a connection that does not answer the heartbeat", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join();
  vi.advanceTimersByTime(25_000);
  expect(FakeSocket.last.of("ping")).toHaveLength(1);
  vi.advanceTimersByTime(10_500);
  expect(FakeSocket.all).toHaveLength(2);
  expect(root.className).toBe("live-disconnected");
});

it("keeps a connection that answers the heartbeat", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join();
  vi.advanceTimersByTime(25_000);
  FakeSocket.last.say(1, "", "pong", {});
  vi.advanceTimersByTime(24_000);
  expect(FakeSocket.all).toHaveLength(1);
});

it("connects at once when the network is back", () => {
  FakeSocket.last.break();
  dispatchEvent(new Event("online"));
  expect(FakeSocket.all).toHaveLength(2);
});

it("does not try while the page is hidden, and at once when it is seen", () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  FakeSocket.last.break();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.all).toHaveLength(1);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(FakeSocket.all).toHaveLength(2);
});

it("loads the page again, once, when its session is gone", () => {
  FakeSocket.last.accept();
  FakeSocket.last.refuse("join", "session-expired");
  expect(reload).toHaveBeenCalledTimes(1);

  const errors: CustomEvent[] = [];
  root = addRoot("c", "");
  root.addEventListener("live:error", (event) => errors.push(event as CustomEvent));
  connection = new Connection("/enliven/socket/", () => undefined);
  connection.add(root);
  FakeSocket.last.accept();
  FakeSocket.last.refuse("join", "session-expired");
  expect(reload).toHaveBeenCalledTimes(1);
  expect(errors.map(({ detail }) => detail.code)).toEqual(["session-expired"]);
  click("late");
  expect(errors).toHaveLength(2);
});

it("tells of a failed event and goes on", () => {
  const errors: unknown[] = [];
  root.addEventListener("live:error", (event) => errors.push((event as CustomEvent).detail));
  FakeSocket.last.accept();
  FakeSocket.last.join();
  click("bad");
  FakeSocket.last.refuse("event", "handler-error");
  click("good");
  FakeSocket.last.answer(1, 2, [["t", [0, 0, 0], "1"]]);
  const error = { code: "handler-error", message: "handler-error!", detail: "", event: "bad" };
  expect(errors).toEqual([error]);
  expect(root.innerHTML).toBe("<p>1</p>");
});

it("gives up an event that is too long for the server, and keeps the others", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join();
  session().dispatch({ event: { name: "long", args: { text: "x".repeat(70_000) }, fields: [] } });
  click("short");
  FakeSocket.last.break(1009);
  vi.advanceTimersByTime(500);
  FakeSocket.last.accept();
  FakeSocket.last.join();
  expect(names(FakeSocket.last)).toEqual(["short"]);
});

it("is quiet only when joined and answered", () => {
  expect(connection.isQuiet).toBe(false);
  FakeSocket.last.accept();
  FakeSocket.last.join();
  expect(connection.isQuiet).toBe(true);
  click("one");
  expect(connection.isQuiet).toBe(false);
  FakeSocket.last.answer(0, 1);
  expect(connection.isQuiet).toBe(true);
});

it("lets go of the socket when the page is left, without a sign, and connects when it comes back", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join();
  const first = FakeSocket.last;
  dispatchEvent(new Event("pagehide"));
  expect(first.readyState).toBe(3);
  expect(root.className).toBe("live-connected");
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(FakeSocket.last).not.toBe(first);
  FakeSocket.last.accept();
  FakeSocket.last.join(1);
  click("one");
  expect(names(FakeSocket.last)).toEqual(["one"]);
});

it("drops frames that are none", () => {
  FakeSocket.last.accept();
  FakeSocket.last.join();
  FakeSocket.last.onmessage?.({ data: "nonsense" });
  click("one");
  FakeSocket.last.answer(0, 2, [["t", [0, 0, 0], "1"]]);
  expect(root.innerHTML).toBe("<p>1</p>");
});

it("names its page by one word in every join, and another page by another", () => {
  connection.add(addRoot("b", ""));
  FakeSocket.last.accept();
  FakeSocket.last.join();
  const first = FakeSocket.last;
  first.break();
  vi.advanceTimersByTime(500);
  FakeSocket.last.accept();
  const joins = [...first.of("join"), ...FakeSocket.last.of("join")];
  const pages = new Set(joins.map(([, , , payload]) => payload["page"]));
  expect([joins.length, pages.size]).toEqual([4, 1]);

  new Connection("/enliven/socket/", () => undefined).add(addRoot("c", ""));
  FakeSocket.last.accept();
  expect(pages).not.toContain(FakeSocket.last.of("join")[0]?.[3]["page"]);
});

it("is not connected once another page has the session, and loads the page again", () => {
  const states: string[] = [];
  root.addEventListener("live:disconnect", () => states.push(root.className));
  FakeSocket.last.accept();
  FakeSocket.last.join();
  FakeSocket.last.say(null, "a", "error", { code: "not-joined", message: "taken over" });
  expect(states).toEqual(["live-disconnected"]);
  expect(reload).toHaveBeenCalledTimes(1);
  click("late");
  expect(names(FakeSocket.last)).toEqual([]);
});

it("says so if another page has the session and loading again did not help", () => {
  sessionStorage.setItem("enliven:reloaded", "1");
  const errors = errorsOf(root);
  FakeSocket.last.accept();
  FakeSocket.last.say(null, "a", "error", { code: "not-joined", message: "taken over" });
  expect(reload).not.toHaveBeenCalled();
  expect(root.className).toBe("live-disconnected");
  expect(errors).toMatchObject([{ code: "not-joined", event: null }]);
  expect(connection.isQuiet).toBe(true);
});

it("loads the page again when it is seen, however many of its sessions are gone", () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  const other = addRoot("b", "");
  const errors = [errorsOf(root), errorsOf(other)];
  connection.add(other);
  FakeSocket.last.accept();
  for (const [ref, topic] of FakeSocket.last.of("join")) {
    FakeSocket.last.say(ref, topic, "error", { code: "session-expired", message: "gone" });
  }
  expect(reload).not.toHaveBeenCalled();
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  document.dispatchEvent(new Event("visibilitychange"));
  expect(reload).toHaveBeenCalledTimes(1);
  expect(errors).toEqual([[], []]);
});

it("tells of a broadcast that failed, and goes on", () => {
  const errors = errorsOf(root);
  FakeSocket.last.accept();
  FakeSocket.last.join(1);
  FakeSocket.last.say(null, "a", "error", { code: "handler-error", message: "no", detail: "" });
  FakeSocket.last.say(null, "a", "patch", { version: 2, patches: [["t", [0, 0, 0], "1"]] });
  expect(errors).toEqual([{ code: "handler-error", message: "no", detail: "", event: null }]);
  expect(console.error).toHaveBeenCalledWith("enliven: handler-error: no");
  expect(root.className).toBe("live-connected");
  expect(root.innerHTML).toBe("<p>1</p>");
});

it("ends the session of a root that was taken out of the page, not of one that moved", async () => {
  const other = addRoot("b", "");
  connection.add(other);
  FakeSocket.last.accept();
  for (const [ref, topic] of FakeSocket.last.of("join")) {
    FakeSocket.last.say(ref, topic, "ok", { version: 1, patches: [] });
  }
  document.body.prepend(other);
  await Promise.resolve();
  await Promise.resolve();
  expect(FakeSocket.last.of("leave")).toEqual([]);
  click("unanswered");
  root.remove();
  await Promise.resolve();
  await Promise.resolve();
  expect(FakeSocket.last.of("leave").map(([, topic]) => topic)).toEqual(["a"]);
  expect(connection.sessionOf(root)).toBe(null);
  expect(connection.isQuiet).toBe(true);
});
