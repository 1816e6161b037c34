/** Ports that the kernel gives to outgoing connections: which they are, and what doctor and a failed start say of them. */
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { rangeGivenOut, within } from "../../src/net/given-out.js";
import { findListening } from "../../src/net/listening.js";
import { givenOut } from "../../src/operate/doctor/links.js";

const RANGE = "32768\t60999\n";

it("a port is given out where the range has it and nobody reserved it", () => {
  const whole = { first: 32_768, last: 60_999 };
  for (const port of [32_768, 40_008, 60_999]) expect(within(port, RANGE, "\n")).toEqual(whole);
  for (const port of [7101, 32_767, 61_000]) expect(within(port, RANGE, "\n")).toBeNull();
  const reserved = "8080,40000-40010\n";
  for (const port of [40_000, 40_008, 40_010]) expect(within(port, RANGE, reserved)).toBeNull();
  for (const port of [39_999, 40_011]) expect(within(port, RANGE, reserved)).toEqual(whole);
  expect(within(40_008, "", ""), "where no kernel tells").toBeNull();
});

it("doctor warns once of all such ports, and of no other", () => {
  const rangeOf = (port: number) => within(port, RANGE, "");
  const address = (port: number) => `tcp://127.0.0.1:${port}`;
  expect(givenOut([address(7101), address(7102)], rangeOf)).toEqual([]);
  expect(givenOut([address(7101), address(40_002), "tcp://[::1]:40003"], rangeOf)).toEqual([
    {
      name: "ports",
      status: "warning",
      detail:
        "this machine gives ports from 32768 to 60999 to outgoing connections, and one may hold that of tcp://127.0.0.1:40002 or tcp://[::1]:40003 when a node is to start there",
      fix: "choose ports outside that range, or reserve these: sysctl net.ipv4.ip_local_reserved_ports",
    },
  ]);
});

it("who cannot listen on such a port is told of outgoing connections", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    const range = rangeGivenOut(port);
    const outside = range === null ? "" : `, outside ${range.first} to ${range.last}, which outgoing`;
    expect(await findListening(`tcp://127.0.0.1:${port}`)).toMatchObject({
      kind: "inUse",
      fix: expect.stringContaining(`or give other ports in the configuration${outside}`),
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
