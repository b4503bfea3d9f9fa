// Loaded in the head before the first paint: resolves the theme "system" to light or dark.
(function () {
  const root = document.documentElement;
  if (root.dataset.themeChoice !== "system") return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { root.dataset.theme = dark.matches ? "dark" : "light"; };
  apply();
  dark.addEventListener("change", apply);
})();
