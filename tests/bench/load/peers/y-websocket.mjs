// The y-websocket server as its own program sets it up, in memory: node y-websocket.mjs PORT
import { createServer } from "node:http";
import { setupWSConnection } from "@y/websocket-server/utils";
import { WebSocketServer } from "ws";

const server = createServer();
const sockets = new WebSocketServer({ server });
sockets.on("connection", setupWSConnection);
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
