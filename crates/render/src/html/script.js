const by = (id) => document.getElementById(id);
const steps = [...document.querySelectorAll("article")].map((row) => ({ row, text: row.textContent.toLowerCase() }));
const show = () => {
  const words = by("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { row, text } of steps) {
    const fits = words.every((word) => text.includes(word)) &&
      (!by("kind").value || row.dataset.kind === by("kind").value) &&
      (!by("action").value || row.dataset.action === by("action").value) &&
      (!by("risky").checked || row.dataset.risky === "true");
    row.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  by("count").textContent = `${shown} of ${steps.length} steps`;
};
if (steps.length) {
  for (const id of ["search", "kind", "action", "risky"]) by(id).addEventListener("input", show);
  show();
}
