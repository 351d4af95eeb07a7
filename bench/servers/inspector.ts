/** A client of workerd's inspector (Chrome DevTools Protocol): the heap of a worker, and profiles of its processor time. */

interface Target {
  id: string;
  webSocketDebuggerUrl?: string;
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
  method?: string;
  params?: { context?: { id: number } };
}

/** A session with the inspector of one worker. */
export class Inspector {
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #ws: WebSocket;
  #calls = 0;
  /** The context of the worker, in which expressions are evaluated. */
  #contextId: number | undefined;

  private constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.addEventListener("message", ({ data }) => {
      const { id, result, error, method, params } = JSON.parse(String(data)) as Answer;
      if (method === "Runtime.executionContextCreated") this.#contextId = params?.context?.id;
      if (id === undefined) return;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error.message));
    });
  }

  /**
   * Connects to the only worker of a workerd that was started with `--inspector-addr`.
   *
   * @param port of the inspector, on this machine
   */
  static async connect(port: number): Promise<Inspector> {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as Target[];
    const url = targets[0]?.webSocketDebuggerUrl ?? `ws://127.0.0.1:${port}/${targets[0]?.id ?? ""}`;
    const ws = new WebSocket(url);
    await new Promise((resolve, reject) => {
      ws.addEventListener("open", resolve, { once: true });
      ws.addEventListener("error", () => reject(new Error(`no inspector at ${url}`)), { once: true });
    });
    const inspector = new Inspector(ws);
    await inspector.call("Runtime.enable");
    return inspector;
  }

  /** Calls a method of the protocol. @throws Error with the inspector's message */
  call<Result>(method: string, params: object = {}): Promise<Result> {
    const id = ++this.#calls;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#ws.send(JSON.stringify({ id, method, params }));
    return waiting.promise as Promise<Result>;
  }

  /** The JavaScript heap in use after garbage collection, in bytes. */
  async heapBytes(): Promise<number> {
    // The inspector's own method is never answered: workerd has no loop for its task.
    const collect = { expression: "gc()", contextId: this.#contextId };
    for (let times = 0; times < 2; times++) await this.call("Runtime.evaluate", collect);
    const { usedSize } = await this.call<{ usedSize: number }>("Runtime.getHeapUsage");
    return usedSize;
  }

  close(): void {
    this.#ws.close();
  }
}
