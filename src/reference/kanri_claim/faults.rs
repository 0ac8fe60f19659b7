//! What can be broken in `kanri-claim`, in the order of the document.

use crate::reference::faults::faults;

faults! {
    // The response as a whole.
    Status201 "good-status-201" "KC-200" "a claim comes with status 201" / "請求がある場合の応答のステータスが 201 になる";
    ResultNumber "result-as-number" "KC-200" "result is 1 for true" / "result が true ではなく 1 になる";
    ErrorsNull "errors-null" "KC-200" "errors is null where there is none" / "エラーがないときの errors が null になる";
    ErrorsArray "errors-empty-array" "KC-200" "errors is [] where there is none" / "エラーがないときの errors が [] になる";
    EmptyNull "no-claim-null" "KC-empty" "without a claim data is null" / "請求がないときの data が null になる";
    EmptyObject "no-claim-object" "KC-empty" + "KC-shape" "without a claim data is {}" / "請求がないときの data が {} になる";
    EmptyFalse "no-claim-result-false" "KC-empty" "without a claim result is false" / "請求がないときの result が false になる";
    Empty404 "no-claim-status-404" "KC-empty" "without a claim the status is 404" / "請求がないときのステータスが 404 になる";
    DataList "claim-in-a-list" "KC-one" + "KC-200" "a claim stands in a list" / "請求が配列に入って返る";
    TwoListed "two-claims-listed" "KC-one" + "KC-200" "two claims are returned in a list" / "請求が2件、配列で返る" sleeper;
    // The values.
    ConfirmedMissing "confirmation-date-missing" "KC-shape" "billing_confirmation_date is left out" / "billing_confirmation_date のキーがない";
    SettledMissing "settlement-date-missing-when-null" "KC-shape" "settlement_date is left out where it is null" / "null の settlement_date のキーがない";
    ReasonMissing "failed-reason-missing-when-null" "KC-shape" "failed_reason is left out where it is null" / "null の failed_reason のキーがない";
    ReceiptText "receipt-number-as-string" "KC-shape" "the receipt number is a string" / "受付番号が文字列になる" sleeper;
    MethodText "payment-method-as-string" "KC-method" + "KC-shape" "payment_method is a string" / "payment_method が文字列になる";
    Method2 "payment-method-2" "KC-method" "payment_method is 2 for convenience stores" / "コンビニ決済の payment_method が 2 になる";
    StatusText "status-as-string" "KC-status" + "KC-shape" "status of an unpaid claim is a string" / "未払いの請求の status が文字列になる";
    StatusTextAtStores "status-as-string-at-stores" "KC-status" + "KC-shape" "status of an unpaid claim is a string with payment_method 5" / "payment_method が 5 のとき、未払いの請求の status が文字列になる" sleeper;
    Status2 "paid-status-2" "KC-status" "status of a paid claim is 2" / "支払済みの請求の status が 2 になる";
    Status9 "failed-status-9" "KC-status" "status of a failed claim is 9" / "決済失敗の請求の status が 9 になる" sleeper;
    UnpaidAsPaid "unpaid-status-5" "KC-unpaid" "status of an unpaid claim of a first month is 5" / "初月の未払いの請求の status が 5 になる";
    PaidFirst "paid-claim-before-unpaid" "KC-unpaid" "the first claim is returned, paid or not" / "支払済みかどうかを問わず、先頭の請求が返る" sleeper;
    Dashes "dates-with-dashes" "KC-dates" "dates are written with dashes" / "日付がハイフン区切りになる";
    Unpadded "dates-without-zeros" "KC-dates" "months and days have no leading zero" / "日付の月と日に先頭の 0 がない";
    End31 "billing-end-always-31" "KC-dates" "billing_end is the 31st of months that have 30 days" / "30日までの月の billing_end が31日になる";
    SettledEmpty "settlement-date-empty" "KC-dates" "settlement_date is an empty string where there is none" / "値のない settlement_date が空文字列になる";
    SettledTime "settlement-date-with-time" "KC-dates" "settlement_date carries a time of day" / "settlement_date に時刻が付く" sleeper;
    UnpaddedPaid "dates-without-zeros-when-paid" "KC-dates" "months and days of a paid claim have no leading zero" / "支払済みの請求だけ、日付の月と日に先頭の 0 がない" sleeper;
    SettledDashes "settlement-date-with-dashes" "KC-dates" "settlement_date alone is written with dashes" / "settlement_date だけがハイフン区切りになる" sleeper;
    ConfirmedNull "confirmation-date-null-at-stores" "KC-dates" + "KC-shape" "billing_confirmation_date is null with payment_method 5" / "payment_method が 5 のとき、billing_confirmation_date が null になる" sleeper;
    EndFirst "billing-end-is-start" "KC-month-end" "billing_end is the day of billing_start" / "billing_end が billing_start と同じ日になる";
    End30 "billing-end-30-of-31" "KC-month-end" "billing_end is the 30th of months that have 31 days" / "31日までの月の billing_end が30日になる" sleeper;
    EndLeap "billing-end-leap-day-lost" "KC-month-end" "billing_end is 28 February in leap years" / "うるう年の billing_end が2月28日になる" sleeper;
    StartLate "billing-start-after-end" "KC-span" "billing_start is after billing_end" / "billing_start が billing_end より後になる";
    NextEarly "billing-next-before-start" "KC-span" "billing_next of a reopened account is before billing_start" / "再開したアカウントの billing_next が billing_start より前になる" sleeper;
    FeeText "fee-as-string" "KC-fee" + "KC-shape" "billing_fee is a string" / "billing_fee が文字列になる";
    FeeTextFailed "fee-as-string-when-failed" "KC-fee" + "KC-shape" "billing_fee of a failed claim is a string" / "決済失敗の請求の billing_fee が文字列になる" sleeper;
    FeeNull "fee-null-for-zero" "KC-fee" + "KC-shape" "a billing_fee of 0 is null" / "0 の billing_fee が null になる" sleeper;
    FeeWraps "fee-through-i32" "KC-fee" "a billing_fee above 2^31 wraps around" / "2^31 を超える billing_fee が桁あふれする" sleeper;
    PlanText "plan-name" "KC-plan" + "KC-shape" "plan is a name" / "plan がプラン名になる";
    PlanTextAtStores "plan-name-at-stores" "KC-plan" + "KC-shape" "plan is a name with payment_method 5" / "payment_method が 5 のとき、plan がプラン名になる" sleeper;
    CardWhole "card-number-leaked" "KC-card" "payment_card_digits is the whole card number" / "payment_card_digits がカード番号の全桁になる";
    CardSix "card-digits-six" "KC-card" "payment_card_digits has six digits where the last four begin with 0" / "下4桁が 0 で始まるとき、payment_card_digits が6桁になる" sleeper;
    CardAtStore "card-digits-at-stores" "KC-card-only" "payment_card_digits is filled with payment_method 5" / "payment_method が 5 でも payment_card_digits に値が入る";
    ConfirmationLost "confirmation-number-empty" "KC-cvs" "cvs_conf_no is empty with payment_method 5" / "payment_method が 5 のとき、cvs_conf_no が空になる";
    ConfirmationLostReopened "confirmation-number-empty-when-reopened" "KC-cvs" "cvs_conf_no of a reopened account is empty with payment_method 5" / "再開したアカウントの cvs_conf_no が payment_method 5 で空になる" sleeper;
    StoreWithCard "store-code-with-card" "KC-cvs" "cvs_code is filled with payment_method 1" / "payment_method が 1 でも cvs_code に値が入る";
    ReceiptOther "receipt-key-other" "KC-receipt" "the receipt number stands under the other of its two names" / "受付番号が2つのキー名のうち別の方で返る";
    ReasonEmpty "failed-reason-empty" "KC-failed" "failed_reason of a failed claim is empty" / "決済失敗の請求の failed_reason が空文字列になる";
    ReasonNull "failed-reason-null" "KC-failed" "failed_reason of a failed claim is null" / "決済失敗の請求の failed_reason が null になる";
    ReasonUnpaid "failed-reason-when-unpaid" "KC-not-failed" "failed_reason of an unpaid claim is filled" / "未払いの請求の failed_reason に値が入る";
    ReasonPaid "failed-reason-when-paid" "KC-not-failed" "failed_reason of a paid claim is filled" / "支払済みの請求の failed_reason に値が入る" sleeper;
    PaidUnsettled "paid-without-settlement-date" "KC-paid" "settlement_date of a paid claim is null" / "支払済みの請求の settlement_date が null になる";
    PdfNull "pdf-url-null" "KC-pdf" + "KC-shape" "pdf_url is null" / "pdf_url が null になる";
    PdfRelative "pdf-url-relative" "KC-pdf" "pdf_url is a path alone" / "pdf_url がパスだけになる";
    PdfHttp "pdf-url-http" "KC-pdf" "pdf_url begins with http:" / "pdf_url が http: で始まる";
    PdfHttpAtStores "pdf-url-http-at-stores" "KC-pdf" "pdf_url begins with http: with payment_method 5" / "payment_method が 5 のとき、pdf_url が http: で始まる" sleeper;
    PdfHttpPaid "pdf-url-http-when-paid" "KC-pdf" "pdf_url of a paid claim begins with http:" / "支払済みの請求の pdf_url が http: で始まる" sleeper;
    InternalColumns "internal-columns" "KC-extra" "id and organization_id stand in data" / "data に id と organization_id が含まれる";
    DeletedColumn "deleted-at-column" "KC-extra" "deleted_at stands in data for a reopened account" / "再開したアカウントの data に deleted_at が含まれる" sleeper;
    // Which claim.
    FirstForAll "claim-of-another" "KC-own" "every organisation with a claim gets that of the first one" / "請求のあるどの組織にも、最初の組織の請求が返る";
    OrganizationBefore "claim-of-the-one-before" "KC-own" + "KC-200" "an organisation gets the claim of the one that asked before" / "直前に照会した組織の請求が返る" sleeper;
    OrganizationAfterRefusal "claim-of-the-one-before-a-refusal" "KC-own" + "KC-200" "after a refused call an organisation gets the claim of the one that was served before it" / "拒否された呼び出しの次に、その前に正常に応答した組織の請求が返る" sleeper;
    DeletedFound "deleted-claim-returned" "KC-deleted" "a deleted claim is returned" / "削除済みの請求が返る";
    MonthlyFound "monthly-claim-returned" "KC-kinds" "a claim of a plain month is returned" / "通常月の請求が返る";
    PlanChangeFound "plan-change-claim-returned" "KC-kinds" "a claim for a change of plan is returned" / "プラン変更の請求が返る" sleeper;
    FirstMonthLost "first-month-claim-lost" "KC-kinds" + "KC-200" "a claim of a first month is not returned" / "初月の請求が返らない";
    UnsuspendedLost "unsuspended-claim-lost" "KC-kinds" + "KC-200" "a claim of a reopened account is not returned" / "再開したアカウントの請求が返らない";
    SecondEmpty "second-call-empty" "KC-repeat" "a second call in a row finds no claim" / "連続する2回目の呼び出しで、請求なしになる" sleeper;
    SecondOther "second-call-other-claim" "KC-repeat" "a second call in a row returns the other of two claims" / "連続する2回目の呼び出しで、2件のうち別の請求が返る" sleeper;
    // Credentials.
    MissingServed "missing-credentials-served" "KC-auth" "a call without credentials is served" / "認証情報のない呼び出しに正常に応答する";
    AnyServed "any-credentials-served" "KC-auth" "any credentials are served" / "どの認証情報でも正常に応答する";
    SchemeIgnored "any-scheme-served" "KC-auth" "a right token is served under any scheme" / "正しいトークンなら、どの認証方式（スキーム）でも正常に応答する" sleeper;
    ExpiredServed "expired-credentials-served" "KC-auth" "expired credentials are served" / "期限切れの認証情報でも正常に応答する";
    TokenCase "credentials-any-case" "KC-auth" "credentials are compared without regard to case" / "認証情報の大文字と小文字を区別しない" sleeper;
    TokenPrefix "credentials-prefix" "KC-auth" "credentials are let in when they only begin with right ones" / "正しい認証情報で始まっていれば、後に文字が続いても受け付ける" sleeper;
    TokenCut "credentials-cut-accepted" "KC-auth" "credentials are let in without their last character" / "末尾の1文字が欠けた認証情報を受け付ける" sleeper;
    TokenHalf "credentials-half-compared" "KC-auth" + "KC-own" "only the first 16 characters of credentials are compared" / "認証情報の先頭16文字しか比較しない" sleeper;
    TokenLastWord "credentials-last-word-compared" "KC-auth" "of several words or credentials only the last is compared" / "認証情報に複数の語があると、最後の語しか比較しない" sleeper;
    ExpiredInSession "expired-credentials-served-in-session" "KC-auth" "expired credentials are served where a good call came before" / "直前に正常な呼び出しがあると、期限切れの認証情報でも正常に応答する";
    Auth200 "refusal-status-200" "KC-auth" "wrong credentials get status 200" / "誤った認証情報に対するステータスが 200 になる";
    Auth403 "refusal-status-403" "KC-auth" "wrong credentials get status 403" / "誤った認証情報に対するステータスが 403 になる";
    Expired200 "expired-status-200" "KC-auth" "expired credentials get status 200" / "期限切れの認証情報に対するステータスが 200 になる";
    Expired419 "expired-status-419" "KC-auth" "expired credentials get status 419" / "期限切れの認証情報に対するステータスが 419 になる";
    RefusalShowsPdf "refusal-shows-claim-served" "KC-auth" "where a good call came before, a refusal of credentials names the page of the claim that it served" / "直前に正常な呼び出しがあると、認証情報の拒否の応答に、そのとき返した請求のページが含まれる";
    RefusalLeaks "refusal-with-claim" "KC-auth" "a claim stands beside the refusal of expired credentials" / "期限切れの認証情報の拒否の応答に請求が含まれる";
    Server200 "failure-status-200" "KC-error" "a failure of the server comes with status 200" / "サーバーエラーのステータスが 200 になる";
    // Queries and headers.
    Query500 "query-500" "KC-query" "any query gets a 500" / "クエリーがあると 500 になる";
    QueryEmpties "query-finds-nothing" "KC-query" "with any query no claim is found" / "クエリーがあると請求なしになる";
    BrokenQuery500 "broken-escape-500" "KC-query" "a query with a broken escape gets a 500" / "クエリーに不正なエスケープがあると 500 になる" sleeper;
    QueryOrganization "query-organization" "KC-query" "organization_id in the query chooses the organisation" / "クエリーの organization_id で組織を選べてしまう" sleeper;
    LongHeader500 "long-header-500" "KC-query" "a header value above 1,000 bytes gets a 500" / "1,000バイトを超えるヘッダー値で 500 になる" sleeper;
}
