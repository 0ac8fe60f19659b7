/** What is new since the last run against the same target, in one line. */
function since() {
  const past = run.history;
  if (!past || !past.since) return [];
  const ids = (all) => all.map((one, n) => [n ? ", " : "", el("a", { href: `#${encodeURIComponent(one.requirement)}` }, raw(one.requirement))]);
  const day = raw(past.since.slice(0, 10));
  const lines = [];
  if (past.new.length) lines.push(el("p", {}, verdictLike("fail", "✗", "新たな不合格", "New failures"), " ", ids(past.new), el("small", {}, say("（前回 ", " (the last run was on "), day, say("）", ")"))));
  if (past.fixed.length) lines.push(el("p", {}, verdictLike("pass", "✓", "解消", "Fixed"), " ", ids(past.fixed), el("small", {}, say("（前回 ", " (the last run was on "), day.cloneNode(true), say("）", ")"))));
  return lines;
}

/** The last runs, the newest first. */
function past() {
  const kinds = { conformant: "pass", "conformant-with-waivers": "waived", "not-conformant": "fail", untested: "error" };
  const rows = [...run.history.runs].reverse().map((one, n) => {
    const [, ja, en] = VERDICT_OF_RUN[one.verdict] || ["", one.verdict, one.verdict];
    return row({}, lead({}, moment(one.started), n ? "" : [" ", el("small", {}, say("今回", "this run"))], el("br"), raw(`plan ${one.plan_hash}, tekigo ${one.tekigo}`, "small")),
      cell({ class: "slim" }, verdictLike(kinds[one.verdict] || "error", one.sign, ja, en), one.complete ? "" : el("small", {}, say(" 未完了", " not complete"))),
      labelled("不合格", "fail", count(one.failed)), labelled("警告", "warn", count(one.warned)), labelled("合格", "pass", count(one.passed)),
      labelled("未実施", "not tested", count(one.not_tested)), cell({ class: "slim" }, raw(one.product || "—")));
  });
  return table(say(`直近 ${rows.length} 回`, `The last ${rows.length} runs`), [say("開始", "Started"), say("判定", "Verdict"), say("不合格", "Failed"), say("警告", "Warned"), say("合格", "Passed"), say("未実施", "Not tested"), say("版", "Version")], rows, { class: "cards wrap" });
}
