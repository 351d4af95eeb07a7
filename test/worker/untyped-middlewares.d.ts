/** Middlewares for Node that bring no types. */
declare module "express-session" {
  class MemoryStore {
    set(id: string, session: object, done: (error?: unknown) => void): void;
  }
  function session(options: object): unknown;
  namespace session {
    export { MemoryStore };
  }
  export default session;
}
declare module "cookie-session" {
  export default function cookieSession(options: object): unknown;
}
declare module "compression" {
  export default function compression(options?: object): unknown;
}
declare module "morgan" {
  export default function morgan(format: unknown, options?: object): unknown;
}
declare module "passport" {
  export class Passport {
    use(strategy: object): this;
    serializeUser(serialize: (user: never, done: (error: unknown, id: unknown) => void) => void): void;
    deserializeUser(deserialize: (id: never, done: (error: unknown, user: unknown) => void) => void): void;
    initialize(): unknown;
    session(): unknown;
    authenticate(strategy: string): unknown;
  }
  const passport: Passport & { Passport: typeof Passport };
  export default passport;
}
