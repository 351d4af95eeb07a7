/** The page of operators. Its parts are in the fragment of the address, so that links and the back button work. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Operator } from "../../../shared/operator.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { AuditTab } from "./audit-tab.tsx";
import { BansTab } from "./bans-tab.tsx";
import { type OperatorRequests, send } from "./operator-requests.ts";
import { ReportsTab } from "./reports-tab.tsx";
import { RoomView } from "./room-view.tsx";
import { RoomsTab } from "./rooms-tab.tsx";

const PARTS = ["rooms", "reports", "bans", "audit"] as const;

interface OperatorPageProps {
  operator: Operator;
  requests: OperatorRequests;
}

export function OperatorPage({ operator, requests }: OperatorPageProps) {
  const labels = operatorWords();
  const fragment = useSignal(location.hash);
  useEffect(() => {
    const update = () => {
      fragment.value = location.hash;
    };
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  const place = new URLSearchParams(fragment.value.slice(1));
  const room = place.get("room");
  const part = PARTS.find((name) => place.has(name)) ?? "rooms";
  const signOut = async () => {
    const { ok } = await send("DELETE", "/api/account/operator");
    if (ok) location.assign("/");
  };
  if (requests.isOver.value)
    return (
      <p role="alert">
        {labels.over} <a href="/sign-in#operator">{labels.overLink}</a>
      </p>
    );
  return (
    <div class="operator">
      <div class="operator-head">
        <h1>{labels.title}</h1>
        <p class="operator-hint">
          <bdi>{operator.name}</bdi> ·{" "}
          <button type="button" class="link-button" onClick={() => void signOut()}>
            {labels.signOut}
          </button>
        </p>
      </div>
      <nav class="operator-nav" aria-label={labels.title}>
        {PARTS.map((name) => (
          <a key={name} href={`#${name}`} aria-current={part === name ? "page" : undefined}>
            {labels.parts[name]}
          </a>
        ))}
      </nav>
      {room !== null ? (
        <RoomView key={room} name={room} operator={operator} requests={requests} />
      ) : part === "rooms" ? (
        <RoomsTab requests={requests} />
      ) : part === "reports" ? (
        <ReportsTab requests={requests} />
      ) : part === "bans" ? (
        <BansTab requests={requests} suggested={suggestedBan(place)} />
      ) : (
        <AuditTab requests={requests} canExport={operator.role === "operator"} />
      )}
    </div>
  );
}

/** The person in a link from the list of a room. */
function suggestedBan(place: URLSearchParams): { person: string; name: string; room: string } | undefined {
  const [person, name, room] = [place.get("bans"), place.get("name"), place.get("in")];
  return person && name && room ? { person, name, room } : undefined;
}
