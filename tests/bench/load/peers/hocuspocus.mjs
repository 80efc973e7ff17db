// Hocuspocus as it comes, in memory: node hocuspocus.mjs PORT
import { Server } from "@hocuspocus/server";

const server = new Server({
  address: "127.0.0.1",
  port: Number(process.argv[2]),
  quiet: true,
  timeout: 600_000, // it hangs up on the silent after a minute, and those who only watch here are silent
});
await server.listen();
console.log("listening");
