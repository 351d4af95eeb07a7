/**
 * Writes the emoji that the page knows, `src/web/core/emoji/*.txt`, from published data: `node scripts/emoji-data.mjs`.
 *
 * Groups, order and shortcodes are from emojibase. Names and search words in each language are from
 * Unicode's CLDR. The packages are installed temporarily, in the versions below.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const EMOJIBASE = "emojibase-data@17.0.0";
const CLDR = "cldr-annotations-full@48.2.0";
const CLDR_DERIVED = "cldr-annotations-derived-full@48.2.0";
const LANGUAGES = ["en", "de", "ar"];

/** The newest version of Unicode Emoji that is drawn nearly everywhere: of 2022. */
const NEWEST = 15;
/** Skin tones and the like, which are no emoji of their own. */
const COMPONENTS = 2;
/** The number of search words of an emoji, besides its name. */
const MOST_WORDS = 8;

/** Short names that people try, and neither GitHub nor Slack has. */
const ALSO = {
  ...{
    "⏰": "alarm",
    "🥂": "cheers",
    "🎊": "confetti",
    "🌍": "earth",
    "🏁": "flag",
    "🌸": "flower",
    "🦊": "fox",
  },
  ...{
    "⛽": "fuel",
    "🌐": "globe",
    "🥅": "goal",
    "😄": "happy",
    "🤗": "hug",
    "🍃": "leaf",
    "📬": "mail",
    "🫠": "melting",
  },
  ...{
    "💰": "money",
    "🎵": "music",
    "🤓": "nerd",
    "❌": "no",
    "🌴": "palm",
    "🐼": "panda",
    "🥳": "party",
    "📌": "pin",
  },
  ...{ "✈️": "plane", "🌱": "plant", "🫡": "salute", "☀️": "sun", "🎯": "target", "😫": "tired", "🔧": "tool" },
  ...{ "✌️": "victory", "🍷": "wine", "🥱": "yawn" },
};

const folder = fileURLToPath(new URL("../src/web/core/emoji", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "socket-rocket-emoji-"));

/** Fetches a package. Returns what reads its JSON files. */
function fetched(name) {
  const packed = execFileSync("npm", ["pack", "--json", name], { cwd: temporary, encoding: "utf8" });
  const [{ filename }] = JSON.parse(packed);
  execFileSync("tar", ["-xzf", filename], { cwd: temporary });
  execFileSync("mv", ["package", name], { cwd: temporary });
  return (file) => JSON.parse(readFileSync(join(temporary, name, file), "utf8"));
}

/** The spelling that Unicode recommends: with the selector of the colourful form only where it needs one. */
function recommended(emoji) {
  const bare = emoji.replaceAll("\ufe0f", "");
  return /^\p{RGI_Emoji}$/v.test(bare) ? bare : emoji;
}

const listOf = (names) => (names === undefined ? [] : [names].flat());

try {
  const emojibase = fetched(EMOJIBASE);
  const cldr = fetched(CLDR);
  const derived = fetched(CLDR_DERIVED);
  const all = emojibase("en/data.json")
    .filter(({ group, version }) => group !== undefined && group !== COMPONENTS && version <= NEWEST)
    .sort((a, b) => a.order - b.order)
    .map(({ emoji, ...rest }) => ({ ...rest, emoji: recommended(emoji) }));

  // Where two sources give one name to two emoji, the first source has it.
  const taken = new Map();
  for (const source of [emojibase("en/shortcodes/github.json"), emojibase("en/shortcodes/iamcal.json")])
    for (const { emoji, hexcode } of all)
      for (const name of listOf(source[hexcode])) if (!taken.has(name)) taken.set(name, emoji);
  for (const [emoji, name] of Object.entries(ALSO)) if (!taken.has(name)) taken.set(name, emoji);
  const namesOf = Map.groupBy(taken, ([, emoji]) => emoji);

  const lines = [];
  let last;
  for (const { emoji, group } of all) {
    if (last !== undefined && group !== last) lines.push("");
    last = group;
    lines.push([emoji, ...(namesOf.get(emoji) ?? []).map(([name]) => name)].join(" "));
  }
  writeFileSync(join(folder, "emoji.txt"), `${lines.join("\n")}\n`);

  for (const language of LANGUAGES) {
    const known = {
      ...cldr(`annotations/${language}/annotations.json`).annotations.annotations,
      ...derived(`annotationsDerived/${language}/annotations.json`).annotationsDerived.annotations,
    };
    const names = all.map(({ emoji }) => {
      const { default: keywords = [], tts } = known[emoji.replaceAll("\ufe0f", "")];
      const [name] = tts;
      const words = new Set(keywords.flatMap((keyword) => keyword.split(/[\s|]+/)));
      const others = [...words]
        .filter((word) => word.length > 1 && !name.includes(word))
        .slice(0, MOST_WORDS);
      return [name, ...others].join("|");
    });
    writeFileSync(join(folder, "names", `${language}.txt`), `${names.join("\n")}\n`);
  }
} finally {
  rmSync(temporary, { recursive: true });
}
