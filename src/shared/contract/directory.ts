/** The directory of public rooms. */

/** A public room in the directory. */
export interface ListedRoom {
  /** Its canonical name. */
  name: string;
  /** Its title, if it has one. */
  title?: string;
  /** Empty for none. */
  topic: string;
  /** How many people are in the room, as of a few seconds ago. */
  people: number;
  /** When the last message was sent, to the minute, in milliseconds since the epoch; missing if unknown. */
  lastAt?: number;
  /** An operator recommends it: it is listed first. */
  featured?: true;
  /** The path of its page. */
  path: string;
}

/** A request for a page of the directory. */
export interface DirectoryPayload {
  /** Rooms with this in their name, title or topic. */
  query?: string;
  /** `cursor` of the page before, for the same query. */
  cursor?: string;
  limit?: number;
}

/** A page of the directory: featured rooms first, then rooms with most people, then those with the latest changes. */
export interface DirectoryPage {
  rooms: ListedRoom[];
  /** Where the next page begins; missing on the last. */
  cursor?: string;
}

/** Whether the directory has a room, for its owner. */
export interface ListingState {
  /** True for a public room in which enough people have written, or which an operator features. It takes a few seconds. */
  listed: boolean;
  /** How many people have written, counted up to `needed`. Bots do not count. */
  people: number;
  /** How many people have to write before a public room is listed. */
  needed: number;
}
