// What the server does not have yet, kept in this browser until it does: survives a reload, a crash, a night offline.

const NAME = "charter";
const STORE = "unsaved";

/** @typedef {{ key: string, owner: string, [more: string]: any }} Stored `owner` says whose, and of what */

/** @type {Promise<IDBDatabase> | undefined} */
let opened;
let failed = false;

/** Whether this browser stores anything: its last request succeeded. */
export const isAvailable = () => !failed;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(STORE, { keyPath: "key" }).createIndex("owner", "owner");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/**
 * A private window may keep nothing, and a disk may be full: then the page alone has the words, as it says.
 * @template Found
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<Found>} ask
 * @returns {Promise<Found | undefined>}
 */
async function run(mode, ask) {
  try {
    const request = ask((await database()).transaction(STORE, mode).objectStore(STORE));
    const found = await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    failed = false;
    return found;
  } catch (problem) {
    failed = true;
    console.warn("this browser keeps nothing", problem);
    return undefined;
  }
}

/** @param {Stored} record */
export const save = (record) => run("readwrite", (store) => store.put(record));

/** @param {string} key */
export const remove = (key) => run("readwrite", (store) => store.delete(key));

/** Everything kept for an owner. @param {string} owner @returns {Promise<Stored[]>} */
export const load = async (owner) => (await run("readonly", (store) => store.index("owner").getAll(owner))) ?? [];
