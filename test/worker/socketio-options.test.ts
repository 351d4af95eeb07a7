/** Options that a server in a Durable Object does not support. */
import { expect, test } from "vitest";
import { resolveOptions } from "../../src/socketio/src/options.ts";

const resolve = (options: object) => resolveOptions(options, {} as DurableObjectState);

test.each(["adapter", "allowEIO3", "httpCompression", "perMessageDeflate", "wsEngine"])(
  "%s is rejected by its name, unless it is off",
  (name) => {
    expect(() => resolve({ [name]: true })).toThrow(`The Socket.IO option "${name}" is not available`);
    expect(resolve({ [name]: false, pingInterval: 5 }).pingInterval).toBe(5);
    expect(() => resolve({ [name]: undefined })).not.toThrow();
  },
);
