/** Whether the storage of a Durable Object works: for `GET /api/ready`. */

/**
 * Reads a key that no object has. It creates no table and writes nothing.
 *
 * @returns true
 * @throws if the storage cannot be read
 */
export function canRead(storage: Pick<DurableObjectStorage, "kv">): boolean {
  return storage.kv.get("#ready") === undefined;
}
