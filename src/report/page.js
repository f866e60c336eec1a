const form = document.querySelector(".filters");
const entries = [...document.querySelectorAll("[data-name]")];

function filter() {
  const name = form.elements.name.value.toLowerCase();
  const kind = form.elements.kind.value;
  const state = form.elements.state.value;
  for (const entry of entries) {
    const own = entry.dataset;
    entry.hidden = !(own.name.includes(name) && ["", own.kind].includes(kind) &&
      ["", own.state].includes(state));
  }
  for (const group of document.querySelectorAll(".case"))
    group.hidden = !group.querySelector("a:not([hidden])");
  const links = entries.filter((entry) => entry.tagName === "A");
  const shown = links.filter((link) => !link.hidden).length;
  form.querySelector("output").value = shown === links.length ? "" : `${shown} of ${links.length}`;
}

form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();

// Where the line under the mouse came from.
const tip = document.getElementById("tip");
document.addEventListener("mousemove", (event) => {
  const line = event.target.closest("[data-origin]");
  tip.hidden = !line;
  if (!line) return;
  tip.textContent = line.dataset.origin;
  const { width, height } = tip.getBoundingClientRect();
  const below = event.clientY + 16 + height < window.innerHeight;
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 12, window.innerWidth - width - 4))}px`;
  tip.style.top = `${below ? event.clientY + 16 : event.clientY - height - 8}px`;
});
