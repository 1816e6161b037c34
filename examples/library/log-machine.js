/** Your own machine: accounts that cannot be overdrawn. Run it with `node examples/library/log-machine.js FOLDER`. */
import { joinAll } from "./log-group.js";

/** The same commands in the same order must give the same everywhere: no clock, no randomness, nothing from outside. */
class Bank {
  #accounts = new Map();

  check({ pay, from, to }) {
    return Number.isSafeInteger(pay) && pay > 0 && (from || to)
      ? null
      : "pay a whole amount, from or to someone";
  }

  apply({ pay, from, to }) {
    if (from && this.query(from) < pay) return { refused: `${from} has ${this.query(from)}` };
    if (from) this.#accounts.set(from, this.query(from) - pay);
    if (to) this.#accounts.set(to, this.query(to) + pay);
    return { paid: pay };
  }

  query(name) {
    return this.#accounts.get(name) ?? 0;
  }

  snapshot() {
    return [...this.#accounts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  restore(snapshot) {
    this.#accounts = new Map(snapshot);
  }
}

const [folder = "bank-log"] = process.argv.slice(2);
const members = await joinAll(folder, () => new Bank());
const [one, other] = members;
console.log((await one.submit({ pay: 10, to: "ann" })).result);
const both = [
  one.submit({ pay: 7, from: "ann", to: "bob" }),
  other.submit({ pay: 7, from: "ann", to: "eve" }),
];
for (const { result } of await Promise.all(both)) console.log(result);
console.log("ann has", (await other.read("ann")).value);
await Promise.all(members.map((member) => member.close()));
