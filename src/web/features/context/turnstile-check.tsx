/**
 * Cloudflare Turnstile's widget. Load `verificationWords` with it. Only pages of a deployment with Turnstile may load its script.
 *
 * Source: https://developers.cloudflare.com/turnstile/get-started/client-side-rendering/
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { withTimeout } from "../../core/lazy-module.ts";
import { words } from "../../i18n/room/index.ts";
import { verificationWords } from "../../i18n/verification/index.ts";

const SCRIPT = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

interface Turnstile {
  render(element: HTMLElement, options: object): string | undefined;
  remove(widget: string): void;
}

declare global {
  interface Window {
    turnstile?: Turnstile;
  }
}

let loading: Promise<Turnstile> | undefined;

function loadTurnstile(): Promise<Turnstile> {
  loading ??= withTimeout(
    new Promise<Turnstile>((resolve, reject) => {
      const script = document.createElement("script");
      script.src = SCRIPT;
      script.async = true;
      script.onload = () =>
        window.turnstile ? resolve(window.turnstile) : reject(new Error("no turnstile"));
      script.onerror = () => {
        script.remove();
        reject(new Error("not loaded"));
      };
      document.head.append(script);
    }),
  ).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

interface TurnstileCheckProps {
  siteKey: string;
  /** What the server expects: `room` or `message`. */
  action: string;
  /** Gets the token, which is valid once. */
  passed(token: string): void;
}

export function TurnstileCheck({ siteKey, action, passed }: TurnstileCheckProps) {
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(passed);
  latest.current = passed;
  const problem = useSignal<"" | "notLoaded" | "failed" | "expired">("");
  const attempt = useSignal(0);
  const number = attempt.value;
  useEffect(() => {
    let remove: (() => void) | undefined;
    let isGone = false;
    let isPassed = false;
    problem.value = "";
    const fail = (what: "failed" | "expired") => () => {
      if (!isGone && !isPassed) problem.value = what;
      return true;
    };
    loadTurnstile()
      .then(
        (turnstile) => {
          if (isGone || frame.current === null) return;
          const widget = turnstile.render(frame.current, {
            sitekey: siteKey,
            action,
            language: document.documentElement.lang,
            callback(token: string) {
              // The widget makes another token when one expires: each check passes once.
              if (isGone || isPassed) return;
              isPassed = true;
              problem.value = "";
              latest.current(token);
            },
            "error-callback": fail("failed"),
            "timeout-callback": fail("expired"),
            "expired-callback": fail("expired"),
            "unsupported-callback": fail("failed"),
          });
          if (widget !== undefined) remove = () => turnstile.remove(widget);
          else fail("failed")();
        },
        () => {
          if (!isGone) problem.value = "notLoaded";
        },
      )
      .catch(fail("failed"));
    return () => {
      isGone = true;
      remove?.();
    };
  }, [siteKey, action, number]);
  return (
    <div class="settings-part">
      <div ref={frame} />
      <p class="field-error" role="alert">
        {problem.value === "" ? "" : verificationWords()[problem.value]}{" "}
        {problem.value === "" ? null : (
          <button
            type="button"
            class="link-button"
            onClick={() => {
              attempt.value++;
            }}
          >
            {words().tryAgain}
          </button>
        )}
      </p>
    </div>
  );
}
