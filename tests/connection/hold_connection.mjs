// Holds a line as the product's pages do, and says what becomes of it: one line of JSON for each event.
// node hold.mjs URL OPTIONS TOPIC [MILLISECONDS between two messages of its own]
import { createRequire } from "node:module";

const front = createRequire(new URL("../../static/package.json", import.meta.url));
const { io } = front("socket.io-client");
const [url, options, topic, pace] = process.argv.slice(2);
const say = (what, more = "") => console.log(JSON.stringify({ what, more, at: Date.now() }));

const socket = io(url, { parser: front("socket.io-msgpack-parser"), ...JSON.parse(options) });
socket.on("connect", async () => {
  say("connect", socket.io.engine.transport.name);
  await socket.emitWithAck("watch", topic);
  say("watching");
});
socket.on("disconnect", (reason) => say("disconnect", reason));
socket.on("connect_error", (error) => say("connect_error", error.message));
socket.on("changed", (_topic, part) => say("changed", part));
socket.io.on("open", () => socket.io.engine.on("upgrade", (transport) => say("upgrade", transport.name)));
socket.io.on("ping", () => say("ping"));
if (pace) setInterval(() => socket.emit("watch", topic), Number(pace));
