/** The bytes of each layer as a bar. Hidden from screen readers: the numbers are beside it. */
import type { Layer } from "./recording/segments.ts";

export const LAYERS: readonly Layer[] = ["transport", "protocol", "data"];

interface LayerBarProps {
  sizes: Readonly<Record<Layer, number>>;
  /** How many bytes fill the bar; all of them by default. */
  full?: number;
}

export function LayerBar({ sizes, full }: LayerBarProps) {
  const fullSize = Math.max(1, full ?? LAYERS.reduce((sum, layer) => sum + sizes[layer], 0));
  return (
    <span class="inspector-bar" aria-hidden="true">
      {LAYERS.map((layer) => (
        <i key={layer} data-layer={layer} style={{ inlineSize: `${(sizes[layer] / fullSize) * 100}%` }} />
      ))}
    </span>
  );
}

/** The colour of a layer, beside its name. */
export const LayerSwatch = ({ layer }: { layer: Layer }) => (
  <i class="inspector-swatch" data-layer={layer} aria-hidden="true" />
);
