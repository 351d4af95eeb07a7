/** The same conversation by both transports, side by side: what was said, and what it took to say it. */
import { counted, numeral, type Plural } from "../words/plural.ts";
import { wireWords } from "../words/wire/index.ts";
import type { Total } from "./wire-tap.ts";

interface TotalsProps {
  totals: { websocket: Total; polling: Total };
  /** The one that is real at the moment. */
  transport: string | undefined;
}

export function Totals({ totals: { websocket, polling }, transport }: TotalsProps) {
  const most = Math.max(1, websocket.payload + websocket.overhead, polling.payload + polling.overhead);
  const { totals: said } = wireWords();
  return (
    <section aria-label={said.label}>
      <h3 class="wire-title">{said.title}</h3>
      <TotalRow
        name={said.websocket}
        unit={said.frames}
        total={websocket}
        most={most}
        real={transport === "websocket"}
      />
      <TotalRow
        name={said.polling}
        unit={said.exchanges}
        total={polling}
        most={most}
        real={transport === "polling"}
      />
      <p class="wire-note">{said.note}</p>
    </section>
  );
}

interface TotalRowProps {
  name: string;
  unit: Plural;
  total: Total;
  most: number;
  real: boolean;
}

const TotalRow = ({ name, unit, total: { count, payload, overhead }, most, real }: TotalRowProps) => (
  <div class="wire-total" data-real={real || undefined}>
    <span class="wire-name">{real ? wireWords().totals.inUse(name) : name}</span>
    <span class="number wire-sums">
      {wireWords().totals.sums(counted(unit, count), numeral(payload), numeral(overhead))}
    </span>
    <div class="wire-bar" aria-hidden="true">
      <i style={{ width: `${(payload / most) * 100}%` }} />
      <b style={{ width: `${(overhead / most) * 100}%` }} />
    </div>
  </div>
);
