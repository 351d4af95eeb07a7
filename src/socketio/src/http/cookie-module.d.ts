declare module "cookie" {
  /** Serializes a `Set-Cookie` value. Source: https://github.com/jshttp/cookie/tree/v0.7.2 */
  export function serialize(name: string, value: string, options?: object): string;
}
