const nothing = (ja, en) => el("p", {}, say(ja, en));
const heading = (id, ja, en) => el("h2", { id: `${id}-h` }, say(ja, en));

/** The catalogue of codes: how often each came, under which status. */
function codes(section) {
  section.append(heading("codes", "コード一覧", "Codes"));
  const told = run.contracts.filter((c) => c.codes.length);
  if (!told.length) return section.append(nothing("エラーコード一覧を持つ契約はありません。", "No contract has a list of business codes."));
  section.append(el("p", {}, say("色が濃いほど多く返りました。HTTPステータスの列は、仕様書に規定がある場合だけを数えます。", "The darker, the more often it was returned. Statuses are counted where the document specifies them.")));
  for (const c of told) {
    const statuses = [...new Set(c.codes.flatMap((code) => Object.keys(code.statuses)))].sort();
    const heat = (n) => n ? cell({ class: `heat heat-${Math.min(4, Math.floor(Math.log10(n)) + 1)}` }, count(n)) : cell({ class: "heat soft" }, "·");
    const rows = c.codes.map((code) => {
      const under = statuses.map((status) => code.statuses[status] || 0);
      const rest = code.seen - under.reduce((a, b) => a + b, 0);
      const state = !code.documented ? verdictLike("info", "i", "コード一覧にない", "not in the code list")
        : code.seen ? verdictLike("pass", "✓", "確認済み", "returned") : verdictLike("not-tested", "–", "未確認", "never returned");
      return row({ class: code.seen ? "" : "zero" }, lead({}, raw(code.code, "span", { class: "mono" })),
        cell({ class: "clause" }, both(code.title), code.reason ? [el("br"), el("small", {}, both(code.reason))] : null), cell({}, state), under.map(heat), heat(rest));
    });
    section.append(el("h3", {}, raw(c.id)), wide(table(say(`${c.codes.length}件`, plural(c.codes.length, "code")),
      [say("コード", "Code"), say("意味", "Meaning"), say("状態", "State"), ...statuses, say("規定なし", "Not specified")], rows), `コード ${c.id}`, `Codes of ${c.id}`));
  }
}

const verdictLike = (kind, mark, ja, en) => el("span", { class: `v v-${kind}`, "data-mark": mark }, say(ja, en));

function precedence(section) {
  section.append(heading("precedence", "複数違反時のエラーコードの優先順位", "Which error code comes first where two constraints are broken"));
  const told = run.contracts.filter((c) => c.precedence.length);
  if (!told.length) return section.append(nothing("2つの制約に同時に違反してコードが返った試験はありません。", "No code was returned where a trial broke two constraints at once."));
  section.append(el("p", {}, say("仕様書に順序の規定がないため、記録のみで判定しません。", "No document states an order; this is noted, never judged.")));
  for (const c of told) {
    for (const operation of c.precedence) {
      const pair = ([at, code]) => cell({}, raw(code, "span", { class: "mono" }), " ", raw(at, "small", { class: "mono" }));
      const rows = operation.pairs.map((p) => row({}, pair(p.one), pair(p.other), cell({}, raw(p.came.join(", "), "span", { class: "mono" }))));
      const body = el("div", { id: `pairs-${section.childElementCount}`, hidden: true });
      const button = opener(body.id, [say(`組み合わせごとの結果（${rows.length}件）`, `Each pair (${rows.length})`)], (open) => {
        if (!body.firstChild) body.append(wide(table(say("2つの違反と返ったコード", "Two breaches and the code that was returned"), [say("一方", "One"), say("他方", "The other"), say("返ったコード", "Returned")], rows), `組み合わせごとの結果 ${c.id} ${operation.operation}`, `Each pair of ${c.id} ${operation.operation}`));
        body.hidden = !open;
      });
      section.append(el("h3", {}, raw(`${c.id} ${operation.operation}`)), (operation.orders || []).map((order) => el("ol", { class: "order" }, order.map((code) => el("li", {}, raw(code, "span", { class: "mono" }))))), el("p", {}, button), body);
    }
  }
}

/** What else could have been chosen. */
function otherChoices(reading) {
  const listed = reading.choices.map((choice, n) => [n ? ", " : "", raw(choice, "span", { class: "mono" })]);
  const free = reading.free ? [listed.length ? "; " : "", say("ほかの値も可", "any other value")] : [];
  return listed.length || free.length ? [...listed, ...free] : "—";
}

function readings(section) {
  section.append(heading("readings", "仕様解釈の一覧", "Readings of the documents"));
  const told = run.contracts.filter((c) => c.readings.length);
  if (!told.length) return section.append(nothing("複数の解釈ができる箇所はありません。", "Nothing can be read in two ways."));
  section.append(el("p", {}, say("仕様書に複数の解釈がある箇所と、この試験で採用した解釈です。", "Where a document can be read in two ways, and the choice that this run made.")), ...likely());
  for (const c of told) {
    const rows = c.readings.map((r) => row({}, lead({}, raw(r.id, "span", { class: "mono" })), cell({ class: "slim", "data-label": "=" }, raw(r.value, "strong", { class: "mono" })),
      cell({ class: "slim", "data-label": "≠" }, otherChoices(r)), cell({ class: "clause" }, both(r.why))));
    section.append(el("h3", {}, raw(c.id)), table(el("span", { class: "hide" }, say("仕様解釈", "Readings")), [say("仕様解釈", "Reading"), say("この試験", "This run"), say("ほかの選択肢", "Other choices"), say("複数の解釈がある理由", "Why it can be read in two ways")], rows, { class: "cards" }));
  }
}

// What a filter leaves out: one line, not a row each.
const isOutside = (r) => r.verdict === "not-tested" && !!r.reason && r.reason.en.startsWith("outside the filter");

function notTested(section) {
  section.append(heading("not-tested", "未実施の要件と理由", "What was not tested, and why"));
  const rows = run.contracts.flatMap((c) => c.requirements
    .filter((r) => !isOutside(r))
    .filter((r) => r.verdict === "not-tested" || r.verdict === "error" || (r.verdict === "pass" && r.reason))
    .map((r) => row({}, lead({}, el("a", { href: `#${encodeURIComponent(r.id)}` }, raw(r.id))), cell({}, level(r.level)),
      cell({}, r.verdict === "pass" ? verdictLike("info", "◐", "一部", "in part") : verdict(r.verdict)), cell({ class: "clause" }, both(r.reason || {})))));
  const outside = run.contracts.flatMap((c) => c.requirements.filter(isOutside)).length;
  section.append(rows.length
    ? table(say(`要件 ${rows.length}件`, plural(rows.length, "requirement")), [say("要件", "Requirement"), say("レベル", "Level"), say("判定", "Verdict"), say("理由", "Reason")], rows, { class: "cards" })
    : nothing(outside ? "絞り込みの対象の要件はすべて試験しました。" : "すべての要件を試験しました。", outside ? "Every requirement inside the filter was tested." : "Every requirement was tested."));
  if (outside) section.append(nothing(`絞り込みの対象外の要件 ${count(outside)}件は試験していません。`, `${plural(outside, "requirement")} outside the filter ${outside === 1 ? "was" : "were"} not tested.`));
  const alone = run.contracts.flatMap((c) => c.unbroken);
  if (alone.length) section.append(el("h3", {}, say("単独では違反させられない制約", "Constraints that no case breaks alone")), el("ul", {}, alone.map((line) => el("li", {}, both(line)))));
  const silent = run.contracts.flatMap((c) => c.codes.filter((code) => code.documented && !code.seen));
  if (silent.length) section.append(nothing(`未確認のコード ${silent.length}件は「コード一覧」に理由があります。`, `${plural(silent.length, "code")} that ${silent.length === 1 ? "was" : "were"} never returned: see “Codes” for the reason.`));
  if (run.cuts.length) section.append(el("h3", {}, say("対象の制限により除いた試験", "Cut to keep within the limits of the target")), el("ul", {}, run.cuts.map((cut) => el("li", {}, say(cut.ja, cut.en)))));
  if (run.totals.dropped) section.append(nothing(`生成または確認ができず送信しなかったケースが ${count(run.totals.dropped)}件あります。`, `${plural(run.totals.dropped, "case")} could not be generated or confirmed and ${run.totals.dropped === 1 ? "was" : "were"} not sent.`));
}

function errors(section) {
  section.append(heading("errors", "実施できなかった試験", "Errors"));
  const part = (list, ja, en, none) => {
    section.append(el("h3", {}, say(ja, en)));
    if (!list.count) return section.append(none);
    const rows = list.listed.map(([trial, text]) => row({}, lead({}, raw(run.trials[trial], "span", { class: "mono" })), cell({ class: "clause" }, both(text))));
    section.append(table(say(`${count(list.count)}件のうち ${count(rows.length)}件`, `${count(rows.length)} of ${count(list.count)}`), [say("試験", "Trial"), say("内容", "What happened")], rows, { class: "cards" }));
  };
  part(run.errors.target, "対象に接続できませんでした", "The target could not be reached", nothing("なし。", "None."));
  part(run.errors.ours, "試験側のエラー（対象の不具合ではありません）", "Mistakes on our side (never the target’s)", nothing("なし。", "None."));
}
