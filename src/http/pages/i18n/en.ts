/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  /** Filled into public/*.html by `data-words`; `summary` is the description for search engines. */
  pages: {
    landingTitle: "Socket Rocket: a room for a conversation",
    summary:
      "Open a room, share its link, and chat. No account, nothing to install, and no message is lost on a bad network.",
    heading: "A room for a conversation",
    lead: "Open a room, share its link, and chat. No account, nothing to install. Every message arrives once and in order, even on an unstable network.",
    landingWithoutScript:
      "Without JavaScript you can read rooms: those listed here, or any other at its address, /rooms/ and its name. Turn it on to write and to search.",
    footer: "The real Socket.IO, in a room that sleeps while no one is chatting.",
    privacy: "Privacy",
    imprint: "Legal notice",
    signIn: "Sign in",
    operatorTitle: "Operator · Socket Rocket",
    operatorWithoutScript: "Turn on JavaScript to use this page.",
    signInTitle: "Sign in · Socket Rocket",
    signInWithoutScript: "Turn on JavaScript to sign in.",
    roomWithoutScript:
      "You can read here without JavaScript. Turn it on to write, and to see new messages as they arrive.",
    /** Shown when the scripts of a page do not load in time. */
    slowToLoad: "The page is taking a long time to load. Check your connection and reload the page.",
    /** The label of the list of messages. */
    messageList: "Messages",
  },

  /** The description in the web app manifest. */
  appDescription: "Rooms for conversations, opened by their address.",

  /** Heading and text of an error page, by HTTP status. */
  errors: {
    400: {
      title: "This address doesn't work",
      text: "A room name can contain only letters, digits and hyphens, 64 at most.",
    },
    401: {
      title: "Join the room first",
      text: "Only people who have joined the room can see this. Open the room, then try again.",
    },
    403: { title: "Not allowed", text: "You don't have permission to do this." },
    404: {
      title: "Page not found",
      text: "There is nothing at this address. Rooms are at /rooms/ and their name.",
    },
    405: { title: "Not supported", text: "This address doesn't support this kind of request." },
    413: { title: "Too large", text: "The request is larger than allowed." },
    429: {
      title: "Too many requests",
      text: "There were too many requests from your network. Try again in a minute.",
    },
    431: { title: "Request too long", text: "The address and the headers of the request are too long." },
    500: {
      title: "Something went wrong",
      text: "It is our fault, not yours. Try again in a moment.",
    },
  },
  /** Shown when a variable of the deployment is invalid; details in English for the operator follow. */
  misconfiguration: {
    title: "This server is not set up correctly",
    text: "The operator of this server has to correct a setting. The server found this:",
  },
  frontPage: "Go to the front page",
};

export type ServerWords = typeof words;
