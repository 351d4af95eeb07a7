/** How far something has come that is done in each room, and the rooms where it failed. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Ack } from "../../../shared/contract/errors.ts";
import { type FailedRoom, inEachRoom, type OwnRoom } from "../../core/account/own-data.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { failureText } from "../../i18n/failure-text.ts";
import { isolate } from "../../i18n/names.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { RequestButton } from "../../ui/section.tsx";
import type { PendingRequest } from "../../ui/use-request.ts";

export interface RoomProgress {
  /** Which room it is; empty when it is done. */
  text: Signal<string>;
  failed: Signal<readonly FailedRoom[]>;
  /** Aborted when the component is gone: the user has closed the dialog, or cancelled. */
  stopped: AbortSignal;
  /** Does something in each room, and shows how far it is. @returns the rooms where it failed */
  each(
    request: PendingRequest,
    rooms: readonly OwnRoom[],
    act: (room: OwnRoom) => Promise<Ack>,
  ): Promise<readonly FailedRoom[]>;
}

export function useRoomProgress(): RoomProgress {
  const text = useSignal("");
  const failed = useSignal<readonly FailedRoom[]>([]);
  const controller = useMemo(() => new AbortController(), []);
  useEffect(() => () => controller.abort(), [controller]);
  return useMemo<RoomProgress>(
    () => ({
      text,
      failed,
      stopped: controller.signal,
      each: async (request, rooms, act) => {
        const show = (room: OwnRoom, done: number) => {
          const { progress } = deviceWords().ownData;
          text.value = progress(isolate(labelOf(room)), formatNumber(done + 1), formatNumber(rooms.length));
        };
        const failed = inEachRoom(rooms, act, show, controller.signal);
        const answer = await request.run(failed.then((failed) => ({ ok: true as const, failed })));
        return answer?.failed ?? [];
      },
    }),
    [text, failed, controller],
  );
}

interface FailedRoomsProps {
  progress: RoomProgress;
  request: PendingRequest;
  again(): Promise<void>;
  /** Gets the focus from the button that repeats, which is then gone. */
  focus: { current: HTMLElement | null };
  /** Another button. */
  children?: ComponentChildren;
}

export function FailedRooms({ progress, request, again, focus, children }: FailedRoomsProps) {
  const { ownData: labels } = deviceWords();
  const failed = progress.failed.value;
  return (
    <>
      <p class="field-error" role="alert">
        {failed.length === 0 ? "" : labels.failed}
      </p>
      {failed.length === 0 ? null : (
        <>
          <ul class="settings-list">
            {failed.map(({ room, error }) => (
              <li key={room.name} class="settings-hint">
                {labels.failedReason(isolate(labelOf(room)), failureText(error))}
              </li>
            ))}
          </ul>
          <div class="settings-field">
            <RequestButton
              request={request}
              act={() => {
                focus.current?.focus();
                return again();
              }}
            >
              {labels.again}
            </RequestButton>
            {children}
          </div>
        </>
      )}
    </>
  );
}

/** How a room is called. */
export const labelOf = ({ name, title }: OwnRoom): string => title || name;
