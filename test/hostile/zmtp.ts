/** ZMTP 3.0 (ZeroMQ RFC 23) by hand over TCP, without encryption: for what no ZeroMQ socket would send. */
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

function portOf(address: string): number {
  return Number(address.split(":").at(-1));
}

/** A connection to a node's listener; being cut off is the point. */
export function dialRaw(address: string): Socket {
  const socket = connect(portOf(address), "127.0.0.1");
  return kept(socket);
}

/** Listens in a node's place; every connection is handed over. Resolves once it listens. */
export async function listenRaw(address: string, onConnection: (socket: Socket) => void): Promise<void> {
  const server = createServer((socket) => onConnection(kept(socket)));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => {
    server.listen(portOf(address), "127.0.0.1", resolve);
  });
}

function kept(socket: Socket): Socket {
  socket.on("error", () => undefined);
  socket.resume();
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** Signature, version 3.0, a mechanism (20 bytes), as-server, filler. */
export function greeting(mechanism: "NULL" | "PLAIN" | "CURVE"): Buffer {
  const name = Buffer.alloc(20);
  name.write(mechanism);
  return Buffer.concat([Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]), name, Buffer.alloc(32)]);
}

/** The READY command of the NULL mechanism. */
export function readyCommand(socketType: "ROUTER" | "DEALER", routingId = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([
    Buffer.from("\x05READY"),
    property("Socket-Type", Buffer.from(socketType)),
    property("Identity", routingId),
  ]);
  return Buffer.concat([Buffer.from([4, body.length]), body]);
}

function property(name: string, value: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), length, value]);
}

/** One part of a message; `more`: another part follows. */
export function part(body: Buffer, more: boolean): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length));
  return Buffer.concat([Buffer.from([more ? 3 : 2]), size, body]);
}
