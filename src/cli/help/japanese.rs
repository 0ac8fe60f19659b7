//! The texts of `--help` in Japanese.

pub(super) const EXAMPLES: &str = "\
例:
  tekigo                                        内蔵の参照実装に対してすべての契約を試験する
  tekigo run --contract robo-payment bulk_upsert/rejects
  tekigo init --contract robo-payment           対象のプロファイル target.toml のひな形を書く
  tekigo run --target sandbox.toml --seed 7     プロファイルに書いた対象を試験する
  tekigo plan --target sandbox.toml             送信する内容の見積もり（送信はしない）
  tekigo explain RP-3605                        要件の条文と試験方法
  tekigo serve --port 8080                      参照実装に対してクライアントを開発する
  tekigo replay reports/RUN RP-3605.2           要件の2番目の反例を再実行する
  tekigo show reports/RUN RP-3605               要件について送受信した内容
  tekigo waive reports/RUN RP-3605.2 --reason … --owner … --until 2027-01-31 --out sandbox.toml
  tekigo run --resume reports/RUN               中断した実行を再開する
  tekigo report reports/RUN                     記録した実行のレポートを作り直す
  tekigo report reports/RUN --package           提出用に1つのファイルにまとめる
  tekigo verify reports/RUN/package.zip         そのファイルを検証する
  tekigo draw order.schema.json --cases 5       JSON Schema から値を生成する
  tekigo diff reports/MONDAY reports/TUESDAY    同じリクエストに対する応答の変化
  tekigo prove --contract jpay-search           試験が欠陥を検出できることを示す

終了コード: 0 適合、1 不適合、2 入力の誤り、3 対象を試験できなかった";

/// What each command does; that without a name is the program.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    ("", "HTTP/JSON API が仕様どおりに動くかを業務エラーコードの単位まで試験する"),
    ("run", "対象を試験し、レポートを書く（既定のコマンド）"),
    ("plan", "送信する試験とリクエストの数、所要時間を表示する（送信はしない）"),
    ("list", "要件、試験、コード、状態、仕様解釈、欠陥の一覧を表示する"),
    ("explain", "要件の条文、試験方法、違反するリクエストと返るべき応答を表示する"),
    ("export", "契約を例とコード付きの OpenAPI 3.1 ファイルとして書き出す"),
    ("serve", "参照実装をこのマシンのポートで起動する"),
    ("init", "コメント付きのプロファイルのひな形を書く"),
    ("replay", "保存した反例またはシナリオファイルを対象に対して再実行する"),
    ("waive", "指摘1件を適用除外とするプロファイルの記述を書く"),
    ("show", "実行の送受信内容を要件、試験、ケース、コードごとに表示する（秘密情報は伏せる）"),
    ("report", "記録した実行のレポートを作り直す。または分割した実行を1つにまとめる"),
    ("diff", "2つの実行の変化を比較する（同じリクエストのステータス、コード、構造、値）"),
    ("verify", "証跡パッケージを検証する（改変の有無、署名、ジャーナルとレポートの一致）"),
    ("draw", "JSON Schema から生成される値を1行に1つ表示する（対象は不要）"),
    ("prove", "参照実装のすべての欠陥を試験が検出することを確かめる"),
    ("check", "契約とシナリオのファイルを検査する"),
    ("completions", "シェルの補完スクリプトを表示する"),
    ("man", "マニュアルページを表示する"),
];

/// What a value of an option means.
pub(super) const VALUES: &[(&str, &str)] = &[
    ("ja", "日本語"),
    ("en", "英語"),
    ("quiet", "判定とレポートのパスのみ"),
    ("plain", "端末でも進捗バーと色を使わない"),
    ("json-lines", "イベントを1行に1つの JSON で表示"),
    ("pretty", "テストランナーの形式（レポートは --out か --resume がある場合のみ書く）"),
    ("terse", "テストランナーの短い形式（レポートは --out か --resume がある場合のみ書く）"),
    ("json", "テストランナーの JSON（レポートは --out か --resume がある場合のみ書く）"),
    ("must", "必須"),
    ("should", "推奨"),
    ("open", "規定なし"),
    ("never", "失敗としない"),
    ("requirements", "要件"),
    ("trials", "試験"),
    ("codes", "コード"),
    ("states", "状態"),
    ("readings", "仕様解釈"),
    ("faults", "欠陥"),
];

/// What each option says, by command (none: every command that has no text of its own) and name.
#[rustfmt::skip]
pub(super) const OPTIONS: &[(&str, &str, &str)] = &[
    ("", "lang", "表示とレポートの言語 [既定: 実行の言語、なければ LC_ALL、LC_MESSAGES、LANG の言語]"),
    ("", "FILTER", "名前にこれを含む試験、パターン（`*`、`?`）に合う試験、またはこの要件の試験だけを対象とする"),
    ("", "target", "対象のプロファイル（アドレス、認証情報、状態、仕様解釈）"),
    ("", "url", "対象のアドレス（契約が1つの場合）。認証情報は環境変数 TEKIGO_<NAME> から取る"),
    ("", "i-know-this-is-production", "テスト環境に見えない URL の対象への送信を許可する"),
    ("", "contract", "この契約だけを対象とする（複数回指定できる）"),
    ("", "contracts", "組み込みの代わりにこのフォルダの契約を読む"),
    ("", "openapi", "契約を使わず、OpenAPI 記述（ファイルまたはアドレス）の内容を試験する"),
    ("", "fault", "内蔵の参照実装に入れる欠陥（複数回指定できる）"),
    ("", "reading", "既定と異なる仕様解釈（内蔵の参照実装と試験の両方に適用）"),
    ("", "seed", "生成する値を決めるシード"),
    ("", "cases", "生成する試験ごとに、列挙したケースに加えてランダムに生成するケースの数"),
    ("", "strict", "推奨（should）を必須（must）として扱う"),
    ("", "run-number", "毎回新しくする値に使う実行番号 [既定: プロファイルの `run-number`、なければ時刻]"),
    ("", "evidence", "試験成績書 evidence.xlsx も書く"),
    ("", "tester", "試験成績書に記載する実施者（--evidence を含む）"),
    ("", "kill-matrix", "試験の検出力をレポートに載せる（同じ契約について `tekigo prove --out` が書いたファイル）"),
    ("", "exact", "名前または要件IDがフィルターと完全に一致する試験だけを対象とする"),
    ("", "skip", "該当する試験を除外する（複数回指定できる）"),
    ("", "jobs", "同時に実行する試験の数、および同時に送信するリクエストの数 [既定: コア数]"),
    ("", "out", "レポートのフォルダ（空または新規）[既定: その実行のフォルダ、新しい実行は reports/<時刻>-seed<N>、分割のまとめは `merged`]"),
    ("", "overwrite", "--out のフォルダにある実行を置き換える（他のファイルはそのまま）"),
    ("", "resume", "中断した実行をこのフォルダから再開する（シード、試験、設定は開始時のもの）"),
    ("", "shard", "選んだ試験を M 個に分けた N 番目を実行する（リクエスト数はほぼ均等）。`tekigo report` で1つにまとめる"),
    ("", "no-journal", "ジャーナルを残さない（再開、レポートの作り直し、まとめはできなくなる）"),
    ("", "no-preflight", "正常なリクエストが1件も通らなくても続行する（アドレス、鍵、メソッドの誤りなど）"),
    ("", "history", "実行ごとに1行をこのフォルダに残し、同じ対象の直近20回と前回からの変化を表示する"),
    ("", "baseline", "このフォルダの実行と比較し、変化を報告する"),
    ("", "against", "2つ目の対象に同じケースを送り、どちらがどの要件を満たすかを報告する"),
    ("", "fail-on", "変化を失敗とする最低の要件レベル"),
    ("", "mask", "比較で無視するフィールド名（深さを問わない）または JSON ポインター（`*` は任意の添字）。ID、時刻、トークンは常に無視する"),
    ("", "allow-waivers", "違反がすべてプロファイルで適用除外とされていれば 0 で終了する"),
    ("", "list", "試験の一覧を表示して終了する"),
    ("", "format", "出力形式 [既定: 端末では進捗バー、それ以外では行、最後に要約]"),
    ("", "json", "行の代わりに1つの JSON 配列で表示する"),
    ("list", "WHAT", "一覧の種類"),
    ("list", "report", "`requirements` とともに: 実行の report.json から判定、ケース数、試験を表示する"),
    ("explain", "REQUIREMENT-ID", "要件ID（例: RP-3605）"),
    ("export", "CONTRACT", "契約（1つしかない場合は省略できる）"),
    ("export", "openapi", "OpenAPI 記述（ファイルまたはアドレス）だけから作られる契約を書き出す"),
    ("export", "out", "書き出すファイル（省略時は標準出力）"),
    ("serve", "port", "ポート番号（0 は空いているポート）"),
    ("serve", "reading", "既定と異なる仕様解釈"),
    ("init", "openapi", "OpenAPI 記述（ファイルまたはアドレス）から作られる契約を --out のフォルダに書く"),
    ("init", "out", "書き出すプロファイル。--openapi とともに指定した場合はフォルダ（既存のファイルは上書きしない）"),
    ("replay", "SCENARIO.json|RUN", "シナリオファイル、または実行のフォルダ"),
    ("replay", "REQUIREMENT[.N]", "実行のフォルダとともに: 要件IDと反例の番号（RP-3605.2。RP-3605 は1番目）"),
    ("waive", "RUN", "実行のフォルダ"),
    ("waive", "REQUIREMENT[.N]", "指摘: 要件IDと番号（RP-3605.2。RP-3605 は1番目）。番号は `tekigo replay` と同じ"),
    ("waive", "reason", "適用除外とする理由"),
    ("waive", "owner", "適用除外の責任者"),
    ("waive", "until", "適用除外の最終日（UTC）"),
    ("waive", "out", "追記するプロファイル（省略時は表示のみ）"),
    ("show", "RUN", "実行のフォルダ"),
    ("show", "REQUIREMENT|TRIAL[#CASE]|CODE", "要件、試験（名前の一部またはパターン）、そのケース（TRIAL#3）、またはコード。省略時は試験の一覧"),
    ("show", "most", "表示する送受信の最大件数（0 はすべて）"),
    ("report", "DIR", "実行のフォルダ。複数の場合は1つの計画の分割とみなしてまとめる"),
    ("report", "package", "`tekigo verify` で検証できる1つのファイルにまとめる [既定: レポートのフォルダの package.zip]"),
    ("report", "key", "パッケージに署名する秘密鍵（Ed25519、PEM）"),
    ("report", "contracts", "パッケージに入れる契約のフォルダ [既定: その実行のもの、なければ組み込み]"),
    ("diff", "A", "比較元の実行のフォルダ（基準）"),
    ("diff", "B", "比較する実行のフォルダ"),
    ("diff", "out", "drift.html、drift.json、drift.md を書くフォルダ [既定: B]"),
    ("verify", "PACKAGE", "`tekigo report --package` が書いたパッケージ"),
    ("verify", "key", "署名を確かめる公開鍵（Ed25519、PEM）"),
    ("draw", "SCHEMA", "JSON Schema のファイル"),
    ("draw", "cases", "境界値のほかにランダムに生成する正常値の数"),
    ("draw", "seed", "同じシードは同じ値を生成する"),
    ("draw", "most", "出力する最大行数（半分は正常値）。省いた数は表示する"),
    ("draw", "schemas", "参照先のスキーマのフォルダ（$id またはフォルダからのパスで参照する）"),
    ("prove", "fault", "この欠陥だけを確かめる（複数回指定できる）"),
    ("prove", "seeds", "確かめるシード（順に実行する）"),
    ("prove", "quick", "欠陥の要件を指摘した時点で打ち切る（最初の検出だけを表示する）"),
    ("prove", "requests", "縮小や別の仕様解釈を含めて実行と同じだけ送信し、正常な参照実装の2倍を超える欠陥があれば失敗とする"),
    ("prove", "jobs", "同時に確かめる欠陥の数 [既定: コア数]"),
    ("prove", "json", "検出力の表を、版、ダイジェスト、計画ハッシュ、日付とともに JSON で表示する"),
    ("prove", "out", "同じ内容をこのファイルに書く（`tekigo run --kill-matrix` と `tekigo report --kill-matrix` 用）"),
    ("check", "DIR", "schemas/ と scenarios/ のあるフォルダ [既定: 組み込みのもの]"),
    ("check", "migrate", "DIR にある古い形式の契約を書き換える（操作は openapi.json、その他は contract.json）"),
    ("completions", "SHELL", "補完スクリプトを読むシェル"),
    ("man", "COMMAND", "このコマンドのページ（例: run）[既定: 全体のページ]"),
];
