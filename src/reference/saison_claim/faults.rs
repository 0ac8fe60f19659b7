//! What can be broken in `saison-claim`, in the order of the document.

use crate::reference::faults::faults;

faults! {
    // A good response as a whole.
    Status201 "good-status-201" "SC-200" "a good answer has status 201" / "正常な応答のステータスが 201 になる";
    Html "good-answer-text-html" "SC-200" "a good answer is sent as text/html" / "正常な応答が text/html になる";
    ErrorBeside "good-answer-with-error" "SC-200" + "SC-code-pairs" + "SC-server-error" "an error stands in a good answer" / "正常な応答に error が含まれる";
    Result00 "result-code-two-digits" "SC-result-000" "result_code of a good answer is 00" / "正常な応答の result_code が 00 になる";
    ResultNumber "result-code-as-number" "SC-result-000" "result_code of a good answer is the number 0" / "正常な応答の result_code が数値の 0 になる";
    Kazoku1 "kazoku-div-1" "SC-kazoku" "kazoku_div is 1" / "kazoku_div が 1 になる";
    KazokuMissing "kazoku-div-missing" "SC-kazoku" "kazoku_div is left out" / "kazoku_div のキーがない";
    BcMissing "bc-flg-missing-for-uc" "SC-bc-flg" "bc_flg is left out for UC members" / "UC会員の bc_flg のキーがない";
    Bc2 "bc-flg-2" "SC-bc-flg" "bc_flg is 2 for cards of other issuers" / "他社発行カードの bc_flg が 2 になる";
    BcNa "bc-flg-for-na" "SC-bc-flg" "bc_flg is set for NA members" / "NA会員に bc_flg が設定される";
    Bc7n "bc-flg-for-7n" "SC-bc-flg" "bc_flg is set for 7N members" / "7N会員に bc_flg が設定される" sleeper;
    BeforehandMissing "beforehand-month-missing" "SC-months" "beforehand_month is left out" / "beforehand_month のキーがない";
    PreviousDue "previous-due-date-missing" "SC-months" + "SC-due-date" "due_date of previous_month is left out" / "previous_month の due_date のキーがない";
    MarkLeftOut "empty-bank-mark-missing" "SC-months" "payment_amount_total_mark is left out where it is empty" / "空の payment_amount_total_mark のキーがない";
    BankLeftOut "bank-amount-missing-with-11" "SC-months" "bank_claim_amount is left out with disp_code 11" / "disp_code が 11 のとき、bank_claim_amount のキーがない" sleeper;
    // Codes and days.
    DispZero "disp-code-zeros-lost" "SC-disp-code" + "SC-disp-each" "disp_code loses its leading zeros" / "disp_code の先頭の 0 が失われる";
    DispNumber "disp-code-as-number" "SC-disp-code" "disp_code is a number" / "disp_code が数値になる";
    DispNumberBeforehand "disp-code-as-number-in-beforehand-month" "SC-disp-code" "disp_code of a beforehand_month is a number" / "beforehand_month の disp_code が数値になる";
    Disp12 "disp-code-12" "SC-disp-code" + "SC-disp-each" "disp_code is 12 for 11" / "disp_code が 11 ではなく 12 になる" sleeper;
    DispEmpty "disp-code-empty-in-previous-month" "SC-disp-code" "disp_code of a previous_month without data is empty" / "データのない previous_month の disp_code が空になる" sleeper;
    PendingConfirmed "disp-code-00-as-01" "SC-disp-each" "disp_code is 01 for 00" / "disp_code が 00 ではなく 01 になる";
    BadHidden "disp-code-11-as-10" "SC-disp-each" "disp_code is 10 for 11" / "disp_code が 11 ではなく 10 になる";
    DueHidden "due-date-empty-with-10" "SC-due-date" "due_date is empty with disp_code 10" / "disp_code が 10 のとき、due_date が空になる";
    DueNoData "due-date-with-02" "SC-due-date" "due_date is set with disp_code 02" / "disp_code が 02 でも due_date に値が入る";
    DueNoDataBeforehand "due-date-with-02-in-beforehand-month" "SC-due-date" "due_date of a beforehand_month is set with disp_code 02" / "beforehand_month の disp_code が 02 でも due_date に値が入る" sleeper;
    DueShort "due-date-without-century" "SC-due-date" "due_date has a year of two digits" / "due_date の年が2桁になる";
    DueShortPrevious "due-date-without-century-in-previous-month" "SC-due-date" "due_date of a previous_month has a year of two digits" / "previous_month の due_date の年が2桁になる";
    DueFebruary "due-date-february-30" "SC-due-date" "due_date is 30 February for 29 February" / "due_date の2月29日が2月30日になる" sleeper;
    DueReversed "due-dates-reversed" "SC-due-order" "the due dates of this_month and beforehand_month are swapped" / "this_month と beforehand_month の due_date が入れ替わる";
    DueSame "due-date-repeated" "SC-due-order" "a previous_month that is hidden has the due date of this_month" / "非表示の previous_month の due_date が this_month と同じになる" sleeper;
    // Marks and amounts.
    Hidden10 "amounts-shown-with-10" "SC-hidden" "amounts are told with disp_code 10" / "disp_code が 10 でも金額が返る";
    Hidden11Bank "bank-amount-shown-with-11" "SC-hidden" "bank_claim_amount is told with disp_code 11" / "disp_code が 11 でも bank_claim_amount が返る";
    BankShownPrevious "bank-amount-shown-with-11-in-previous-month" "SC-hidden" "bank_claim_amount of a previous_month is told with disp_code 11" / "previous_month の disp_code が 11 でも bank_claim_amount が返る" sleeper;
    HiddenBefore "hidden-amounts-in-beforehand-month" "SC-hidden" "amounts of a hidden beforehand_month are told" / "非表示の beforehand_month の金額が返る" sleeper;
    NoDataZero "amounts-zero-with-02" "SC-hidden" "both amounts are 0 with disp_code 02" / "disp_code が 02 のとき、2つの金額が 0 になる";
    NoClaimZero "no-claim-month-with-amount" "SC-hidden" "beside 102 stands a this_month of disp_code 02 with claim_amount 0" / "102 の応答に、disp_code 02、claim_amount 0 の this_month が含まれる" sleeper;
    MarkPlus "mark-plus" "SC-mark" "mark_claim_amount is + where nothing is due back" / "返金がないときの mark_claim_amount が + になる";
    MarkZero "bank-mark-0" "SC-mark" + "SC-mark-na" "payment_amount_total_mark is 0 where it should be empty" / "空であるべき payment_amount_total_mark が 0 になる";
    NaMark "na-bank-mark" "SC-mark-na" "payment_amount_total_mark is set for NA members" / "NA会員の payment_amount_total_mark に値が入る";
    NaMarkPrevious "na-bank-mark-in-previous-month" "SC-mark-na" "payment_amount_total_mark of a previous_month is set for NA members" / "NA会員の previous_month の payment_amount_total_mark に値が入る" sleeper;
    ClaimSigned "claim-amount-signed" "SC-claim" "claim_amount carries the sign itself" / "claim_amount の値そのものに符号が付く";
    ClaimSignedBeforehand "claim-amount-signed-in-beforehand-month" "SC-claim" "claim_amount of a beforehand_month carries the sign itself" / "beforehand_month の claim_amount の値そのものに符号が付く" sleeper;
    ClaimComma "claim-amount-with-commas" "SC-claim" + "SC-bytes" "claim_amount has commas between thousands" / "claim_amount に桁区切りのカンマが付く";
    ClaimCommaBeforehand "claim-amount-with-commas-in-beforehand-month" "SC-claim" + "SC-bytes" "claim_amount of a beforehand_month has commas between thousands" / "beforehand_month の claim_amount に桁区切りのカンマが付く";
    ClaimExponent "claim-amount-with-exponent" "SC-claim" + "SC-bytes" "claim_amount of twelve digits and more is written with an exponent" / "12桁以上の claim_amount が指数表記になる" sleeper;
    ClaimPadded "claim-amount-14-digits" "SC-bytes" + "SC-claim" "claim_amount is filled up with zeros to 14 digits" / "claim_amount が14桁に0埋めされる";
    BankDecimal "bank-amount-with-decimals" "SC-bank" + "SC-bytes" "bank_claim_amount has two decimals" / "bank_claim_amount に小数点以下2桁が付く";
    Bank14 "bank-amount-14-digits" "SC-bank" + "SC-bytes" "bank_claim_amount of 13 digits gets a zero before it" / "13桁の bank_claim_amount の先頭に 0 が付く" sleeper;
    ClaimPending "claim-amount-empty-with-00" "SC-claim-present" "claim_amount is empty with disp_code 00" / "disp_code が 00 のとき、claim_amount が空になる";
    ClaimZero "claim-amount-zero-empty" "SC-claim-present" "a claim_amount of 0 is told as empty" / "0 の claim_amount が空になる" sleeper;
    ClaimEmptyBeforehand "claim-amount-empty-with-01-in-beforehand-month" "SC-claim-present" "claim_amount of a beforehand_month is empty with disp_code 01" / "beforehand_month の disp_code が 01 のとき、claim_amount が空になる";
    BankConfirmedPrevious "bank-amount-empty-with-01-in-previous-month" "SC-bank-pending" "bank_claim_amount of a previous_month is empty with disp_code 01" / "previous_month の disp_code が 01 のとき、bank_claim_amount が空になる";
    BankConfirmed "bank-amount-empty-with-01" "SC-bank-pending" "bank_claim_amount is empty with disp_code 01" / "disp_code が 01 のとき、bank_claim_amount が空になる";
    MarkPending "bank-mark-without-amount" "SC-mark-alone" "with disp_code 00 the bank mark of UC members is that of the claim, whose bank amount is empty" / "disp_code が 00 で bank_claim_amount が空のUC会員に、請求額の符号が payment_amount_total_mark として返る" sleeper;
    // Whose data.
    OtherMember "answer-of-the-member-before" "SC-own-data" "a member gets the claims of the one who asked before" / "直前に照会した会員の請求が返る" sleeper;
    OtherPrevious "previous-month-of-the-member-before" "SC-own-data" "previous_month is that of the member who asked before" / "previous_month が直前に照会した会員のものになる" sleeper;
    OtherBeforehand "beforehand-month-of-the-member-before" "SC-own-data" "beforehand_month is that of the member who asked before" / "beforehand_month が直前に照会した会員のものになる" sleeper;
    SecondDiffers "second-answer-differs" "SC-own-data" "asked twice in a row, claim_amount of this_month is one less" / "続けて2回照会すると、this_month の claim_amount が 1 減る" sleeper;
    // Tokens.
    Empty401 "empty-token-401" "SC-invalid-request" "an empty token gets invalid_token" / "空のトークンが invalid_token になる";
    Illegal401 "illegal-token-401" "SC-invalid-request" "a token of illegal form gets invalid_token" / "不正な形式のトークンが invalid_token になる";
    IllegalCut "illegal-token-cut" "SC-invalid-request" + "SC-ignored-auth" "a token is cut at its first illegal character" / "トークンを最初の不正な文字で切り詰める" sleeper;
    Request422 "invalid-request-422" "SC-invalid-request" "invalid_request for a token comes with status 422" / "トークンに対する invalid_request のステータスが 422 になる";
    TerminalServed "terminal-mismatch-served" "SC-invalid-request" "a token of another terminal is served" / "別の端末のトークンで正常に応答する";
    Terminal403 "terminal-mismatch-403" "SC-invalid-request" "a token of another terminal gets insufficient_scope" / "別の端末のトークンが insufficient_scope になる";
    ExpiredServed "expired-token-served" "SC-invalid-token" + "SC-ignored-auth" "an expired token is served" / "期限切れのトークンで正常に応答する";
    ExpiredStatus "expired-token-status-400" "SC-invalid-token" "invalid_token for an expired token comes with status 400" / "期限切れのトークンに対する invalid_token のステータスが 400 になる";
    RevokedServed "revoked-token-served" "SC-ignored-auth" + "SC-invalid-token" "a revoked token is served" / "失効したトークンで正常に応答する" sleeper;
    Revoked403 "revoked-token-403" "SC-invalid-token" "a revoked token gets insufficient_scope" / "失効したトークンが insufficient_scope になる";
    Unknown400 "unknown-token-400" "SC-invalid-token" "an unknown token gets invalid_request" / "未知のトークンが invalid_request になる";
    ScopeServed "other-scope-served" "SC-scope" "a token of another scope is served" / "別のスコープのトークンで正常に応答する";
    ScopeInSession "other-scope-served-in-session" "SC-scope" "a token of another scope is served where a good call came before" / "直前に正常な呼び出しがあると、別のスコープのトークンで正常に応答する" sleeper;
    Scope401 "other-scope-401" "SC-scope" "a token of another scope gets invalid_token" / "別のスコープのトークンが invalid_token になる";
    MissingServed "missing-token-served" "SC-ignored-auth" + "SC-invalid-request" "a request without a token is served" / "トークンのないリクエストに正常に応答する";
    AnyToken "any-token-served" "SC-ignored-auth" "any token of legal form is served" / "形式が正しければ、どのトークンでも正常に応答する";
    TokenCase "token-any-case" "SC-ignored-auth" "tokens are compared without regard to case" / "トークンの大文字と小文字を区別しない" sleeper;
    TokenPrefix "token-prefix" "SC-ignored-auth" "a token is let in when it only begins with a right one" / "正しいトークンで始まっていれば、後に文字が続いても受け付ける" sleeper;
    TokenCut "token-cut-accepted" "SC-ignored-auth" "a token is let in without its last character" / "末尾の1文字が欠けたトークンを受け付ける" sleeper;
    TokenPadding "token-padding-ignored" "SC-ignored-auth" "equals signs at the end of a token are not compared" / "トークン末尾の等号を比較しない" sleeper;
    TokenTail "token-tail-not-compared" "SC-ignored-auth" "the last four characters of a token are not compared" / "トークンの末尾4文字を比較しない" sleeper;
    ExpiredInSession "expired-token-served-in-session" "SC-ignored-auth" + "SC-invalid-token" "an expired token is served where a good call came before" / "直前に正常な呼び出しがあると、期限切れのトークンで正常に応答する";
    RevokedInSession "revoked-token-served-in-session" "SC-ignored-auth" + "SC-invalid-token" "a revoked token is served where a good call came before" / "直前に正常な呼び出しがあると、失効したトークンで正常に応答する" sleeper;
    // Errors.
    Maintenance200 "maintenance-status-200" "SC-maintenance" "maintenance comes with status 200" / "メンテナンス中のステータスが 200 になる";
    ResourceWord "maintenance-resource-as-maintenance" "SC-maintenance-resource" "maintenance of the resource server is told as maintenance" / "リソースサーバーのメンテナンスが maintenance として返る";
    Overload429 "overload-status-429" "SC-overload" "temporarily_unavailable comes with status 429" / "temporarily_unavailable のステータスが 429 になる";
    Server502 "server-error-status-502" "SC-server-error" "server_error comes with status 502" / "server_error のステータスが 502 になる";
    ErrorLong "error-with-explanation" "SC-bytes" + "SC-scope" "error has an explanation, within 32 characters and beyond 32 bytes" / "error に説明文が付き、32文字以内だが32バイトを超える" sleeper;
    // Result codes.
    User102 "unknown-user-102" "SC-101" + "SC-102" + "SC-code-pairs" "an unknown user gets 102" / "未知のユーザーが 102 になる";
    NoClaim000 "no-claim-000" "SC-102" + "SC-kazoku" + "SC-months" "a user without claims gets 000" / "請求のないユーザーが 000 になる";
    NoClaim404 "no-claim-status-404" "SC-102" "102 comes with status 404" / "102 のステータスが 404 になる";
    Withdrawn104 "withdrawn-user-104" "SC-103" "a user who left gets 104" / "退会済みのユーザーが 104 になる";
    NotEligible103 "not-eligible-103" "SC-104" "a member outside the service gets 103" / "サービス対象外の会員が 103 になる";
    FamilyServed "family-card-served" "SC-104" "a family card is served" / "家族カードに正常に応答する";
    FamilyNoCode "family-card-without-code" "SC-104" "a family card gets no result_code" / "家族カードの応答に result_code がない" sleeper;
    Missing106 "missing-item-106" "SC-105" "a missing item gets 106" / "必須項目の不足が 106 になる";
    Type105 "item-type-105" "SC-106" "an item of the wrong type gets 105" / "項目の型の誤りが 105 になる";
    Abnormal108 "host-abnormal-108" "SC-107" "an abnormal answer of the host gets 108" / "ホストの異常応答が 108 になる";
    Unreachable504 "host-unreachable-status-504" "SC-108" + "SC-code-pairs" + "SC-server-error" "108 comes with status 504" / "108 のステータスが 504 になる";
    System107 "system-error-107" "SC-999" "a system error gets 107" / "システムエラーが 107 になる";
    WithdrawnClaims "withdrawn-user-with-claims" "SC-error-data" "the claims of a user who left stand beside the error" / "退会済みのユーザーの請求がエラーとともに返る";
    ErrorShowsAmount "error-shows-amount-served" "SC-error-data" "where a good call came before, an error names the previous claim_amount that it served" / "直前に正常な呼び出しがあると、エラーにそのとき返した claim_amount が含まれる";
    AbnormalMonth "host-abnormal-with-beforehand-month" "SC-error-data" "beforehand_month stands beside 107" / "107 の応答に beforehand_month が含まれる" sleeper;
    Code000 "error-with-code-000" "SC-code-pairs" "errors without a result_code of their own carry 000" / "固有の result_code がないエラーに 000 が付く";
    TypeStatus "item-type-status-500" "SC-code-pairs" + "SC-106" + "SC-invalid-request" "106 comes with status 500" / "106 のステータスが 500 になる" sleeper;
    UnreachablePair "host-unreachable-invalid-request" "SC-code-pairs" + "SC-108" "108 comes with invalid_request" / "108 の error が invalid_request になる";
    CodeUnknown "overload-code-110" "SC-catalogue" + "SC-code-pairs" "temporarily_unavailable carries 110" / "temporarily_unavailable に 110 が付く" sleeper;
    Illegal500 "illegal-token-500" "SC-fuzz-5xx" + "SC-invalid-request" "a token of illegal form gets server_error" / "不正な形式のトークンが server_error になる";
    Query500 "query-500" "SC-fuzz-5xx" "any query gets server_error" / "クエリーがあると server_error になる";
    BrokenQuery500 "broken-escape-500" "SC-fuzz-5xx" "a query with a broken escape gets server_error" / "クエリーに不正なエスケープがあると server_error になる" sleeper;
    LongHeader500 "long-header-500" "SC-fuzz-5xx" "a header value above 1,000 bytes gets server_error" / "1,000バイトを超えるヘッダー値で server_error になる" sleeper;
    ForeignHeader500 "foreign-header-500" "SC-fuzz-5xx" "a header value beyond ASCII gets server_error" / "ASCII以外のヘッダー値で server_error になる" sleeper;
}
