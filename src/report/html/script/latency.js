const WIDTH = 640, HEIGHT = 132, FLOOR = 100, LEFT = 8;

function span(micros) {
  if (micros < 1000) return `${micros} µs`;
  if (micros < 1e6) return `${Number((micros / 1000).toPrecision(3))} ms`;
  return `${Number((micros / 1e6).toPrecision(3))} s`;
}

/** The distribution of one operation: bars over a logarithmic axis of time. */
function chart(l) {
  const low = Math.log10(l.bars[0][0]), high = Math.log10(l.bars[l.bars.length - 1][1]);
  const from = Math.floor(low), to = Math.max(from + 1, Math.ceil(high));
  const x = (micros) => LEFT + (WIDTH - 2 * LEFT) * (Math.log10(Math.max(micros, 1)) - from) / (to - from);
  const most = Math.max(...l.bars.map((bar) => bar[2]));
  const parts = l.bars.filter((bar) => bar[2]).map(([a, b, n]) => {
    const height = Math.max(1, (FLOOR - 22) * n / most);
    return svg("rect", { class: "bar", x: x(a).toFixed(1), y: (FLOOR - height).toFixed(1), width: Math.max(1, x(b) - x(a) - 1).toFixed(1), height: height.toFixed(1) });
  });
  parts.push(svg("line", { class: "axis", x1: LEFT, x2: WIDTH - LEFT, y1: FLOOR, y2: FLOOR }));
  for (let power = from; power <= to; power += 1) {
    const at = x(10 ** power);
    parts.push(svg("line", { class: "axis", x1: at, x2: at, y1: FLOOR, y2: FLOOR + 5 }),
      svg("text", { x: at, y: FLOOR + 20, "text-anchor": power === from ? "start" : power === to ? "end" : "middle" }, span(10 ** power)));
  }
  for (const [name, micros, y] of [["p50", l.p50, 12], ["p99", l.p99, 12]]) {
    const at = x(micros);
    parts.push(svg("line", { class: "mark", x1: at, x2: at, y1: 16, y2: FLOOR }),
      svg("text", { class: "tag", x: at, y, "text-anchor": at > WIDTH - 60 ? "end" : name === "p50" ? "end" : "start" }, name));
  }
  const title = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" }, parts);
  return label(title, `${l.operation} の応答時間の分布。中央値 ${span(l.p50)}、99% ${span(l.p99)}、最大 ${span(l.max)}`, `Distribution of the time of ${l.operation}: median ${span(l.p50)}, 99 % ${span(l.p99)}, slowest ${span(l.max)}`, "aria-label");
}

/** Operations whose latency is drawn. */
const CHARTS = 40;

function latency(section) {
  section.append(heading("latency", "応答時間", "Latency"));
  const told = run.contracts.flatMap((c) => c.latency.map((l) => [c, l]));
  if (!told.length) return section.append(nothing("記録はありません。", "None was recorded."));
  section.append(el("p", {}, say("リクエストの最初のバイトから応答の最後のバイトまで。横軸は対数です。負荷試験ではありません。", "From the first byte sent to the last byte received, on a logarithmic axis. This is not a load test.")));
  const rows = told.map(([c, l]) => row({}, lead({}, raw(`${c.id} ${l.operation}`)), ...[count(l.count), span(l.min), span(l.p50), span(l.p95), span(l.p99), span(l.max)].map((text) => cell({ class: "num" }, text))));
  section.append(wide(table(say("百分位は区間の上端（誤差 +25% まで）", "Percentiles are the upper end of their bucket (at most 25 % above)"),
    [say("操作", "Operation"), say("リクエスト", "Requests"), say("最小", "Fastest"), "50 %", "95 %", "99 %", say("最大", "Slowest")], rows), "操作ごとの応答時間の表", "Table of latency by operation"));
  // Of hundreds of operations the slowest are drawn; the table has them all.
  const slowest = told.length > CHARTS ? [...told].sort(([, a], [, b]) => b.p99 - a.p99).slice(0, CHARTS) : told;
  if (slowest.length < told.length) section.append(el("p", {}, say(`最も遅い ${CHARTS}件の操作の分布`, `Distributions of the ${CHARTS} slowest operations`)));
  for (const [c, l] of slowest) section.append(el("figure", {}, el("figcaption", {}, el("h3", {}, raw(`${c.id} ${l.operation}`))), chart(l)));
}
