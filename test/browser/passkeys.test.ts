/** Passkeys in Chromium, with its virtual authenticator. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { axeViolations } from "./support/axe.ts";
import { closeDialog, openRoomSettings } from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const WIDE = { viewport: { width: 1440, height: 900 } };

/** A passkey is bound to a domain, and an IP address is none. */
const url = () => server.url.replace("127.0.0.1", "localhost");

/** Gives a page an authenticator that confirms each request. */
async function addAuthenticator(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { devtools, authenticatorId };
}

test("a passkey brings a room's owner back after all cookies are gone; without verification it does not", async () => {
  const room = uniqueRoom("passkeys");
  const ada = await Visitor.create({ ...WIDE, init: () => localStorage.setItem("name", "Ada") });
  const { page, context } = ada;
  const { devtools, authenticatorId } = await addAuthenticator(page);
  await ada.enter(`${url()}/rooms/${room}`);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await page.getByRole("button", { name: "Devices", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Devices" });
  await dialog.getByRole("button", { name: "Save with a passkey" }).click();
  const name = dialog.getByRole("textbox", { name: /^Name of the passkey/ });
  await name.waitFor();
  await expect.poll(() => name.inputValue()).toMatch(/^Chrome/);
  await name.fill("Laptop");
  await name.press("Enter");
  await dialog.getByRole("textbox", { name: "Name of the passkey Laptop" }).waitFor();
  // The same authenticator has a passkey already.
  await dialog.getByRole("button", { name: "Add another passkey" }).click();
  await dialog.getByText("This device already has a passkey of yours.").waitFor();
  expect(await axeViolations(ada)).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });

  await page.goto(`${url()}/sign-in`);
  await context.clearCookies();
  await page.evaluate(() => localStorage.clear());
  await ada.enter(`${url()}/rooms/${room}`);
  await page.getByRole("button", { name: room, exact: true }).click();
  await page.getByRole("menuitem", { name: "About this room" }).waitFor();

  await page.goto(url());
  await page.getByRole("link", { name: "Sign in" }).click();
  const signIn = page.getByRole("button", { name: "Sign in with a passkey" });
  await signIn.waitFor();
  expect(await axeViolations(ada)).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await signIn.click();
  await page.getByText("You weren't signed in.").waitFor();
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await signIn.click();
  await page.waitForURL(`${url()}/`);
  await ada.enter(`${url()}/rooms/${room}`);
  const settings = await openRoomSettings(ada, room);
  await settings.getByText("Delete room").first().waitFor();
  await closeDialog(ada);

  // A passkey that was removed signs no one in.
  await page.getByRole("button", { name: "Devices", exact: true }).click();
  await dialog.getByRole("button", { name: "Remove the passkey Laptop" }).click();
  await dialog.getByRole("button", { name: "Save with a passkey" }).waitFor();
  await page.goto(`${url()}/sign-in`);
  await context.clearCookies();
  await page.reload();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("This passkey doesn't work here any more.").waitFor();
});

test("without passkeys the page says so, and a link signs in another device all the same", async () => {
  const room = uniqueRoom("passkeys");
  const ada = await Visitor.create({
    ...WIDE,
    init: () => Reflect.deleteProperty(window, "PublicKeyCredential"),
  });
  const { page } = ada;
  await ada.enter(`${url()}/rooms/${room}`);
  await page.getByRole("button", { name: "Devices", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Devices" });
  await dialog.getByText("This browser doesn't support passkeys.").waitFor();
  expect(await dialog.getByRole("button", { name: "Save with a passkey" }).count()).toBe(0);
  await dialog.getByRole("button", { name: "Create link" }).click();
  await dialog.getByRole("textbox", { name: "Sign-in link" }).waitFor();
  await page.goto(`${url()}/sign-in`);
  await page.getByText("This browser doesn't support passkeys.").waitFor();
  // At an address without a domain no browser has any.
  await page.goto(`${server.url}/sign-in`);
  await page.getByText("Passkeys need a secure connection (HTTPS) to a domain.").waitFor();
});
