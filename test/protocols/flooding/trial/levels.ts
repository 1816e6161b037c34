/** The ladder of flooding, in which nobody lies. */
import { loyal, type Shapes, speak } from "../../../../src/trial/levels/ladder.js";
import type { Level } from "../../../../src/trial/levels/plan.js";

const SHAPES: Shapes = { small: { n: 4 }, large: { n: 7 }, sizes: [] };

export const levels: readonly Level[] = [speak(SHAPES), loyal(SHAPES)];
