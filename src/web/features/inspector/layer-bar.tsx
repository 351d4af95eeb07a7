/** The bytes of each layer as a bar. It repeats numbers that stand beside it, so it is for the eye alone. */
import type { Layer } from "./recording/segments.ts";

export const LAYERS: readonly Layer[] = ["transport", "protocol", "data"];

interface LayerBarProps {
  sizes: Readonly<Record<Layer, number>>;
  /** How many bytes fill the whole bar; by default those there are. */
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

/** What a layer looks like, beside its name. */
export const LayerSwatch = ({ layer }: { layer: Layer }) => (
  <i class="inspector-swatch" data-layer={layer} aria-hidden="true" />
);
