/** Middlewares for Node that bring no types. */
declare module "express-session" {
  export default function session(options: object): unknown;
}
declare module "cookie-session" {
  export default function cookieSession(options: object): unknown;
}
