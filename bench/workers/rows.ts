/** What a room has read and written since it was last asked. */
export interface Rows {
  read: number;
  written: number;
}
