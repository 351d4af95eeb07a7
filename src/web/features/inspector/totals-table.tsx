/** Total bytes by layer: a table that is also the legend of all bars. */

import { inspectorWords } from "../../i18n/inspector/index.ts";
import { locale } from "../../i18n/language.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { LAYERS, LayerBar, LayerSwatch } from "./layer-bar.tsx";
import type { Layer } from "./recording/segments.ts";
import { sum, type Totals } from "./recording/totals.ts";

export function TotalsTable({ totals }: { totals: Totals | undefined }) {
  const { totals: labels, layers, bytes } = inspectorWords();
  if (totals === undefined) return <p class="inspector-note">{labels.headersUnknown}</p>;
  const both = (layer: Layer) => totals.out[layer] + totals.in[layer];
  const all = { transport: both("transport"), protocol: both("protocol"), data: both("data") };
  const share = new Intl.NumberFormat(locale.value, { style: "percent" }).format(
    all.data / Math.max(1, sum(all)),
  );
  return (
    <section class="inspector-totals" aria-label={labels.title}>
      <table>
        <caption class="hidden-visually">{labels.title}</caption>
        <thead>
          <tr>
            <th scope="col">{labels.title}</th>
            <th scope="col">{labels.out}</th>
            <th scope="col">{labels.in}</th>
          </tr>
        </thead>
        <tbody>
          {LAYERS.map((layer) => (
            <tr key={layer} data-layer={layer}>
              <th scope="row">
                <LayerSwatch layer={layer} />
                {layers[layer]}
              </th>
              <td>{bytes(formatNumber(totals.out[layer]))}</td>
              <td>{bytes(formatNumber(totals.in[layer]))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <LayerBar sizes={all} />
      <p class="inspector-note">
        {labels.dataShare(share)} {labels.note}
      </p>
    </section>
  );
}
