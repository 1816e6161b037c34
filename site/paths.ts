/** Where a file of the repository is on the site, and the way back from a page that has a frame of its own. */

const PICTURE = /\.(?:svg|png)$/;

export function isPicture(path: string): boolean {
  return PICTURE.test(path);
}

/** A text is a page of its own, a picture stays what it is, and so does what the site itself has made. */
export function outOf(path: string): string {
  if (path === "README.md") return "index.html";
  if (path.endsWith(".md")) return path.replace(/\.md$/, ".html");
  return isPicture(path) || /\.html(?:#|$)/.test(path) ? path : `${path}.html`;
}

/** The page as the program writes it, told where on the site its reader came from: it shows that beside its screens. */
export function withWayBack(page: string, href: string, name: string): string {
  return page.replace("</title>", `</title>\n<link rel="up" href="${href}" title="${name}">`);
}
