/** The directory of public rooms, as it travels. */

/** A public room, as strangers see it. */
export interface ListedRoom {
  /** Its canonical name. */
  name: string;
  /** The name it shows, where it has one. */
  title?: string;
  /** Empty for none. */
  topic: string;
  /** How many people are there, as the room told a few seconds ago. */
  people: number;
  /** When something was said there last, to the minute, in milliseconds since the epoch; missing where nobody knows. */
  lastAt?: number;
  /** Of its page. */
  path: string;
}

/** Which page of the directory. */
export interface DirectoryPayload {
  /** Rooms that have this in their name, title or topic. */
  query?: string;
  /** `cursor` of the page before, for the same query. */
  cursor?: string;
  limit?: number;
}

/** A page of the directory: where most people are first, then where something happened last. */
export interface DirectoryPage {
  rooms: ListedRoom[];
  /** Where the next page begins. Missing on the last one. */
  cursor?: string;
}
