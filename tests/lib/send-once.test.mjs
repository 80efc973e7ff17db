// A button that is pressed twice sends its form once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../support/bundle_scripts.mjs";

const { sendOnce } = await load(`export { sendOnce } from "./js/lib/forms/send-once.js";`);

/** A page with a clock of its own, and a form whose submissions reach the page. */
function page(method) {
  const here = { time: 0, sent: 0, form: { method } };
  const events = new EventTarget();
  sendOnce(events, () => here.time);
  here.press = () => {
    const event = new Event("submit", { cancelable: true });
    Object.defineProperty(event, "target", { value: here.form });
    if (events.dispatchEvent(event)) here.sent += 1;
  };
  return here;
}

test("a second press at once is none; a later one is, and so is one after the clock was set back", () => {
  const here = page("post");
  for (const time of [0, 10, 1999, 2500, 2600, -60_000]) {
    here.time = time;
    here.press();
  }
  assert.equal(here.sent, 3);
});

test("what only looks may be pressed as often as one likes", () => {
  const here = page("get");
  here.press();
  here.press();
  assert.equal(here.sent, 2);
});
