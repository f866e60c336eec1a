const input = document.querySelector("nav input");
if (input) input.addEventListener("input", () => {
  const wanted = input.value.toLowerCase();
  for (const element of document.querySelectorAll("[data-name]"))
    element.hidden = !element.dataset.name.includes(wanted);
});
