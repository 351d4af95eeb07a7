/** The page in German and in Arabic (right to left). */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { axeViolations } from "./support/axe.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const root = ({ page }: Visitor) =>
  page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));

/** The largest horizontal overflow of an element, in pixels. */
const overflow = ({ page }: Visitor) =>
  page.evaluate(() =>
    Math.max(
      ...[
        document.documentElement,
        ...document.querySelectorAll(".room, .conversation, .list, .drawer, .panel"),
      ].map((element) => element.scrollWidth - element.clientWidth),
    ),
  );

/** Texts and their order differ from those in English, colours do not. */
const findings = (visitor: Visitor) => axeViolations(visitor, [], ["light"]);

/** A time zone in which it is `hour` o'clock now, because some times are longer than others. */
function zoneAt(hour: number): string {
  const ahead = ((hour - new Date().getUTCHours() + 36) % 24) - 12;
  // The sign of these zones is that of POSIX: west is positive.
  return `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

test("choosing a language changes all texts without losing what was typed, and is stored", async () => {
  const room = uniqueRoom("sprachen");
  // No day begins during the test.
  const ada = await Visitor.create({ viewport: { width: 1440, height: 900 }, timezoneId: zoneAt(12) });
  const { page } = ada;
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
  });
  await ada.enter(`${server.url}/rooms/${room}`);
  expect(await root(ada)).toEqual({ lang: "en", dir: "ltr" });
  const wordsOf = (path: string) => /words-room-(\w\w)-/.exec(path)?.[1] ?? [];
  expect(new Set(scripts.flatMap(wordsOf))).toEqual(new Set(["en"]));
  await ada.composer.fill("Halb geschrieben");
  await page.getByRole("combobox", { name: "Language" }).selectOption({ label: "Deutsch" });

  const composer = page.getByRole("textbox", { name: `Nachricht an ${room}` });
  await composer.waitFor();
  await expect.poll(() => composer.inputValue()).toBe("Halb geschrieben");
  expect(await root(ada)).toEqual({ lang: "de", dir: "ltr" });
  await composer.press("Enter");
  await ada.untilStored("Halb geschrieben");
  await page.getByText("1 Mitglied online").waitFor();
  await page.getByRole("heading", { name: "Heute" }).waitFor();
  await ada.line("Halb geschrieben").hover();
  await page
    .getByRole("toolbar", { name: "Nachrichtenaktionen" })
    .getByRole("button", { name: "Weitere Aktionen" })
    .click();
  await page.getByRole("menuitem", { name: "Löschen" }).click();
  await page.getByText("Diese Nachricht löschen?").waitFor();
  await page.keyboard.press("Control+/");
  await page.getByRole("dialog", { name: "Tastenkürzel" }).getByText("Zurück zum Nachrichtenfeld").waitFor();
  await page.keyboard.press("Escape");

  scripts.length = 0;
  await page.reload();
  await ada.untilLive();
  expect(await root(ada)).toEqual({ lang: "de", dir: "ltr" });
  await composer.waitFor();
  expect(scripts.filter((path) => path.includes("words-room-"))).toEqual([
    expect.stringMatching(/^\/assets\/words-room-de-\w+\.js$/),
  ]);

  const answer = await page.goto(server.url);
  expect(await answer?.text()).toContain('<html lang="de" dir="ltr">');
  await page.getByRole("heading", { name: "Ein Raum für ein Gespräch" }).waitFor();
  await page.getByRole("button", { name: "Raum öffnen" }).click();
  await page.getByText("Gib einen Namen mit mindestens").waitFor();
  await page.getByRole("combobox", { name: "Sprache" }).selectOption({ label: "English" });
  await page.getByRole("heading", { name: "A room for a conversation" }).waitFor();
  await page.getByRole("button", { name: "Open room" }).waitFor();
  ada.expectNoErrors();
});

test("texts that fail to load leave the language unchanged, with an error", async () => {
  const room = uniqueRoom("sprachlos");
  // Requests of a service worker are not blocked here.
  const ada = await Visitor.create({ viewport: { width: 1440, height: 900 } });
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.page.route(/words-room-de/, (route) => route.abort());
  await ada.page.getByRole("combobox", { name: "Language" }).selectOption({ label: "Deutsch" });
  await ada.page.getByText("This couldn't be loaded. Check your connection.").waitFor();
  await expect.poll(() => ada.page.getByRole("combobox", { name: "Language" }).inputValue()).toBe("en");
  expect(await root(ada)).toEqual({ lang: "en", dir: "ltr" });
});

test("in Arabic the page is mirrored, texts keep their own direction, and the network inspector opens on the other side", async () => {
  const room = uniqueRoom("ghurfa");
  const layla = await Visitor.create({ locale: "ar", viewport: { width: 1440, height: 900 } });
  const { page } = layla;
  await fillRoom(
    server,
    room,
    ["Good morning, everybody", "> اقتباس\n\n- بند", "> quoted\n\n- item", "```\nconst answer = 42;\n```"],
    "Grace",
  );
  const answer = await page.goto(`${server.url}/rooms/${room}`);
  expect(await answer?.text()).toContain('<html lang="ar" dir="rtl">');
  await layla.untilLive();
  const composer = page.getByRole("textbox", { name: /^رسالة إلى/ });
  expect(await composer.evaluate((field) => getComputedStyle(field).direction)).toBe("rtl");
  await composer.fill("صباح الخير (hello) 42");
  await composer.press("Enter");
  await layla.untilStored("صباح الخير");
  await composer.fill("hello");
  expect(await composer.evaluate((field) => getComputedStyle(field).direction)).toBe("ltr");
  await composer.fill("");

  const directionOf = (text: string, within: string) =>
    layla
      .line(text)
      .locator(within)
      .evaluate((element) => getComputedStyle(element).direction);
  expect(await directionOf("صباح الخير", "p")).toBe("rtl");
  expect(await directionOf("Good morning", "p")).toBe("ltr");
  expect(await directionOf("const answer", "pre")).toBe("ltr");
  for (const block of ["blockquote", "ul"]) {
    expect(await directionOf("اقتباس", block)).toBe("rtl");
    expect(await directionOf("quoted", block)).toBe("ltr");
  }
  await page.locator(".panel.people").getByText("عضو واحد متصل").waitFor();

  const middle = async (selector: string) => {
    const box = await page.locator(selector).first().boundingBox();
    return (box?.x ?? 0) + (box?.width ?? 0) / 2;
  };
  expect(await middle(".panel.rooms")).toBeGreaterThan(1_200);
  expect(await middle(".panel.people")).toBeLessThan(240);
  expect(await middle(".send")).toBeLessThan(await middle(".composer textarea"));
  expect(await middle(".row-body .avatar")).toBeGreaterThan(await middle(".author"));
  expect(await findings(layla)).toEqual([]);

  await page.keyboard.press("Control+Shift+Y");
  const drawer = page.getByRole("complementary", { name: "فاحص الشبكة" });
  await drawer.getByText("طلب المتصفح").waitFor();
  await expect.poll(async () => (await drawer.boundingBox())?.x).toBe(0);
  await composer.fill("مرّت");
  await page.keyboard.press("Enter");
  await layla.untilStored("مرّت");
  await drawer.getByRole("tab", { name: "المصافحة" }).press("ArrowLeft");
  await drawer.locator(".inspector-frames summary").first().click();
  expect(await findings(layla)).toEqual([]);
  await drawer.getByRole("button", { name: "إغلاق" }).click();

  await page.setViewportSize({ width: 320, height: 640 });
  await page.locator("aside.panel").first().waitFor({ state: "detached" });
  await expect.poll(() => overflow(layla)).toBe(0);
  for (const name of [/^الغرف/, /^الأعضاء/]) {
    await page.getByRole("button", { name }).click();
    await page.getByRole("dialog", { name }).waitFor();
    expect(await overflow(layla)).toBe(0);
    expect(await findings(layla)).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await page.goto(`${server.url}/nowhere`);
  await page.getByRole("heading", { name: "الصفحة غير موجودة" }).waitFor();
  expect(await findings(layla)).toEqual([]);
  await page.goto(server.url);
  await page.getByRole("button", { name: "فتح الغرفة" }).waitFor();
  expect(await overflow(layla)).toBe(0);
  expect(await findings(layla)).toEqual([]);
  layla.expectNoErrors(/404/);
});

test("names and emoji are completed by keyboard in a right-to-left text", async () => {
  const room = uniqueRoom("ikmal");
  const layla = await Visitor.create({ locale: "ar" });
  const noor = await Visitor.create({ locale: "ar" });
  const { page } = layla;
  for (const visitor of [layla, noor]) await visitor.enter(`${server.url}/rooms/${room}`);
  await noor.page.getByRole("button", { name: "تغيير اسمك" }).click();
  await noor.page.getByRole("textbox", { name: "اسمك" }).fill("نور الهدى");
  await noor.page.keyboard.press("Enter");
  await page.locator(".panel.people").getByText("نور الهدى").waitFor();

  const composer = page.getByRole("textbox", { name: /^رسالة إلى/ });
  await composer.pressSequentially("مرحبًا @الهد");
  const suggestions = page.getByRole("listbox", { name: "اقتراحات" });
  await suggestions.getByRole("option", { name: "نور الهدى" }).waitFor();
  await composer.press("Enter");
  await expect.poll(() => composer.inputValue()).toBe("مرحبًا @نور الهدى ");
  await composer.pressSequentially(":rocke");
  await suggestions.getByRole("option", { name: ":rocket:" }).waitFor();
  await composer.press("ArrowDown");
  await composer.press("ArrowUp");
  const active = await composer.getAttribute("aria-activedescendant");
  await expect.poll(() => page.locator(`[id="${active}"]`).getAttribute("aria-selected")).toBe("true");
  await composer.press("Tab");
  await expect.poll(() => composer.inputValue()).toBe("مرحبًا @نور الهدى 🚀 ");
  await expect.poll(() => composer.evaluate((field) => field === document.activeElement)).toBe(true);

  await composer.press("Home");
  await composer.pressSequentially(":tad");
  await suggestions.getByRole("option", { name: ":tada:" }).waitFor();
  await composer.press("Enter");
  await expect.poll(() => composer.inputValue()).toBe("🎉 مرحبًا @نور الهدى 🚀 ");
  await composer.press("Enter");
  await noor.page.locator("[data-mentions-you]", { hasText: "مرحبًا @نور الهدى" }).waitFor();
  await expect.poll(() => noor.page.locator(".mention").textContent()).toBe("@نور الهدى");
  layla.expectNoErrors();
});

test.each([
  {
    locale: "en-US",
    time: /^\d?\d:\d\d\s[AP]M$/,
    date: /^\w+day, \w+ \d+, \d{4} at \d?\d:\d\d:\d\d\s[AP]M$/,
  },
  { locale: "de-DE", time: /^\d\d:\d\d$/, date: /^\p{L}+, \d+\. \p{L}+ \d{4} um \d\d:\d\d:\d\d$/u },
  { locale: "ar-EG", time: /^[٠-٩:]+\s[صم]$/, date: /^\p{L}+، [٠-٩]+ \p{L}+ [٠-٩]+ في [٠-٩:]+\s[صم]$/u },
])(
  "the time beside a message is not cut off in $locale, and its tooltip has the day",
  async ({ locale, time, date }) => {
    const room = uniqueRoom("times");
    const ada = await Visitor.create({ locale, timezoneId: zoneAt(22) });
    await fillRoom(server, room, ["First", "Second"]);
    // Narrower pages do not show it.
    for (const width of [1440, 600]) {
      await ada.page.setViewportSize({ width, height: 900 });
      await ada.enter(`${server.url}/rooms/${room}`);
      const second = ada.line("Second").last();
      await second.hover();
      const shown = second.locator("time");
      expect(await shown.textContent()).toMatch(time);
      expect(await shown.getAttribute("title")).toMatch(date);
      const box = await shown.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
  },
);
