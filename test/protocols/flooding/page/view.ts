/** In the page a flood is told in words; tables of what is held would say no more. */
import type { Held } from "../../../../src/explain/explained.js";
import type { View } from "../../../../src/page/view.js";

export const view: View<Held> = { pillPx: 128, nothing: () => "no order" };
