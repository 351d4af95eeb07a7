/** The same conversation by both transports, side by side: what was said, and what it took to say it. */
import type { Total } from "./wire-tap.ts";

interface TotalsProps {
  totals: { websocket: Total; polling: Total };
  /** The one that is real at the moment. */
  transport: string | undefined;
}

export function Totals({ totals: { websocket, polling }, transport }: TotalsProps) {
  const most = Math.max(1, websocket.payload + websocket.overhead, polling.payload + polling.overhead);
  return (
    <section aria-label="Payload against overhead">
      <h3 class="wire-title">The same words, two ways</h3>
      <TotalRow
        name="WebSocket"
        unit="frames"
        total={websocket}
        most={most}
        real={transport === "websocket"}
      />
      <TotalRow
        name="Long-polling"
        unit="exchanges"
        total={polling}
        most={most}
        real={transport === "polling"}
      />
      <p class="wire-note">
        The strong part of a bar is payload, the pale part what travels around it. A frame's header has 2 to
        10 bytes, and 4 more for the mask on the way out (RFC 6455). HTTP is counted as HTTP/1.1, without
        headers that a script may not read: in truth it is more. The way that is not in use is reckoned from
        the same packets.
      </p>
    </section>
  );
}

interface TotalRowProps {
  name: string;
  unit: string;
  total: Total;
  most: number;
  real: boolean;
}

const TotalRow = ({ name, unit, total: { count, payload, overhead }, most, real }: TotalRowProps) => (
  <div class="wire-total" data-real={real || undefined}>
    <span class="wire-name">
      {name}
      {real ? " (now)" : ""}
    </span>
    <span class="number wire-sums">
      {count} {unit}, {payload} B payload, {overhead} B overhead
    </span>
    <div class="wire-bar" aria-hidden="true">
      <i style={{ width: `${(payload / most) * 100}%` }} />
      <b style={{ width: `${(overhead / most) * 100}%` }} />
    </div>
  </div>
);
