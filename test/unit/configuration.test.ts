/** The variables of a deployment, and the errors for invalid ones. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { benchVariables, liftedLimits } from "../../bench/contenders/lifted-limits.ts";
import { bindingProblems, configurationProblems, describeProblems } from "../../src/config/configuration.ts";
import { rangeOf } from "../../src/config/limit-ranges.ts";
import { VARIABLES } from "../../src/config/variables.ts";
import { LIMITS, limitsFrom, limitVariable } from "../../src/shared/limits.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

/** An issuer with a key set. */
const ISSUER = {
  IDENTITY_JWKS_URL: "https://accounts.example/jwks.json",
  IDENTITY_ISSUER: "https://accounts.example/",
  IDENTITY_AUDIENCE: "chat",
};

/** The variables that are reported as invalid. */
const wrong = (variables: Record<string, unknown>): string[] =>
  configurationProblems(variables).map(({ variable }) => variable);
const messages = (variables: Record<string, unknown>): string =>
  configurationProblems(variables)
    .map(({ variable, message }) => `${variable}: ${message}`)
    .join("\n");

describe("the variables of a deployment", () => {
  it("are valid when none is set, and when each limit is set to its default", () => {
    expect(wrong({})).toEqual([]);
    const defaults = Object.entries(LIMITS).map(([name, value]) => [
      limitVariable(name as keyof typeof LIMITS),
      String(value),
    ]);
    expect(messages(Object.fromEntries(defaults))).toBe("");
  });

  it("are all that the benchmark needs besides its Durable Objects", () => {
    const objects = { ROOMS: {}, RELAYS: {}, SECRETS: {}, DIRECTORY: {}, ACCOUNTS: {} };
    const env = { ...benchVariables(), ...objects };
    expect([...configurationProblems(env), ...bindingProblems(env)]).toEqual([]);
  });

  it("are valid as the benchmark sets them", () => {
    expect(Object.keys(liftedLimits()).length).toBeGreaterThan(10);
    expect(messages(liftedLimits())).toBe("");
  });

  it.each([
    { LIMIT_TEXT_LENGTH: "8000", LIMIT_HISTORY_PAGE: "50", LIMIT_DIRECTORY_PAGE: "10" },
    { LIMIT_TEXT_LENGTH: 8000 },
    { LIMIT_HISTORY_PAGE: "20" },
    { LIMIT_FILE_BYTES: "50000000" },
    { SESSION_SECRET: SECRET, SESSION_SECRET_PREVIOUS: SECRET },
    { SESSION_SECRET: "", ALLOWED_ORIGINS: "", LIMIT_TEXT_LENGTH: "" },
    { ALLOWED_ORIGINS: "*" },
    { ALLOWED_ORIGINS: "https://example.com" },
    { ALLOWED_ORIGINS: "https://example.com, http://localhost:3000  https://a.example" },
    { FRAME_ANCESTORS: "https://example.com https://www.example.com" },
    { FRAME_ANCESTORS: "*" },
    { IDENTITY_SECRET: SECRET, SESSION_SECRET: `${SECRET}0` },
    { IDENTITY_SECRET: SECRET, IDENTITY_ISSUER: "my site", IDENTITY_AUDIENCE: "chat" },
    { ...ISSUER, IDENTITY_PICTURE_ORIGINS: "https://cdn.example https://pictures.example" },
    { ...ISSUER, IDENTITY_JWKS_URL: "http://127.0.0.1:8080/keys", IDENTITY_SECRET: "" },
    {
      OPERATOR_TOKEN: SECRET,
      METRICS_TOKEN: `${SECRET}0`,
      SESSION_SECRET: `${SECRET}1`,
      MODERATOR_TOKEN: `${SECRET}2`,
    },
    { ERROR_WEBHOOK: "https://errors.example/hook?key=1" },
    { ERROR_WEBHOOK: "" },
    { PRIVACY_URL: "https://example.com/privacy?a=1&b=2", IMPRINT_URL: "https://example.com/imprint" },
    { RETENTION_DAYS: "30" },
    { RETENTION_DAYS: "" },
    { LIMIT_HISTORY_PAGE: "1" },
    { LIMIT_HISTORY_PAGE: "1000", LIMIT_DIRECTORY_PAGE: "1000", LIMIT_RESUME_MESSAGES: "1000" },
    { UNRELATED: "x", ROOMS: {}, LIMIT_BINDING: {} },
  ])("may be %o", (variables) => {
    expect(messages(variables)).toBe("");
  });

  it.each([
    "abc",
    "0",
    "-1",
    "1.5",
    "1e3",
    "4_000",
    " 4000",
    "9".repeat(30),
    "Infinity",
    "NaN",
    "0x10",
    -1,
    1.5,
    true,
  ])("report a limit that is %o", (value) => {
    expect(wrong({ LIMIT_TEXT_LENGTH: value })).toEqual(["LIMIT_TEXT_LENGTH"]);
    expect(messages({ LIMIT_TEXT_LENGTH: value })).toContain(String(value).slice(0, 20));
  });

  it.each([
    ["LIMIT_UNKNOWN", "4"],
    ["LIMIT_TEXTLENGTH", "4"],
    ["ALLOWED_ORIGIN", "https://example.com"],
    ["SESSION_SECRETS", SECRET],
  ])("report %s, which does not exist", (variable, value) => {
    expect(wrong({ [variable]: value })).toEqual([variable]);
  });

  it("suggest the correct name of a misspelt variable", () => {
    expect(messages({ LIMIT_TEXTLENGTH: "4" })).toContain("did you mean LIMIT_TEXT_LENGTH?");
    expect(messages({ ALLOWED_ORIGIN: "*" })).toContain("did you mean ALLOWED_ORIGINS?");
    for (const variable of ["LIMIT_TEXT_LENGHT", "limit_text_length", "Limits_Text_Length"])
      expect(messages({ [variable]: "4" })).toContain("did you mean LIMIT_TEXT_LENGTH?");
    expect(messages({ ALLOW_ORIGINS: "*" })).toContain("did you mean ALLOWED_ORIGINS?");
    expect(describeProblems(configurationProblems({ LIMIT_TEXT_LENGHT: "4" }))).toMatch(/LENGTH\?$/);
    expect(messages({ SESSION_SECRET_OLD: SECRET })).toContain("docs/operations.md lists them");
  });

  it.each([
    ["https://example.com/", '"https://example.com"'],
    ["https://example.com/chat", '"https://example.com"'],
    ["https://example.com:443", '"https://example.com"'],
    ["https://Example.com", '"https://example.com"'],
    ["example.com", '"https://example.com"'],
    ["localhost:3000", '"https://localhost:3000"'],
    ["null", "is not an origin"],
    ["https://example.com;https://b.example", "separate origins by spaces or commas"],
    ["ftp://example.com", "is not an origin"],
    ["* https://example.com", "only entry"],
    ["https://user@example.com", '"https://example.com"'],
    ["https://ok.example https://example.com?x", '"https://example.com"'],
    ["https://*.example.com", "is not an origin"],
  ])("report ALLOWED_ORIGINS of %s and say what to write", (value, hint) => {
    expect(wrong({ ALLOWED_ORIGINS: value })).toEqual(["ALLOWED_ORIGINS"]);
    expect(messages({ ALLOWED_ORIGINS: value })).toContain(hint);
  });

  it("report a secret that is too short, and never quote it", () => {
    const given = { SESSION_SECRET: "hunter2", SESSION_SECRET_PREVIOUS: "letmein" };
    expect(wrong(given)).toEqual(["SESSION_SECRET", "SESSION_SECRET_PREVIOUS"]);
    expect(messages(given)).not.toMatch(/hunter2|letmein/);
  });

  it.each([
    [{ OPERATOR_TOKEN: "hunter2" }, /OPERATOR_TOKEN: must have at least 32/],
    [{ MODERATOR_TOKEN: "hunter2" }, /MODERATOR_TOKEN: must have at least 32/],
    [
      { OPERATOR_TOKEN: SECRET, MODERATOR_TOKEN: SECRET },
      /MODERATOR_TOKEN: must not be the same as OPERATOR_TOKEN/,
    ],
    [{ METRICS_TOKEN: 1234567 }, /METRICS_TOKEN: must be a string/],
    [
      { METRICS_TOKEN: SECRET, OPERATOR_TOKEN: SECRET },
      /METRICS_TOKEN: must not be the same as OPERATOR_TOKEN/,
    ],
    [
      { OPERATOR_TOKEN: SECRET, SESSION_SECRET: SECRET },
      /OPERATOR_TOKEN: must not be the same as SESSION_SECRET/,
    ],
    [
      { METRICS_TOKEN: SECRET, IDENTITY_SECRET: SECRET },
      /METRICS_TOKEN: must not be the same as IDENTITY_SECRET/,
    ],
    [{ ERROR_WEBHOOK: "http://errors.example/hunter2" }, /ERROR_WEBHOOK: must be an address .*https/],
    [{ PRIVACY_URL: "javascript:alert(1)" }, /PRIVACY_URL: must be an address .*https/],
    [{ PRIVACY_URL: " javascript:alert(1)" }, /PRIVACY_URL: must be an address .*https/],
    [{ PRIVACY_URL: "https:privacy" }, /PRIVACY_URL: must be an address .*https/],
    [{ PRIVACY_URL: "data:text/html,x" }, /PRIVACY_URL: must be an address .*https/],
    [{ IMPRINT_URL: "//example.com" }, /IMPRINT_URL: must be an address .*https/],
    [{ IMPRINT_URL: "/imprint" }, /IMPRINT_URL: must be an address .*https/],
    [{ IMPRINT_URL: "http://example.com/imprint" }, /IMPRINT_URL: must be an address .*https/],
    [{ RETENTION_DAYS: "0" }, /RETENTION_DAYS: must be a whole number from 1 to 36500/],
    [{ RETENTION_DAYS: "for ever" }, /RETENTION_DAYS: must be a whole number/],
    [{ ERROR_WEBHOOK: "hunter2" }, /ERROR_WEBHOOK: must be an address .*https/],
    [{ ERROR_WEBHOOK: `https://errors.example/${"x".repeat(2_000)}` }, /ERROR_WEBHOOK: .*2000 characters/],
    [{ METRIC_TOKEN: SECRET }, /did you mean METRICS_TOKEN/],
    [{ LIMIT_TEXT_LENGTH: "200001" }, /LIMIT_TEXT_LENGTH: "200001" must be a whole number from 1 to 200000,/],
    [{ LIMIT_HISTORY_PAGE: "10000" }, /LIMIT_HISTORY_PAGE: "10000" must be a whole number from 1 to 1000/],
    [
      { LIMIT_HISTORY_PAGE: "1000", LIMIT_TEXT_LENGTH: "20000" },
      /LIMIT_HISTORY_PAGE: is 1000 and must be at most 838 /,
    ],
  ])("report %o, and quote no secret", (variables, message) => {
    expect(messages(variables)).toMatch(message);
    expect(messages(variables)).not.toMatch(/hunter2|0123456789abcdef|1234567/);
  });

  it("report all that is wrong at once", () => {
    const all = {
      SESSION_SECRET: "hunter2",
      LIMIT_TEXT_LENGTH: "many",
      ALLOWED_ORIGINS: "https://example.com/",
      ERROR_WEBHOOK: "hunter2",
      LIMIT_HISTORY_DEFAULT: "200",
    };
    expect(wrong(all).sort()).toEqual(Object.keys(all).sort());
  });

  it("are all described for operators", () => {
    const table = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
    const names = Object.keys(VARIABLES).filter((name) => !name.startsWith("LIMIT_"));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });

  it.each([
    ["https://user:hunter2@example.com/", "with a password"],
    ["https://hunter2@example.com/", "with a name"],
    ["https:example.com", "which a browser reads as a path"],
    ["//example.com", "without a scheme"],
    ["https://exam ple.com/", "with a space"],
    [" https://example.com/", "with a space before it"],
    ["https://", "without a host"],
    ['"https://example.com"', "in quotes"],
    ['["https://example.com"]', "as JSON"],
  ])("report the address %s, %s", (address) => {
    for (const variable of ["ERROR_WEBHOOK", "PRIVACY_URL", "IMPRINT_URL"])
      expect(messages({ [variable]: address })).toMatch(new RegExp(`^${variable}: must be an address`));
    expect(wrong({ ...ISSUER, IDENTITY_JWKS_URL: address })).toEqual(["IDENTITY_JWKS_URL"]);
    expect(messages({ ERROR_WEBHOOK: address, ALLOWED_ORIGINS: address })).not.toContain("hunter2");
  });

  it.each([" ".repeat(40), `${" ".repeat(20)}${SECRET.slice(0, 20)}`, "0".repeat(40), "abcabc".repeat(10)])(
    "report the secret %j, which is not random",
    (value) => {
      for (const variable of ["SESSION_SECRET", "OPERATOR_TOKEN", "METRICS_TOKEN", "IDENTITY_SECRET"])
        expect(wrong({ [variable]: value })).toEqual([variable]);
    },
  );

  it.each([`${SECRET} `, ` ${SECRET}`, `${SECRET}\n`, `${SECRET}\tx`, `${SECRET}ü`])(
    "report the token %j, which no header can have",
    (value) => {
      for (const variable of ["OPERATOR_TOKEN", "MODERATOR_TOKEN", "METRICS_TOKEN"])
        expect(messages({ [variable]: value })).toMatch(/^[A-Z_]+: must have only ASCII characters/);
      expect(
        wrong({ SESSION_SECRET: value, OPERATOR_TOKEN: "eight words with a space between all of them" }),
      ).toEqual([]);
    },
  );

  it.each([
    ["SESION_SECRET", "SESSION_SECRET"],
    ["OPERATER_TOKEN", "OPERATOR_TOKEN"],
    ["ALOWED_ORIGINS", "ALLOWED_ORIGINS"],
    ["LIMTI_TEXT_LENGTH", "LIMIT_TEXT_LENGTH"],
    ["OPERATORTOKEN", "OPERATOR_TOKEN"],
    ["RETENSION_DAYS", "RETENTION_DAYS"],
    ["PRIVCY_URL", "PRIVACY_URL"],
  ])("suggest for %s, whose first word is misspelt, %s", (variable, name) => {
    for (const value of [SECRET, [SECRET], 1])
      expect(messages({ [variable]: value })).toContain(`did you mean ${name}?`);
  });

  it.each(["constructor", "toString", "__proto__"])("accept a foreign variable named %s", (variable) => {
    expect(wrong(JSON.parse(`{ "${variable}": "1" }`))).toEqual([]);
  });

  it.each([
    ["LIMIT_SOKETS", /did you mean (?:LIMIT_SOCKETS_PER_\w+(?: or |\?)){3}/],
    ["LIMIT_TEXT", /did you mean LIMIT_TEXT_LENGTH\?/],
    ["PUSH_SERVICES_HOSTS", /docs\/operations\.md lists them/],
  ])("suggest for %s, which lacks words, the variables that begin with it", (variable, hint) => {
    expect(messages({ [variable]: "1" })).toMatch(hint);
  });

  it("report an unknown name whose first word is nearly ours", () => {
    expect(wrong({ SESION_LENGTH: "1", LIMIT_SOKETS: "1", FRAMES_FROM: "x" })).toHaveLength(3);
    expect(
      wrong({ NODE_ENV: "x", LOG_LEVEL: "x", DEBUG: "1", ENVIRONMENT: "x", ["LONG".repeat(1_000)]: "x" }),
    ).toEqual([]);
  });

  it("quote no long text that is in the line of a limit: it may be a secret", () => {
    expect(messages({ LIMIT_BOTS: SECRET })).toMatch(/^LIMIT_BOTS: must be a whole number from 1 to \d+/);
    expect(messages({ LIMIT_BOTS: { a: 1 } })).toMatch(/^LIMIT_BOTS: must be a whole number/);
  });

  it("report a token whose binding is missing: it would open nothing", () => {
    const bindings = { ROOMS: {}, SECRETS: {}, DIRECTORY: {}, ACCOUNTS: {}, ASSETS: {} };
    for (const [variable, binding] of [
      ["OPERATOR_TOKEN", "OPERATIONS"],
      ["MODERATOR_TOKEN", "OPERATIONS"],
      ["METRICS_TOKEN", "METRICS"],
    ] as const) {
      expect(bindingProblems({ ...bindings, [variable]: SECRET })).toMatchObject([{ variable: binding }]);
      expect(bindingProblems({ ...bindings, [variable]: SECRET, [binding]: {} })).toEqual([]);
      expect(bindingProblems({ ...bindings, [variable]: "" })).toEqual([]);
    }
  });

  it("report each binding that an environment lacks", () => {
    const bindings = { ROOMS: {}, SECRETS: {}, DIRECTORY: {}, ACCOUNTS: {}, ASSETS: {} };
    expect(bindingProblems(bindings)).toEqual([]);
    for (const missing of Object.keys(bindings))
      expect(bindingProblems({ ...bindings, [missing]: undefined })).toMatchObject([{ variable: missing }]);
  });

  it("report a previous secret without a current one", () => {
    expect(wrong({ SESSION_SECRET_PREVIOUS: SECRET })).toEqual(["SESSION_SECRET_PREVIOUS"]);
  });

  it.each([
    [{ LIMIT_TEXT_LENGTH: "200000", LIMIT_BODY_BYTES: "1000000" }, "LIMIT_PAYLOAD_BYTES"],
    [{ LIMIT_TEXT_LENGTH: "50000" }, "LIMIT_BODY_BYTES"],
    [{ LIMIT_BODY_BYTES: "2000" }, "LIMIT_TEXT_LENGTH"],
    [{ LIMIT_HISTORY_DEFAULT: "80", LIMIT_HISTORY_PAGE: "50" }, "LIMIT_HISTORY_PAGE"],
    [{ LIMIT_RETRY_REACH: "10" }, "LIMIT_RETRY_SCAN"],
    [{ LIMIT_FILE_BYTES: "300000000" }, "LIMIT_PERSON_FILE_BYTES"],
    [{ LIMIT_ROOM_FILE_BYTES: "1000" }, "LIMIT_PERSON_FILE_BYTES"],
    [{ LIMIT_AUTH_BYTES: "100" }, "LIMIT_NAME_LENGTH"],
    [{ LIMIT_FILES_PER_MESSAGE: "60" }, "LIMIT_UNSENT_FILES"],
  ])("report both limits when %o contradicts another", (variables, other) => {
    const [first = ""] = Object.keys(variables);
    expect(messages(variables)).toContain(first);
    expect(messages(variables)).toContain(other);
  });

  it("fit a message with all its reactions, and a report of it, into a row of the database", () => {
    const { most: text } = rangeOf("textLength");
    const { most: reactions } = rangeOf("reactionsPerMessage");
    const { most: files } = rangeOf("filesPerMessage");
    // JSON takes 6 bytes for some characters; the ids of people have 36, the name of a file 1,000 units.
    expect(text * 6 + reactions * 40 + files * 3_500).toBeLessThan(2_000_000);
  });

  it("lower the default history page to the largest allowed page", () => {
    expect(limitsFrom({ LIMIT_HISTORY_PAGE: "20" })).toMatchObject({ historyPage: 20, historyDefault: 20 });
  });

  it("are checked once for an environment, so a request costs a look-up", () => {
    const variables = { LIMIT_UNKNOWN: "1" };
    expect(configurationProblems(variables)).toBe(configurationProblems(variables));
  });

  it.each([
    [{ IDENTITY_SECRET: "short" }, /IDENTITY_SECRET: must have at least 32/],
    [
      { IDENTITY_SECRET: SECRET, SESSION_SECRET: SECRET },
      /IDENTITY_SECRET: must not be the same as SESSION_SECRET/,
    ],
    [
      { IDENTITY_SECRET: SECRET, SESSION_SECRET: `${SECRET}0`, SESSION_SECRET_PREVIOUS: SECRET },
      /IDENTITY_SECRET: must not be the same as SESSION_SECRET_PREVIOUS/,
    ],
    [{ ...ISSUER, IDENTITY_SECRET: SECRET }, /IDENTITY_SECRET: is set, and so is IDENTITY_JWKS_URL/],
    [{ ...ISSUER, IDENTITY_ISSUER: "" }, /IDENTITY_ISSUER: must be set together/],
    [{ ...ISSUER, IDENTITY_AUDIENCE: undefined }, /IDENTITY_AUDIENCE: must be/],
    [{ ...ISSUER, IDENTITY_JWKS_URL: "http://accounts.example/" }, /IDENTITY_JWKS_URL: .*https/],
    [{ ...ISSUER, IDENTITY_JWKS_URL: "accounts.example" }, /IDENTITY_JWKS_URL: .*https/],
    [{ ...ISSUER, IDENTITY_PICTURE_ORIGINS: "*" }, /IDENTITY_PICTURE_ORIGINS: .*any site/],
    [{ ...ISSUER, IDENTITY_PICTURE_ORIGINS: "https://cdn.example/" }, /IDENTITY_PICTURE_ORIGINS: /],
    [{ IDENTITY_ISSUER: "chat" }, /IDENTITY_ISSUER: is set, and neither/],
    [{ IDENTITY_JWK_URL: "https://accounts.example" }, /did you mean IDENTITY_JWKS_URL/],
    [{ FRAME_ANCESTOR: "https://example.com" }, /did you mean FRAME_ANCESTORS/],
    [{ FRAME_ANCESTORS: "example.com" }, /FRAME_ANCESTORS: .*https:\/\/example.com/],
  ])("of other sites are invalid as %o", (variables, message) => {
    expect(messages(variables)).toMatch(message);
    expect(messages(variables)).not.toContain(SECRET);
  });
});
