/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  /** The elements of public/*.html by their `data-words`; `summary` is the description that search engines show. */
  pages: {
    landingTitle: "Socket Rocket: a room for a conversation",
    summary:
      "Open a room, send its address, talk. No account, nothing to install, and no message lost on a bad network.",
    heading: "A room for a conversation",
    lead: "Open a room, send its address, talk. No account, nothing to install; every message arrives once and in order, on networks that come and go.",
    landingWithoutScript:
      "To open a room, write its address yourself: /rooms/ and a name. The room needs JavaScript.",
    footer: "The real Socket.IO, in a room that sleeps while nobody talks.",
    roomWithoutScript:
      "You can read here without JavaScript. To write, and to see new messages as they arrive, switch it on.",
    /** Where the scripts of a page do not arrive. */
    slowToLoad: "The page is taking long to load. Is there a network? Reload it to try again.",
    /** What the list of messages is called. */
    messageList: "Messages",
  },

  /** What the page is, where a device lists what is installed on it. */
  appDescription: "Rooms for conversations, opened by their address.",

  /** The heading of an error page, and what it says, by its HTTP status. */
  errors: {
    400: {
      title: "That address does not work",
      text: "A room's name is made of letters, digits and hyphens, 64 at most.",
    },
    401: { title: "Say who you are", text: "Only those who were let in may see this. Open its room first." },
    403: { title: "Not allowed", text: "You may not do this here." },
    404: {
      title: "There is nothing here",
      text: "This address leads nowhere. Rooms are at /rooms/ and their name.",
    },
    405: { title: "That cannot be done here", text: "This address answers other requests than this one." },
    413: { title: "That is too much", text: "Something in the request is longer than it may be." },
    429: { title: "Not so fast", text: "Too many requests from your network. Wait a minute." },
    431: { title: "That is too much", text: "The address and the headers of the request are too long." },
    500: {
      title: "Something went wrong",
      text: "It is our fault, not yours. Try again in a moment.",
    },
  },
  /** While a variable of the deployment is wrong; what is wrong follows, in English, for the person who runs it. */
  misconfiguration: {
    title: "This server is not set up correctly",
    text: "The person who runs it has to correct a setting. This is what the server found:",
  },
  frontPage: "Go to the front page",
};

export type ServerWords = typeof words;
