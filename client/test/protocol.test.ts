import { describe, expect, it } from "vitest";
import { decodeFrame, decodePatches, encodeFrame, FrameError } from "../src/protocol.ts";

describe("frames", () => {
  it("are written as [ref, topic, kind, payload]", () => {
    const payload = { name: "add", args: { item_id: "3" }, fields: [["title", "x"]] as const };
    expect(encodeFrame(7, "t", { kind: "event", payload })).toBe(
      '[7,"t","event",{"name":"add","args":{"item_id":"3"},"fields":[["title","x"]]}]',
    );
  });

  it("are read with their patches", () => {
    const frame = decodeFrame('[7,"t","ok",{"version":3,"patches":[["t",[0,1],"x"]]}]');
    const payload = { version: 3, patches: [["t", [0, 1], "x"]] };
    expect(frame).toEqual({ ref: 7, topic: "t", kind: "ok", payload });
  });

  it("that answer a leave or a ping carry nothing", () => {
    expect(decodeFrame('[8,"t","ok",{}]')).toMatchObject({ payload: { version: 0, patches: [] } });
    expect(decodeFrame('[9,"","pong",{}]')).toEqual({ ref: 9, topic: "", kind: "pong" });
  });

  it("with an error have all its texts, given or not", () => {
    const frame = decodeFrame('[1,"t","error",{"code":"forbidden","message":"no"}]');
    expect(frame).toMatchObject({ payload: { code: "forbidden", message: "no", detail: "" } });
  });

  it.each([
    "nonsense",
    "{}",
    '[1,"t","ok"]',
    '[-1,"t","ok",{}]',
    '[1,2,"ok",{}]',
    '[1,"t","surprise",{}]',
    '[1,"t","ok",[]]',
    '[1,"t","ok",{"version":"3"}]',
    '[1,"t","ok",{"version":1,"patches":{}}]',
  ])("that are none are refused: %s", (text) => {
    expect(() => decodeFrame(text)).toThrow(FrameError);
  });
});

describe("patches", () => {
  it.each([
    [["t", [0], "x"]],
    [["a", [0, 2], "class", null]],
    [["a", [0, 2], "class", ""]],
    [["i", [0], 0, "<p></p>"]],
    [["i", [0], 0, ["text", ["p", {}, []], { comment: "c" }]]],
    [["r", [0], 0, 2]],
    [["m", [0], 0, 2, 1]],
    [["h", [0], ""]],
  ])("of every kind are taken: %j", (patch) => {
    expect(decodePatches([patch])).toEqual([patch]);
  });

  it.each([
    ["t"],
    ["t", [], "x"],
    ["t", [0], 3],
    ["t", [0, -1], "x"],
    ["a", [0], "class"],
    ["i", [0], "0", ""],
    ["r", [0], 0],
    ["m", [0], 0, 1],
    ["x", [0]],
    "text",
    null,
  ])("that are none are refused: %j", (...patch) => {
    expect(() => decodePatches([patch.length === 1 ? patch[0] : patch])).toThrow(FrameError);
  });
});
