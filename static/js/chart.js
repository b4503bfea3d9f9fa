// Draws every figure.chart[data-chart] from the table behind it. Colours come from the tokens; a series whose heading
// has data-due takes the colour of that due state. A point opens the link of its row. Chart.js is loaded before.
const PLAIN = ["--chart-1", "--chart-2", "--chart-3"];
const DUE = { over: "--due-over", today: "--due-today", later: "--line-strong", done: "--done" };
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function read(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")];
  const heads = [...figure.querySelectorAll("thead th")];
  const value = (row, index) => {
    const text = row.querySelectorAll("td")[index]?.dataset.value;
    return text ? Number(text) : null;
  };
  return {
    labels: rows.map((row) => row.querySelector("th").textContent.trim()),
    links: rows.map((row) => row.querySelector("th a")?.href ?? ""),
    series: heads.map((head, index) => ({
      label: head.textContent.trim(),
      colour: token(DUE[head.dataset.due] ?? PLAIN[index % PLAIN.length]),
      values: rows.map((row) => value(row, index)),
    })),
  };
}

function dataset(kind, one) {
  const shared = { label: one.label, data: one.values, backgroundColor: one.colour, borderColor: one.colour };
  if (kind === "line") return { ...shared, borderWidth: 2, pointRadius: 3, tension: 0, spanGaps: true };
  return { ...shared, borderRadius: kind === "stacked" ? 0 : 3, maxBarThickness: 36 };
}

function axis(kind, { stacked, grid, figure }) {
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  return {
    stacked,
    beginAtZero: true,
    border: { display: false },
    grid: { display: grid, color: token("--chart-grid") },
    ticks: { color: token("--ink-3"), font, precision: 0, callback: axisText(kind, grid, figure) },
  };
}

function axisText(kind, isValue, figure) {
  return function text(value) {
    return isValue ? `${value}${figure.dataset.unit ?? ""}` : this.getLabelForValue(value);
  };
}

function options(figure, data) {
  const kind = figure.dataset.chart;
  const lying = kind === "share";
  const stacked = kind === "stacked";
  const many = data.series.length > 1;
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: still.matches ? false : { duration: 200 },
    indexAxis: lying ? "y" : "x",
    scales: {
      x: axis(kind, { stacked, grid: lying, figure }),
      y: axis(kind, { stacked, grid: !lying, figure }),
    },
    plugins: {
      legend: { display: many, position: "bottom", labels: { color: token("--ink-2"), boxWidth: 10, boxHeight: 10 } },
      tooltip: { displayColors: many },
    },
    onClick: (event, points) => {
      const link = points.length ? data.links[points[0].index] : "";
      if (link) window.location.assign(link);
    },
  };
}

function draw(figure) {
  const canvas = figure.querySelector("canvas");
  window.Chart.getChart(canvas)?.destroy();
  const kind = figure.dataset.chart;
  const data = read(figure);
  const type = kind === "line" ? "line" : "bar";
  const datasets = data.series.map((one) => dataset(kind, one));
  return new window.Chart(canvas, { type, data: { labels: data.labels, datasets }, options: options(figure, data) });
}

function drawAll() {
  if (!window.Chart) return;
  document.querySelectorAll("figure.chart[data-chart]").forEach(draw);
}

const root = document.documentElement;
let shownTheme = root.dataset.theme;
window.addEventListener("beforeprint", () => {
  shownTheme = root.dataset.theme;
  root.dataset.theme = "light";
  drawAll();
});
window.addEventListener("afterprint", () => { root.dataset.theme = shownTheme; });
new MutationObserver(drawAll).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
document.addEventListener("htmx:afterSettle", drawAll);
drawAll();
