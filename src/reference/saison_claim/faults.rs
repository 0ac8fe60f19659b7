//! What can be broken in `saison-claim`, in the order of the document.

use crate::reference::faults::faults;

faults! {
    // A good answer as a whole.
    Status201 "good-status-201" "SC-200" "a good answer has status 201";
    Html "good-answer-text-html" "SC-200" "a good answer is sent as text/html";
    ErrorBeside "good-answer-with-error" "SC-200" + "SC-code-pairs" + "SC-server-error" "an error stands in a good answer";
    Result00 "result-code-two-digits" "SC-result-000" "result_code of a good answer is 00";
    ResultNumber "result-code-as-number" "SC-result-000" "result_code of a good answer is the number 0";
    Kazoku1 "kazoku-div-1" "SC-kazoku" "kazoku_div is 1";
    KazokuMissing "kazoku-div-missing" "SC-kazoku" "kazoku_div is left out";
    BcMissing "bc-flg-missing-for-uc" "SC-bc-flg" "bc_flg is left out for UC members";
    Bc2 "bc-flg-2" "SC-bc-flg" "bc_flg is 2 for cards of other issuers";
    BcNa "bc-flg-for-na" "SC-bc-flg" "bc_flg is set for NA members";
    Bc7n "bc-flg-for-7n" "SC-bc-flg" "bc_flg is set for 7N members" sleeper;
    BeforehandMissing "beforehand-month-missing" "SC-months" "beforehand_month is left out";
    PreviousDue "previous-due-date-missing" "SC-months" + "SC-due-date" "due_date of previous_month is left out";
    MarkLeftOut "empty-bank-mark-missing" "SC-months" "payment_amount_total_mark is left out where it is empty";
    BankLeftOut "bank-amount-missing-with-11" "SC-months" "bank_claim_amount is left out with disp_code 11" sleeper;
    // Codes and days.
    DispZero "disp-code-zeros-lost" "SC-disp-code" + "SC-disp-each" "disp_code loses its leading zeros";
    DispNumber "disp-code-as-number" "SC-disp-code" "disp_code is a number";
    DispNumberBeforehand "disp-code-as-number-in-beforehand-month" "SC-disp-code" "disp_code of a beforehand_month is a number";
    Disp12 "disp-code-12" "SC-disp-code" + "SC-disp-each" "disp_code is 12 for 11" sleeper;
    DispEmpty "disp-code-empty-in-previous-month" "SC-disp-code" "disp_code of a previous_month without data is empty" sleeper;
    PendingConfirmed "disp-code-00-as-01" "SC-disp-each" "disp_code is 01 for 00";
    BadHidden "disp-code-11-as-10" "SC-disp-each" "disp_code is 10 for 11";
    DueHidden "due-date-empty-with-10" "SC-due-date" "due_date is empty with disp_code 10";
    DueNoData "due-date-with-02" "SC-due-date" "due_date is set with disp_code 02";
    DueNoDataBeforehand "due-date-with-02-in-beforehand-month" "SC-due-date" "due_date of a beforehand_month is set with disp_code 02" sleeper;
    DueShort "due-date-without-century" "SC-due-date" "due_date has a year of two digits";
    DueShortPrevious "due-date-without-century-in-previous-month" "SC-due-date" "due_date of a previous_month has a year of two digits";
    DueFebruary "due-date-february-30" "SC-due-date" "due_date is 30 February for 29 February" sleeper;
    DueReversed "due-dates-reversed" "SC-due-order" "the due dates of this_month and beforehand_month are swapped";
    DueSame "due-date-repeated" "SC-due-order" "a previous_month that is hidden has the due date of this_month" sleeper;
    // Marks and amounts.
    Hidden10 "amounts-shown-with-10" "SC-hidden" "amounts are told with disp_code 10";
    Hidden11Bank "bank-amount-shown-with-11" "SC-hidden" "bank_claim_amount is told with disp_code 11";
    BankShownPrevious "bank-amount-shown-with-11-in-previous-month" "SC-hidden" "bank_claim_amount of a previous_month is told with disp_code 11" sleeper;
    HiddenBefore "hidden-amounts-in-beforehand-month" "SC-hidden" "amounts of a hidden beforehand_month are told" sleeper;
    NoDataZero "amounts-zero-with-02" "SC-hidden" "both amounts are 0 with disp_code 02";
    NoClaimZero "no-claim-month-with-amount" "SC-hidden" "beside 102 stands a this_month of disp_code 02 with claim_amount 0" sleeper;
    MarkPlus "mark-plus" "SC-mark" "mark_claim_amount is + where nothing is due back";
    MarkZero "bank-mark-0" "SC-mark" + "SC-mark-na" "payment_amount_total_mark is 0 where it should be empty";
    NaMark "na-bank-mark" "SC-mark-na" "payment_amount_total_mark is set for NA members";
    NaMarkPrevious "na-bank-mark-in-previous-month" "SC-mark-na" "payment_amount_total_mark of a previous_month is set for NA members" sleeper;
    ClaimSigned "claim-amount-signed" "SC-claim" "claim_amount carries the sign itself";
    ClaimSignedBeforehand "claim-amount-signed-in-beforehand-month" "SC-claim" "claim_amount of a beforehand_month carries the sign itself" sleeper;
    ClaimComma "claim-amount-with-commas" "SC-claim" + "SC-bytes" "claim_amount has commas between thousands";
    ClaimCommaBeforehand "claim-amount-with-commas-in-beforehand-month" "SC-claim" + "SC-bytes" "claim_amount of a beforehand_month has commas between thousands";
    ClaimExponent "claim-amount-with-exponent" "SC-claim" + "SC-bytes" "claim_amount of twelve digits and more is written with an exponent" sleeper;
    ClaimPadded "claim-amount-14-digits" "SC-bytes" + "SC-claim" "claim_amount is filled up with zeros to 14 digits";
    BankDecimal "bank-amount-with-decimals" "SC-bank" + "SC-bytes" "bank_claim_amount has two decimals";
    Bank14 "bank-amount-14-digits" "SC-bank" + "SC-bytes" "bank_claim_amount of 13 digits gets a zero before it" sleeper;
    ClaimPending "claim-amount-empty-with-00" "SC-claim-present" "claim_amount is empty with disp_code 00";
    ClaimZero "claim-amount-zero-empty" "SC-claim-present" "a claim_amount of 0 is told as empty" sleeper;
    ClaimEmptyBeforehand "claim-amount-empty-with-01-in-beforehand-month" "SC-claim-present" "claim_amount of a beforehand_month is empty with disp_code 01";
    BankConfirmedPrevious "bank-amount-empty-with-01-in-previous-month" "SC-bank-pending" "bank_claim_amount of a previous_month is empty with disp_code 01";
    BankConfirmed "bank-amount-empty-with-01" "SC-bank-pending" "bank_claim_amount is empty with disp_code 01";
    MarkPending "bank-mark-without-amount" "SC-mark-alone" "with disp_code 00 the bank mark of UC members is that of the claim, whose bank amount is empty" sleeper;
    // Whose data.
    OtherMember "answer-of-the-member-before" "SC-own-data" "a member gets the claims of the one who asked before" sleeper;
    OtherPrevious "previous-month-of-the-member-before" "SC-own-data" "previous_month is that of the member who asked before" sleeper;
    OtherBeforehand "beforehand-month-of-the-member-before" "SC-own-data" "beforehand_month is that of the member who asked before" sleeper;
    SecondDiffers "second-answer-differs" "SC-own-data" "asked twice in a row, claim_amount of this_month is one less" sleeper;
    // Tokens.
    Empty401 "empty-token-401" "SC-invalid-request" "an empty token gets invalid_token";
    Illegal401 "illegal-token-401" "SC-invalid-request" "a token of illegal form gets invalid_token";
    IllegalCut "illegal-token-cut" "SC-invalid-request" + "SC-ignored-auth" "a token is cut at its first illegal character" sleeper;
    Request422 "invalid-request-422" "SC-invalid-request" "invalid_request for a token comes with status 422";
    TerminalServed "terminal-mismatch-served" "SC-invalid-request" "a token of another terminal is served";
    Terminal403 "terminal-mismatch-403" "SC-invalid-request" "a token of another terminal gets insufficient_scope";
    ExpiredServed "expired-token-served" "SC-invalid-token" + "SC-ignored-auth" "an expired token is served";
    ExpiredStatus "expired-token-status-400" "SC-invalid-token" "invalid_token for an expired token comes with status 400";
    RevokedServed "revoked-token-served" "SC-ignored-auth" + "SC-invalid-token" "a revoked token is served" sleeper;
    Revoked403 "revoked-token-403" "SC-invalid-token" "a revoked token gets insufficient_scope";
    Unknown400 "unknown-token-400" "SC-invalid-token" "an unknown token gets invalid_request";
    ScopeServed "other-scope-served" "SC-scope" "a token of another scope is served";
    ScopeInSession "other-scope-served-in-session" "SC-scope" "a token of another scope is served where a good call came before" sleeper;
    Scope401 "other-scope-401" "SC-scope" "a token of another scope gets invalid_token";
    MissingServed "missing-token-served" "SC-ignored-auth" + "SC-invalid-request" "a request without a token is served";
    AnyToken "any-token-served" "SC-ignored-auth" "any token of legal form is served";
    TokenCase "token-any-case" "SC-ignored-auth" "tokens are compared without regard to case" sleeper;
    TokenPrefix "token-prefix" "SC-ignored-auth" "a token is let in when it only begins with a right one" sleeper;
    TokenCut "token-cut-accepted" "SC-ignored-auth" "a token is let in without its last character" sleeper;
    TokenPadding "token-padding-ignored" "SC-ignored-auth" "equals signs at the end of a token are not compared" sleeper;
    TokenTail "token-tail-not-compared" "SC-ignored-auth" "the last four characters of a token are not compared" sleeper;
    ExpiredInSession "expired-token-served-in-session" "SC-ignored-auth" + "SC-invalid-token" "an expired token is served where a good call came before";
    RevokedInSession "revoked-token-served-in-session" "SC-ignored-auth" + "SC-invalid-token" "a revoked token is served where a good call came before" sleeper;
    // Errors.
    Maintenance200 "maintenance-status-200" "SC-maintenance" "maintenance comes with status 200";
    ResourceWord "maintenance-resource-as-maintenance" "SC-maintenance-resource" "maintenance of the resource server is told as maintenance";
    Overload429 "overload-status-429" "SC-overload" "temporarily_unavailable comes with status 429";
    Server502 "server-error-status-502" "SC-server-error" "server_error comes with status 502";
    ErrorLong "error-with-explanation" "SC-bytes" + "SC-scope" "error has an explanation, within 32 characters and beyond 32 bytes" sleeper;
    // Result codes.
    User102 "unknown-user-102" "SC-101" + "SC-102" + "SC-code-pairs" "an unknown user gets 102";
    NoClaim000 "no-claim-000" "SC-102" + "SC-kazoku" + "SC-months" "a user without claims gets 000";
    NoClaim404 "no-claim-status-404" "SC-102" "102 comes with status 404";
    Withdrawn104 "withdrawn-user-104" "SC-103" "a user who left gets 104";
    NotEligible103 "not-eligible-103" "SC-104" "a member outside the service gets 103";
    FamilyServed "family-card-served" "SC-104" "a family card is served";
    FamilyNoCode "family-card-without-code" "SC-104" "a family card gets no result_code" sleeper;
    Missing106 "missing-item-106" "SC-105" "a missing item gets 106";
    Type105 "item-type-105" "SC-106" "an item of the wrong type gets 105";
    Abnormal108 "host-abnormal-108" "SC-107" "an abnormal answer of the host gets 108";
    Unreachable504 "host-unreachable-status-504" "SC-108" + "SC-code-pairs" + "SC-server-error" "108 comes with status 504";
    System107 "system-error-107" "SC-999" "a system error gets 107";
    WithdrawnClaims "withdrawn-user-with-claims" "SC-error-data" "the claims of a user who left stand beside the error";
    ErrorShowsAmount "error-shows-amount-served" "SC-error-data" "where a good call came before, an error names the previous claim_amount that it served";
    AbnormalMonth "host-abnormal-with-beforehand-month" "SC-error-data" "beforehand_month stands beside 107" sleeper;
    Code000 "error-with-code-000" "SC-code-pairs" "errors without a result_code of their own carry 000";
    TypeStatus "item-type-status-500" "SC-code-pairs" + "SC-106" + "SC-invalid-request" "106 comes with status 500" sleeper;
    UnreachablePair "host-unreachable-invalid-request" "SC-code-pairs" + "SC-108" "108 comes with invalid_request";
    CodeUnknown "overload-code-110" "SC-catalogue" + "SC-code-pairs" "temporarily_unavailable carries 110" sleeper;
    Illegal500 "illegal-token-500" "SC-fuzz-5xx" + "SC-invalid-request" "a token of illegal form gets server_error";
    Query500 "query-500" "SC-fuzz-5xx" "any query gets server_error";
    BrokenQuery500 "broken-escape-500" "SC-fuzz-5xx" "a query with a broken escape gets server_error" sleeper;
    LongHeader500 "long-header-500" "SC-fuzz-5xx" "a header value above 1,000 bytes gets server_error" sleeper;
    ForeignHeader500 "foreign-header-500" "SC-fuzz-5xx" "a header value beyond ASCII gets server_error" sleeper;
}
