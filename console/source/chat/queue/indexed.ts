import type { Store, Waiting } from "./waiting";

const WAITING = "waiting";
const PATIENCE = 3_000; // some browsers never answer at all

/** IndexedDB: holds files, too. A connection that the browser closed is opened again. */
export class Indexed implements Store {
  readonly lasting = true;
  #opened: Promise<IDBDatabase> | null = null;

  constructor(
    private readonly name: string,
    private readonly factory: IDBFactory,
  ) {}

  all(): Promise<readonly Waiting[]> {
    return this.#within("readonly", (store) => store.getAll() as IDBRequest<Waiting[]>);
  }

  async put(one: Waiting): Promise<void> {
    await this.#within("readwrite", (store) => store.put(one));
  }

  async remove(id: string): Promise<void> {
    await this.#within("readwrite", (store) => store.delete(id));
  }

  async #within<Found>(
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest<Found>,
  ): Promise<Found> {
    try {
      return await inTransaction(await this.#database(), mode, ask);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
      this.#opened = null; // it was closed under us
      return inTransaction(await this.#database(), mode, ask);
    }
  }

  #database(): Promise<IDBDatabase> {
    this.#opened ??= this.#open().catch((error) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new DOMException("no answer", "TimeoutError")), PATIENCE);
      const asked = this.factory.open(this.name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(WAITING, { keyPath: "id" });
      asked.onsuccess = () => {
        clearTimeout(late);
        asked.result.onversionchange = () => asked.result.close();
        asked.result.onclose = () => {
          this.#opened = null;
        };
        resolve(asked.result);
      };
      asked.onerror = () => {
        clearTimeout(late);
        reject(asked.error);
      };
    });
  }
}

/** Done once the transaction is: a request alone may succeed and be taken back. */
function inTransaction<Found>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Found>,
): Promise<Found> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(WAITING, mode);
    const asked = ask(transaction.objectStore(WAITING));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error ?? asked.error);
    transaction.onerror = () => reject(transaction.error ?? asked.error);
  });
}
