/** The page begins here. */
import { render } from "preact";
import { App } from "./ui/app.js";
import { followPrinting } from "./ui/paper.js";

followPrinting();
const root = document.getElementById("app");
if (root) render(<App />, root);
