/** Every screen, light and dark, checked by axe: nothing is found. */
import { expect, it } from "vitest";
import { foundIn, foundInBoth } from "./axe.js";
import { openPage, useBrowser } from "./browser.js";

useBrowser();

const SCREENS = [
  "#/stage",
  "#/stage?mode=all&at=36&beat=round",
  "#/stage?mode=all&at=67&changed=1>4>1.2>attack",
  "#/stage?protocol=sm&n=5&traitors=1:split,3:flip&mode=all&at=30",
  "#/stage?protocol=king&node=4&at=60&present=1",
  "#/stage?n=13&m=2&traitors=2:flip&mode=all&at=160",
  "#/stage?mode=all&at=38&changed=2>4>1.3.2>retreat",
  "#/stage?protocol=vector&traitors=2:random&mode=all&at=60",
  "#/tree?path=1.3.2",
  "#/tree?mode=all&path=1.3",
  "#/tree?form=links&leaves=1&mode=all",
  "#/tree?n=4&traitors=3:late&node=4&leaves=1",
  "#/tree?n=13&traitors=2:flip",
  "#/tree?n=22&traitors=2:flip,5:silent&mode=all",
  "#/tree?orders=retreat,attack,wait,dig,sing,rest&traitors=2:split,3:random",
  "#/rounds?mode=all&from=3&round=2",
  "#/rounds",
  "#/compare?traitors=2:split,3:split&node=4&other=5&path=1.3",
  "#/compare?n=13&traitors=2:split,3:split,5:random&node=4&other=7&path=1.5",
  "#/lessons?lesson=15&page=2&step=2",
  "#/setup",
  "#/worlds?mode=all",
  "#/check?n=3&m=1",
  "#/lessons",
  "#/lessons?lesson=6&traitors=6:always=retreat,7:always=retreat&node=2&step=2",
  "#/live?run=1",
  "#/nodes?protocol=sm&n=5&traitors=1:split,3:flip&mode=all",
  "#/nodes?protocol=king&traitors=1:split,3:random&mode=all",
  "#/nodes?protocol=king&node=4",
  "#/nodes?protocol=vector&n=3&m=1&values=2=wait&traitors=3:flip&mode=all",
  "#/nodes?protocol=vector&values=1=20.5,2=21,3=19,4=20&combine=median&node=4",
  "#/rounds?protocol=sm&n=5&traitors=1:split&mode=all&from=2&round=1",
  "#/rounds?protocol=king&mode=all&from=1&round=3",
  "#/rounds?protocol=vector&traitors=2:random&mode=all&from=2&round=1",
  "#/setup?protocol=vector&traitors=3:always=99&combine=majority",
  "#/lessons?protocol=sm",
];

it.each(SCREENS)("axe finds nothing, in the light and in the dark: %s", async (hash) => {
  const page = await openPage(hash, { colorScheme: "light", reducedMotion: "reduce" });
  await page.locator("main > *").first().waitFor();
  expect(await foundInBoth(page)).toEqual([]);
});

it.each(["#/tree?path=1.3.2", "#/rounds?mode=all&from=3&round=2", "#/tree?n=13&mode=all", "#/setup"])(
  "axe finds nothing on the smallest screen: %s",
  async (hash) => {
    const page = await openPage(hash, { viewport: { width: 320, height: 640 }, reducedMotion: "reduce" });
    await page.locator("main > *").first().waitFor();
    expect(await foundIn(page)).toEqual([]);
  },
);

it("a text that only the dark hides is found", async () => {
  const page = await openPage("#/lessons", { colorScheme: "light", bypassCSP: true });
  await page.locator("main > *").first().waitFor();
  await page.addStyleTag({
    content: "@media (prefers-color-scheme: dark) { main * { color: #333 !important } }",
  });
  expect(await foundIn(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await foundIn(page, "color-contrast")).not.toEqual([]);
});
