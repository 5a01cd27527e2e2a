// What the page does beyond links: the panel of a box, the arrows of a box, and the choice of colours. Everything is readable
// without it.
const root = document.documentElement;
const panel = document.querySelector("#panel");
const panelTitle = document.querySelector("#panel-title");
const panelBody = document.querySelector("#panel-body");

// Nothing is stored: the choice lasts as long as the page is open.
const theme = document.querySelector("#theme");
const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const nameTheme = () => {
  theme.textContent = isDark() ? "Light colours" : "Dark colours";
};
theme.hidden = false;
theme.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
});
nameTheme();

/** Shows copies of resources in the panel, without their ids, which exist once in a page. */
function show(title, resources, open) {
  panelTitle.textContent = title;
  panelBody.replaceChildren(
    ...resources.map((resource, index) => {
      const copy = resource.cloneNode(true);
      copy.removeAttribute("id");
      copy.open = open || index === 0;
      return copy;
    }),
  );
  if (!panel.open) panel.showModal();
  panelBody.scrollTop = 0;
}

function resourceOf(link) {
  return document.getElementById(link.hash.slice(1));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link) return;
  const href = link.getAttribute("href");
  if (link.dataset.box !== undefined) {
    const place = document.getElementById(href.slice(1));
    // What is deleted has no list of resources: its link leads to the table of changes.
    if (place?.dataset.place === undefined) return;
    event.preventDefault();
    const links = [...place.querySelectorAll("a[data-resource]")];
    show(place.querySelector("h4").textContent, links.map(resourceOf).filter(Boolean), links.length === 1);
  } else if (link.dataset.resource !== undefined) {
    const resource = resourceOf(link);
    if (!resource) return;
    event.preventDefault();
    show(resource.querySelector("summary").textContent, [resource], true);
  }
});
document.querySelector("#panel-close").addEventListener("click", () => panel.close());
panel.addEventListener("click", (event) => {
  if (event.target === panel) panel.close();
});

/** Marks some arrows of a picture, so that the others step back. */
function light(picture, isLit) {
  let any = false;
  for (const arrow of picture.querySelectorAll(".arrow")) {
    const lit = isLit(arrow);
    arrow.classList.toggle("lit", lit);
    any ||= lit;
  }
  picture.classList.toggle("lighting", any);
}

for (const picture of document.querySelectorAll(".picture")) {
  // On a narrow screen the left edge is empty: begin where traffic comes in.
  const scroller = picture.closest(".scroller");
  const entry = picture.querySelector(".outside.in.everybody:not(.deleted)") ?? picture.querySelector(".outside.in");
  if (scroller && entry) {
    const { left, width } = entry.getBoundingClientRect();
    scroller.scrollLeft += left + width / 2 - scroller.getBoundingClientRect().left - scroller.clientWidth / 2;
  }
  const boxes = [...picture.querySelectorAll("a[data-box]")];
  const none = () => light(picture, () => false);
  for (const box of [...boxes, ...picture.querySelectorAll(".outside")]) {
    const key = box.dataset.box ?? box.dataset.outside;
    const own = () => light(picture, ({ dataset }) => dataset.from === key || dataset.to === key);
    for (const begin of ["mouseenter", "focus"]) box.addEventListener(begin, own);
    for (const end of ["mouseleave", "blur"]) box.addEventListener(end, none);
  }
  for (const arrow of picture.querySelectorAll(".arrow")) {
    arrow.addEventListener("mouseenter", () => light(picture, (one) => one === arrow));
    arrow.addEventListener("mouseleave", none);
  }
  const rows = picture.closest(".stack")?.querySelectorAll("tr[data-arrow]") ?? [];
  for (const row of rows) {
    row.addEventListener("mouseenter", () => light(picture, ({ dataset }) => dataset.arrow === row.dataset.arrow));
    row.addEventListener("mouseleave", none);
  }
  picture.addEventListener("keydown", (event) => {
    const [right, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [0, 0];
    const next = (right || down) && neighbour(document.activeElement, boxes, right, down);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

/** The nearest box in a direction. Distance sideways counts double; what is beside rather than ahead does not count. */
function neighbour(from, boxes, right, down) {
  if (!boxes.includes(from)) return undefined;
  const middle = (box) => {
    const { x, y, width, height } = box.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const [x, y] = middle(from);
  let best;
  let least = Number.POSITIVE_INFINITY;
  for (const box of boxes) {
    const [left, top] = middle(box);
    const along = (left - x) * right + (top - y) * down;
    const aside = Math.abs((left - x) * down) + Math.abs((top - y) * right);
    if (along <= aside / 2 || along + 2 * aside >= least) continue;
    least = along + 2 * aside;
    best = box;
  }
  return best;
}

// A link to something inside of a closed part opens it.
function reveal() {
  let element = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const target = element;
  for (; element; element = element.parentElement) if (element.tagName === "DETAILS") element.open = true;
  target?.scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();
