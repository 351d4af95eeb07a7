/** The steps of the inspector as tabs: WAI-ARIA Authoring Practices, "Tabs". */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { inspectorWords } from "../../i18n/inspector/index.ts";
import { formatNumber } from "../../i18n/plural.ts";

export const STEPS = ["handshake", "frames", "compared", "socketio"] as const;
export type Step = (typeof STEPS)[number];

interface StepsProps {
  step: Signal<Step>;
  children: ComponentChildren;
}

export function Steps({ step, children }: StepsProps) {
  const { steps } = inspectorWords();
  const current = STEPS.indexOf(step.value);
  const next = STEPS[current + 1];
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (panel.current !== null && current >= 0) scrollToStart(panel.current);
  }, [current]);
  const select = (target: Step) => {
    step.value = target;
    document.getElementById(tabId(target))?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = STEPS[stepOfKey(event, current)];
    if (target === undefined) return;
    event.preventDefault();
    select(target);
  };
  return (
    <>
      <div class="inspector-steps" role="tablist" aria-label={steps.label}>
        {STEPS.map((name, index) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={tabId(name)}
            aria-selected={name === step.value}
            aria-controls="inspector-step"
            tabIndex={name === step.value ? 0 : -1}
            onKeyDown={onKeyDown}
            onClick={() => {
              step.value = name;
            }}
          >
            <span class="inspector-number">{formatNumber(index + 1)}</span> {steps[name]}
          </button>
        ))}
      </div>
      <div
        ref={panel}
        class="inspector-step"
        role="tabpanel"
        id="inspector-step"
        aria-labelledby={tabId(step.value)}
      >
        {children}
        {next === undefined ? null : (
          <p>
            <button type="button" class="link-button" onClick={() => select(next)}>
              {steps.next(steps[next])}
            </button>
          </p>
        )}
      </div>
    </>
  );
}

const tabId = (step: Step): string => `inspector-tab-${step}`;

/** Scrolls a step to its start, below the sticky tabs. */
function scrollToStart(panel: HTMLElement): void {
  const tabs = panel.previousElementSibling;
  const scrolled = panel.offsetParent;
  if (!(tabs instanceof HTMLElement) || scrolled === null) return;
  const { rowGap } = getComputedStyle(scrolled);
  const start = panel.offsetTop - tabs.offsetHeight - Number.parseFloat(rowGap);
  if (scrolled.scrollTop > start) scrolled.scrollTop = start;
}

/** The index of the step that a key selects; -1 for other keys. */
function stepOfKey({ key, currentTarget }: KeyboardEvent, current: number): number {
  const isRtl = currentTarget instanceof Element && currentTarget.matches(":dir(rtl)");
  const forward = isRtl ? "ArrowLeft" : "ArrowRight";
  const back = isRtl ? "ArrowRight" : "ArrowLeft";
  if (key === forward) return (current + 1) % STEPS.length;
  if (key === back) return (current + STEPS.length - 1) % STEPS.length;
  return key === "Home" ? 0 : key === "End" ? STEPS.length - 1 : -1;
}
