import type { zhAsking } from "./zh_asking";

export const enAsking: typeof zhAsking = {
  review: {
    asking: {
      heading: "Ask to watch",
      lead: "Say what for. An administrator of a school that took part decides (or of the region, when several schools did), never who asks. Once granted you can watch for that time, and each look is on record. To protect pupils the answer is the same whether or not there is such a recording.",
      purpose: "Purpose",
      example: "For instance: preparing next term’s music lessons of year 3; how the choir is taught",
      missing: "{n} characters to go",
      kept: "Whoever decides sees the purpose, and it is kept in the audit trail.",
      days: "For how many days (30 at most)",
      send: "Send the request",
      withdraw: "Withdraw the request",
      open: "Open the recording",
      state: {
        asked: "Asked on {asked}; waiting for a decision. Once it is granted, open this page again to watch.",
        granted: "Granted: you can watch until {until}.",
        refused: "Not granted: {reason}. If the purpose changes, ask again.",
        withdrawn: "You withdrew your request of {asked}.",
        revoked: "The grant was revoked. If you need it, say again what for.",
        expired: "Your request of {asked} has expired. If you still need it, ask again.",
      },
    },
    recordings: { published: "Published to me" },
    partly: "A published recording: without pupils’ pictures and sound.",
  },
  signin: {
    failure: {
      grant_open: "You have asked for this recording already, or may watch it. Please reload the page.",
      too_many_open: "At most 10 of your requests wait at a time, and 30 are sent in a day. Wait for an answer, or withdraw what is not needed.",
      grant_decided: "This request was decided already. Please reload the page.",
      no_need: "You may watch this recording anyway. Please reload the page.",
      not_verified: "It is not verified who you are, so you cannot ask. Please speak to your school’s administrator.",
      invalid: "Give a purpose (10 to 500 characters) and the days (1 to 30).",
    },
  },
};
