// A browser that keeps nothing still shows the page, and says so to whoever looks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../support/bundle_scripts.mjs";

const tab = await load(`export * from "./js/lib/storage/session-store.js";`);

test("what cannot be kept is nothing, and stops nothing", () => {
  const told = [];
  console.warn = (...words) => told.push(words);
  Object.defineProperty(globalThis, "sessionStorage", { get: () => { throw new Error("not allowed"); }, configurable: true });
  tab.write("name", "value");
  assert.equal(tab.read("name"), null);
  assert.equal(told.length, 2);
});

test("what is kept is there", () => {
  const there = new Map();
  const sessionStorage = { getItem: (name) => there.get(name) ?? null, setItem: (name, value) => there.set(name, value) };
  Object.defineProperty(globalThis, "sessionStorage", { value: sessionStorage });
  tab.write("name", "value");
  assert.equal(tab.read("name"), "value");
});
