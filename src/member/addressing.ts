/** What stands on all that a member says: its own present life, and that of the peer's process it is for. */
import type { NodeId } from "../core/group.js";
import type { Life, Sequence } from "../core/sequence.js";
import { isForm, type Message, type Stamp } from "../net/form.js";
import type { NodeOptions } from "../node/options.js";
import { placeOfAddressee, type WireContext } from "../wire/codec.js";
import { Forms } from "../wire/forms.js";

export class Addressing {
  #stamped: { readonly message: Message; readonly at: number } | null = null;
  /** by hash, of the present life */
  readonly #forms = new Map<string, { readonly life: Life | undefined; readonly forms: Forms }>();

  constructor(
    private readonly options: NodeOptions,
    private readonly sequence: Sequence,
  ) {}

  context(instance: number, { group, hash, run, wire } = this.options): WireContext {
    return { group, hash, run, instance, wire, life: this.sequence.life };
  }

  /** What this member says again and again in the agreements of this context's general. */
  forms(context: WireContext): Forms {
    const known = this.#forms.get(context.hash);
    if (known && known.life === context.life) return known.forms;
    const forms = new Forms(context, this.options.self);
    this.#forms.set(context.hash, { life: context.life, forms });
    return forms;
  }

  /** For its present process; null while none has been heard. */
  stamp(to: NodeId, message: Message): Stamp | null {
    const text = this.sequence.lifeOf(to);
    if (text === null) return null;
    // one message goes to one peer after the other
    if (isForm(message)) return { at: message.stampAt, text };
    if (this.#stamped?.message !== message) this.#stamped = { message, at: placeOfAddressee(message) };
    return { at: this.#stamped.at, text };
  }
}
