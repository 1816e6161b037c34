/** Long answers, each of which stays in memory until its client has taken it: only so many at one time. */
import type { ServerResponse } from "node:http";

export class Taking {
  #count = 0;

  constructor(private readonly max: number) {}

  /** False: there is no place. A place is free again when the answer has been taken, or its connection is gone. */
  begin(response: ServerResponse): boolean {
    if (this.#count === this.max) return false;
    this.#count++;
    const { socket } = response.req;
    const ended = () => {
      response.off("close", ended);
      socket.off("close", ended);
      this.#count--;
    };
    response.once("close", ended);
    socket.once("close", ended); // an answer behind another one of its connection has no close of its own when that goes
    return true;
  }
}
