// y-websocket: the document is the path of the address; nothing is acknowledged.
import { SyncLine } from "./sync.mjs";

export class YWebsocketLine extends SyncLine {
  target() {
    return { address: `${this.url}/${this.room.name}` };
  }
}
