const ROWS = "main :is([data-row], [data-rows] > *, table.cards > tbody > tr, article.clause)";

/**
 * Goes to the next (1) or previous (-1) clause where a page is of one, else to a row of its lists, and from the last
 * one to the next page. Returns whether there was somewhere to go.
 * @param {1 | -1} step
 */
export function move(step) {
  const rel = step === 1 ? "next" : "prev";
  const neighbour = document.querySelector(`main nav:not(.pages) a[rel=${rel}]`);
  const target = neighbour ?? row(step) ?? document.querySelector(`main nav.pages a[rel=${rel}]`);
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("a[rel]")) target.click();
  else target.focus();
  return true;
}

/** The link of the row after, or before, that with the focus; without focus, of the one at the top of the window. @param {1 | -1} step */
function row(step) {
  const rows = [...document.querySelectorAll(ROWS)].filter((each) => each.checkVisibility() && link(each));
  const here = rows.findIndex((each) => each.contains(document.activeElement));
  if (here >= 0) return link(rows[here + step]);
  const below = rows.findIndex((each) => each.getBoundingClientRect().top >= 0);
  return link(step === 1 ? rows[below] : rows[(below < 0 ? rows.length : below) - 1]);
}

/** What of a row takes the focus. @param {Element | undefined} each @returns {HTMLElement | null | undefined} */
const link = (each) => each?.querySelector("a[href], button, summary");
