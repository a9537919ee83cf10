import { expect, it } from "vitest";
import { backoff, socketUrl } from "../src/socket.ts";

it("waits twice as long with every attempt, half of it by chance", () => {
  expect([0, 1, 2, 3].map((attempt) => backoff(attempt, 0))).toEqual([250, 500, 1000, 2000]);
  expect([0, 1, 2, 3].map((attempt) => backoff(attempt, 1))).toEqual([500, 1000, 2000, 4000]);
});

it("never waits longer than half a minute", () => {
  expect(backoff(1000, 1)).toBe(30_000);
});

it.each([
  ["/enliven/socket/", "http://site.test/page?x=1", "ws://site.test/enliven/socket/"],
  ["/enliven/socket/", "https://site.test:8443/page", "wss://site.test:8443/enliven/socket/"],
  ["wss://other.test/s/", "https://site.test/", "wss://other.test/s/"],
])("finds the socket %s of a page at %s", (path, page, url) => {
  expect(socketUrl(path, page)).toBe(url);
});
