/** The page as a user has it, opened from disk: every screen by clicking. */
import { describe, expect, it } from "vitest";
import { figure, open, openPage, PAGE, textOf, useBrowser } from "./browser.js";

useBrowser();

const TRAP = "#/tree?traitors=6:always=retreat,7:always=retreat";

describe("a node's tree", () => {
  it("shows 37 cells at once, each with its sentence", async () => {
    const page = await openPage("#/tree");
    expect(await page.getByRole("treeitem").count()).toBe(37);
    const mark = await page.evaluate<number>(
      `performance.getEntriesByName("strategos:picture")[0].startTime`,
    );
    figure(`first picture at n = 7: ${mark.toFixed(0)} ms after the page began to load`);
    expect(mark).toBeGreaterThan(0);
    await page.getByRole("treeitem", { name: "path 1.3.2:" }).click();
    await expect
      .poll(() => textOf(page, ".says"))
      .toBe("Node 2 says that node 3 says that the general ordered attack.");
    expect(page.url()).toContain("path=1.3.2");
  });

  it("draws echoes and the node's own cells apart", async () => {
    const page = await openPage("#/tree?node=4");
    expect(await page.locator(".cell.own").count()).toBe(6);
    expect(await page.locator(".cell.echo").count()).toBe(5);
    await page.getByRole("treeitem", { name: "path 1.4.2:" }).click();
    await expect.poll(() => textOf(page, ".detail")).toContain("It is an echo");
  });

  it("marks no traitor in what one node knows, and does in the other mode", async () => {
    const page = await openPage("#/tree?path=1.3.2");
    await expect.poll(() => textOf(page, "body")).not.toMatch(/traitor/i);
    expect(await page.locator(".lie, .liar").count()).toBe(0);
    await page.getByRole("button", { name: "all-knowing" }).click();
    expect(await page.locator(".card.liar").count()).toBe(2);
    expect(await page.locator(".cell.lie").count()).toBe(12);
    await expect
      .poll(() => textOf(page, ".detail"))
      .toContain("node 3 was told attack and told node 2 retreat (node 3 is a traitor: split)");
    await expect
      .poll(() => textOf(page, ".verdict"))
      .toContain("IC1 holds: all loyal lieutenants decided the same order, attack.");
    await page.goBack();
    await expect.poll(() => textOf(page, "body")).not.toMatch(/traitor/i);
  });

  it("plays rounds level by level, then the fold", async () => {
    const page = await openPage("#/tree");
    const slider = page.getByRole("slider", { name: "Step" });
    await slider.focus();
    await page.keyboard.press("Home");
    expect(await page.locator(".cell.untold").count()).toBe(36);
    expect(await page.locator(".cell .fold").count()).toBe(0);
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(".cell.untold").count()).toBe(30);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(".cell .fold").count()).toBe(6);
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(".cell .fold").count()).toBe(7);
    await expect.poll(() => textOf(page, "output")).toBe("decision");
  });

  it("plays by itself", async () => {
    const page = await openPage("#/tree?step=3");
    await page.getByRole("button", { name: "Play" }).click();
    await page.locator(".cell .fold").nth(6).waitFor();
    expect(await page.getByRole("button", { name: "Play" }).count()).toBe(1);
  });

  it("shows the leaf trap, 12 to 18", async () => {
    const page = await openPage(TRAP);
    await page.getByLabel("count the leaves instead").check();
    await expect.poll(() => textOf(page, ".leaf-count")).toBe("18 retreat 12 attack");
    await expect.poll(() => textOf(page, ".detail")).toContain("This is the leaf trap");
    await expect.poll(() => textOf(page, ".card.shown")).toContain("decides attack");
  });

  it("is drawn as nodes and links too, and the keyboard walks it", async () => {
    const page = await openPage("#/tree");
    await page.getByRole("button", { name: "nodes and links" }).click();
    expect(await page.locator("svg [role=treeitem]").count()).toBe(37);
    await page.locator("svg [data-path='1']").focus();
    for (const key of ["ArrowDown", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    await expect
      .poll(() => textOf(page, ".says"))
      .toBe("Node 2 says that node 3 says that the general ordered attack.");
  });

  it("is walked by the keyboard alone from the top of the page", async () => {
    const page = await openPage("#/tree");
    for (let tabs = 0; tabs < 40; tabs++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(`document.activeElement.getAttribute("role") === "treeitem"`)) break;
    }
    for (const key of ["ArrowRight", "ArrowDown", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    expect(page.url()).toContain("path=1.3.4");
    await expect.poll(() => textOf(page, ".detail")).toContain("node 4's own cell");
  });
});

describe("setting up a run", () => {
  it("makes traitors of nodes that are clicked, and each state has an address", async () => {
    const page = await openPage("#/setup");
    await page.getByLabel("nodes, n").fill("6");
    await page.getByLabel("nodes, n").press("Tab");
    await page.getByLabel("traitors to tolerate, m").fill("2");
    await page.getByLabel("traitors to tolerate, m").press("Tab");
    for (const name of ["node 2: a traitor", "node 3: a traitor", "node 5: loyal", "node 6: loyal"])
      await page.getByRole("button", { name }).click();
    await expect.poll(() => textOf(page, ".bound")).toContain("nothing is guaranteed");
    await page.getByRole("button", { name: "Simulate it here" }).click();
    await page.getByRole("button", { name: "Tree", exact: true }).click();
    await page.getByRole("button", { name: "all-knowing" }).click();
    await expect.poll(() => textOf(page, ".verdict")).toContain("IC1 holds");
    await expect.poll(() => textOf(page, ".verdict")).toContain("IC2 is violated");
    const again = await open(page.url());
    await expect.poll(() => textOf(again, ".verdict")).toContain("IC2 is violated");
    for (let back = 0; back < 3; back++) await page.goBack();
    expect(await page.getByRole("button", { name: "node 5: a traitor" }).count()).toBe(1);
  });

  it("chooses how a traitor lies, and who is general", async () => {
    const page = await openPage("#/setup");
    await page.locator(".liars select").first().selectOption("always");
    await page.getByLabel("what node 2 always says").selectOption("attack");
    await page.getByLabel(/^general/).selectOption("4");
    expect(page.url()).toContain("general=4");
    expect(page.url()).toContain("2:always=attack");
    await expect
      .poll(() => textOf(page, "code"))
      .toBe("strategos sim --nodes 7 --general 4 --traitors 2:always=attack,3:split");
  });

  it("saves a recording and a configuration, and opens both again", async () => {
    const page = await openPage("#/setup?n=4&traitors=3:flip");
    const save = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name }).click(),
      ]);
      return download.path();
    };
    const [recording, config] = [await save("Save the recording"), await save("Save the configuration")];
    const fresh = await openPage("#/setup");
    await fresh.getByLabel("Open a recording or a configuration").setInputFiles(recording);
    await expect.poll(() => textOf(fresh, "h1 small")).toBe("4 nodes, OM(1), general 1; a recording");
    await fresh.getByRole("button", { name: "Set up" }).click();
    await fresh.getByLabel("Open a recording or a configuration").setInputFiles(config);
    await fresh.getByRole("button", { name: "node 3: a traitor" }).waitFor();
    const wrong = { name: "wrong.json", mimeType: "application/json", buffer: Buffer.from('{"nods":[]}') };
    await fresh.getByLabel("Open a recording or a configuration").setInputFiles(wrong);
    await expect.poll(() => textOf(fresh, "[role=alert]")).toContain("fix: did you mean nodes?");
  });

  it("opens a file again that was mended meanwhile", async () => {
    const page = await openPage("#/setup");
    const input = page.getByLabel("Open a recording or a configuration");
    const choose = async (text: string) => {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), input.click()]);
      // a browser tells of no change where the same file is chosen that is chosen already
      expect(await input.inputValue()).toBe("");
      await chooser.setFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from(text) });
    };
    await choose('{"nods":[]}');
    await page.getByRole("alert").waitFor();
    await choose('{"nods":[]}');
  });

  it("says no longer that an address was cut once another is open", async () => {
    const page = await openPage("#/tree?recording=cut");
    await expect.poll(() => textOf(page, "[role=alert]")).toMatch(/^The address was cut/);
    await page.evaluate('location.hash = "#/tree"');
    await expect.poll(() => page.getByRole("alert").count()).toBe(0);
  });
});

describe("the rounds", () => {
  it("bundle a sender's reports, split where it equivocates, and open by a click", async () => {
    const page = await openPage("#/rounds?mode=all");
    expect(await page.getByRole("button", { name: /^round \d: / }).count()).toBe(1 + 7 + 7);
    await expect.poll(() => textOf(page, ".tally")).toContain("186 relays in 66 reports");
    await page.getByRole("button", { name: "round 1: node 3 tells nodes 2, 4, 6: 1 retreat" }).click();
    await expect.poll(() => textOf(page, ".detail")).toContain("It told its receivers 2 different things.");
    await expect.poll(() => textOf(page, ".relays")).toContain("1.3 r retreat a attack");
  });

  it("show only what came to the node in the other mode", async () => {
    const page = await openPage("#/rounds?node=4");
    expect(await page.getByRole("button", { name: /^round \d: / }).count()).toBe(1 + 5 + 5);
    await expect.poll(() => textOf(page, "main")).not.toMatch(/traitor/);
  });
});

describe("two trees", () => {
  it("are compared, equal parts collapsed, from where they first part", async () => {
    const page = await openPage("#/tree?n=3&m=1&traitors=2:flip&mode=all");
    const differing = await openPage("#/compare?node=4&other=5");
    await expect.poll(() => textOf(differing, ".tally")).toContain("6 of 37 cells were told differently.");
    await differing.getByRole("button", { name: "The first: 1.3" }).click();
    expect(differing.url()).toContain("path=1.3");
    await expect.poll(() => textOf(differing, ".detail")).toContain("Did it matter?");
    await expect
      .poll(() => textOf(differing, ".pair-said"))
      .toMatch(/^On path 1.3 node 4 was told .*; node 5 was told /);
    expect(await differing.locator(".pair-trees .cell").count()).toBe(2 * 37);
    expect(await differing.locator(".pair-trees .cell:not(.alike)").count()).toBe(2 * 6);
    await differing.getByText("The differences as a list").click();
    const rows = await differing.locator(".equal").allInnerTexts();
    const counted = rows.map((row) => Number(/\((\d+) cell/.exec(row)?.[1]));
    const shown = await differing.locator(".pair tbody tr:not(.equal)").count();
    expect(counted.reduce((sum, count) => sum + count, shown)).toBe(37);
    await expect.poll(() => textOf(page, ".verdict")).toContain("IC2 is violated");
  });

  it("are led to from a verdict in which nodes decide differently", async () => {
    const page = await openPage("#/check?n=6&m=2&traitors=none");
    await page.getByRole("button", { name: "Watch it" }).click();
    await page.getByRole("button", { name: /^Here nodes \d and \d differ$/ }).click();
    await expect.poll(() => textOf(page, ".detail")).toContain("Yes: they decided differently.");
  });
});

describe("two worlds", () => {
  it("bring node 3 the same messages, and ask different orders of it", async () => {
    const page = await openPage("#/worlds");
    const messages = await page.locator(".messages").allInnerTexts();
    expect(messages[0]).toBe(messages[1]);
    await expect.poll(() => textOf(page, "main")).not.toMatch(/is the traitor/);
    await page.getByRole("button", { name: "Show what really happened" }).click();
    await expect
      .poll(() => textOf(page, ".conclusion"))
      .toContain("Whatever it decides on these messages, it is wrong in one of them.");
  });
});

describe("large trees", () => {
  it("of 13 nodes zoom on a canvas", async () => {
    const page = await openPage("#/tree?n=13&traitors=2:flip,3:split,5:silent");
    await expect.poll(() => textOf(page, ".hidden-count")).toContain("13,345 cells are drawn");
    const zoomTo = (name: string) => page.locator(".children button", { hasText: name }).click();
    for (const name of ["1.4", "1.4.7", "1.4.7.9"]) await zoomTo(name);
    await page.locator("canvas").click({ position: { x: 700, y: 300 } });
    await page.getByRole("button", { name: "general 1" }).click();
    for (const name of ["1.2", "1.2.5", "1.2.5.11"]) await zoomTo(name);
    await page.getByRole("button", { name: "general 1" }).click();
    const steps = await page.evaluate<number[]>(
      `performance.getEntriesByName("strategos:zoom").map((one) => one.duration)`,
    );
    const median = steps.toSorted((x, y) => x - y)[Math.floor(steps.length / 2)];
    figure(`zoom at n = 13: ${steps.map((step) => step.toFixed(1)).join(", ")} ms`);
    expect(steps).toHaveLength(9);
    expect(median).toBeGreaterThan(0);
    await page.goBack();
    expect(page.url()).toContain("top=1.2.5.11");
  });

  it("have their picture before the words beside it, and both in the end", async () => {
    const page = await openPage("#/tree?n=13&traitors=2:flip,3:split,5:silent");
    await page.locator(".children button").nth(2).focus();
    const atOnce = await page.evaluate<readonly string[]>(`(async () => {
      document.querySelectorAll(".children button")[2].click();
      await new Promise((done) => queueMicrotask(() => queueMicrotask(done)));
      return [document.querySelector("canvas").ariaLabel, document.querySelector(".children h3").textContent];
    })()`);
    expect(atOnce).toEqual(["The tree of node 4 below path 1.4", "Below path 1"]);
    await expect.poll(() => textOf(page, ".children h3")).toBe("Below path 1.4");
    expect(await textOf(page, ".detail")).toContain("Path 1.4 at node 4");
    const isFocused = "document.activeElement === document.querySelectorAll('.children button')[2]";
    expect(await page.evaluate<boolean>(isFocused)).toBe(true);
  });

  it("of 22 nodes are shown in groups, every leaf counted", async () => {
    const page = await openPage("#/tree?n=22&traitors=2:flip,3:split,5:flip");
    await expect.poll(() => textOf(page, ".tally")).toContain("586,051,200 leaves");
    await expect.poll(() => textOf(page, "main")).not.toMatch(/traitor/);
    const counts = await page.locator(".children b").allInnerTexts();
    expect(counts.reduce((sum, text) => sum + Number.parseInt(text, 10), 0)).toBe(21);
    await page.locator(".children button").first().click();
    await expect.poll(() => textOf(page, ".hidden-count")).toContain("27,907,200 leaves");
    await page.getByRole("button", { name: "all-knowing" }).click();
    await expect.poll(() => textOf(page, ".strip")).toContain("IC1 holds, IC2 holds, guaranteed");
  });
});

describe("the page itself", () => {
  const wide = ["nodes", "rounds", "setup", "lessons"].flatMap((screen) =>
    ["sm", "king", "vector"].map((protocol) => `${screen}?protocol=${protocol}&`),
  );
  it.each(["tree?", "rounds?", "compare?", "setup?", "worlds?", "check?", "lessons?", ...wide])(
    "fits a phone: %s",
    async (screen) => {
      const page = await openPage(`#/${screen}mode=all`, { viewport: { width: 390, height: 844 } });
      await page.locator("main > *").first().waitFor();
      expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBe(390);
    },
  );

  it("asks nothing of any network", async () => {
    const page = await openPage("#/tree");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.reload();
    for (const name of ["Rounds", "Compare", "Two worlds", "Lessons"])
      await page.getByRole("button", { name, exact: true }).click();
    expect(asked.filter((url) => !url.startsWith("data:"))).toEqual([PAGE]);
  });

  it.each([
    "#/nowhere?n=-3&m=99&general=0",
    "#/tree?n=1e9&path=1.1.1&node=77&step=99",
    "#/tree?traitors=9:flip,2:nonsense,3:script=1>2&order=%E0%A4%A",
    "#/tree?n=4&traitors=3:script=1>2>1.3>attack;9>9>9>x",
  ])("puts a foreign address right: %s", async (hash) => {
    const page = await openPage(hash);
    expect(await page.locator(".card, .stage-node").count()).toBeGreaterThan(2);
  });
});
