/** The worker of this repository, built as it is deployed. */
declare module "socket-rocket" {
  import { DurableObject } from "cloudflare:workers";

  interface Rooms {
    ROOMS: DurableObjectNamespace;
  }

  export class ChatRoom extends DurableObject<Rooms> {}
  const worker: Required<Pick<ExportedHandler<Rooms>, "fetch">>;
  export default worker;
}
