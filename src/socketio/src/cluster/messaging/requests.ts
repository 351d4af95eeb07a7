/** The requests of a node that wait for responses of other nodes. */

import type { Frames } from "./messages.ts";

/** What came of a request. */
export interface Collected<Value> {
  values: Value[];
  /** The nodes that have not responded. */
  missing: string[];
}

/** A request to which each node responds once. */
class Collection<Value> {
  readonly #values: Value[] = [];
  readonly #responded = new Set<string>();
  readonly #unreachable = new Set<string>();
  /** Unset until it is known which nodes got the request. */
  #nodes: Set<string> | undefined;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #result = Promise.withResolvers<Collected<Value>>();

  /** @param timeout in milliseconds */
  constructor(timeout: number) {
    this.#timer = setTimeout(() => this.#end(), timeout);
  }

  get result(): Promise<Collected<Value>> {
    return this.#result.promise;
  }

  expect(nodes: Iterable<string>, unreachable: Iterable<string>): void {
    this.#nodes = new Set(nodes);
    for (const node of unreachable) this.#unreachable.add(node);
    this.#endIfComplete();
  }

  add(node: string, values: Value[]): void {
    if (this.#responded.has(node)) return;
    this.#responded.add(node);
    for (const value of values) this.#values.push(value);
    this.#endIfComplete();
  }

  /** A node does not answer. */
  giveUp(node: string): void {
    this.#unreachable.add(node);
    this.#endIfComplete();
  }

  get #missing(): string[] {
    return [...(this.#nodes ?? [])].filter((node) => !this.#responded.has(node));
  }

  #endIfComplete(): void {
    if (this.#nodes !== undefined && this.#missing.every((node) => this.#unreachable.has(node))) this.#end();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#result.resolve({ values: this.#values, missing: this.#missing });
  }
}

/** A collection of any values, as {@link Requests} fills it. */
type AnyCollection = Pick<Collection<unknown>, "add" | "giveUp">;

/** Takes what nodes respond to a broadcast with acknowledgements: Socket.IO, which waits until it is complete. */
export interface AckHandler {
  onClientCount(count: number): void;
  onAck(args: Frames): void;
}

/** A broadcast with acknowledgements. It ends when all have come, so that its timer does not keep the object awake. */
class AckCollection implements AckHandler {
  /** How many nodes got the broadcast. */
  #nodes: number | undefined;
  #counts = 0;
  #missingAcks = 0;

  constructor(
    private readonly handler: AckHandler,
    private readonly onEnd: () => void,
  ) {}

  /** Sets how many nodes got the broadcast. */
  expect(nodes: number): void {
    this.#nodes = nodes;
    this.#endIfComplete();
  }

  onClientCount(count: number): void {
    this.#counts++;
    this.#missingAcks += count;
    this.handler.onClientCount(count);
    this.#endIfComplete();
  }

  onAck(args: Frames): void {
    this.#missingAcks--;
    this.handler.onAck(args);
    this.#endIfComplete();
  }

  /** Stops waiting: the broadcast has reached no other node. */
  cancel(): void {
    this.onEnd();
  }

  #endIfComplete(): void {
    if (this.#counts === this.#nodes && this.#missingAcks === 0) this.onEnd();
  }
}

/** The pending requests of a node, by id. */
export class Requests {
  readonly #collections = new Map<string, AnyCollection>();
  readonly #acks = new Map<string, AckCollection>();

  /** How many requests are pending. */
  get size(): number {
    return this.#collections.size + this.#acks.size;
  }

  /**
   * Starts a request to which each node responds once.
   *
   * @param timeout in milliseconds
   */
  collect<Value>(timeout: number): { id: string; collection: Collection<Value> } {
    const id = crypto.randomUUID();
    const collection = new Collection<Value>(timeout);
    this.#collections.set(id, collection as unknown as AnyCollection);
    void collection.result.then(() => this.#collections.delete(id));
    return { id, collection };
  }

  /**
   * Starts a broadcast with acknowledgements.
   *
   * @param timeout in milliseconds
   */
  collectAcks(timeout: number | undefined, handler: AckHandler): { id: string; acks: AckCollection } {
    const id = crypto.randomUUID();
    const end = (): void => {
      clearTimeout(timer);
      this.#acks.delete(id);
    };
    const timer = setTimeout(end, timeout);
    const acks = new AckCollection(handler, end);
    this.#acks.set(id, acks);
    return { id, acks };
  }

  /** Returns a broadcast that still waits for acknowledgements. */
  findAcks(id: string): AckHandler | undefined {
    return this.#acks.get(id);
  }

  /** Adds the values with which a node responds. */
  add(id: string, node: string, values: unknown[]): void {
    this.#collections.get(id)?.add(node, values);
  }

  /** A node has left, or does not answer. */
  nodeGone(id: string, node: string, { isUnreachable }: { isUnreachable: boolean }): void {
    if (isUnreachable) this.#collections.get(id)?.giveUp(node);
    else this.#collections.get(id)?.add(node, []);
  }
}

/**
 * The error of a request to which not all nodes have responded. It names the nodes in `missing`, and has what others responded
 * in `responses`.
 */
export const missingResponses = (missing: string[], responses: unknown[]): Error =>
  Object.assign(new Error(`timeout reached: missing ${missing.length} responses (${missing.join(", ")})`), {
    missing,
    responses,
  });
