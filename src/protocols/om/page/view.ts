/** Oral messages on the page: what nodes hold are trees, which have screens of their own. */
import type { Held } from "../../../explain/explained.js";
import type { View } from "../../../page/view.js";

export const view: View<Held> = { pillPx: 128, nothing: () => "nothing" };
