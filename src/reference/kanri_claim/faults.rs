//! What can be broken in `kanri-claim`, in the order of the document.

use crate::reference::faults::faults;

faults! {
    // The answer as a whole.
    Status201 "good-status-201" "KC-200" "a claim comes with status 201";
    ResultNumber "result-as-number" "KC-200" "result is 1 for true";
    ErrorsNull "errors-null" "KC-200" "errors is null where there is none";
    ErrorsArray "errors-empty-array" "KC-200" "errors is [] where there is none";
    EmptyNull "no-claim-null" "KC-empty" "without a claim data is null";
    EmptyObject "no-claim-object" "KC-empty" + "KC-shape" "without a claim data is {}";
    EmptyFalse "no-claim-result-false" "KC-empty" "without a claim result is false";
    Empty404 "no-claim-status-404" "KC-empty" "without a claim the status is 404";
    DataList "claim-in-a-list" "KC-one" + "KC-200" "a claim stands in a list";
    TwoListed "two-claims-listed" "KC-one" + "KC-200" "two claims are returned in a list" sleeper;
    // The values.
    ConfirmedMissing "confirmation-date-missing" "KC-shape" "billing_confirmation_date is left out";
    SettledMissing "settlement-date-missing-when-null" "KC-shape" "settlement_date is left out where it is null";
    ReasonMissing "failed-reason-missing-when-null" "KC-shape" "failed_reason is left out where it is null";
    ReceiptText "receipt-number-as-string" "KC-shape" "the receipt number is a string" sleeper;
    MethodText "payment-method-as-string" "KC-method" + "KC-shape" "payment_method is a string";
    Method2 "payment-method-2" "KC-method" "payment_method is 2 for convenience stores";
    StatusText "status-as-string" "KC-status" + "KC-shape" "status of an unpaid claim is a string";
    StatusTextAtStores "status-as-string-at-stores" "KC-status" + "KC-shape" "status of an unpaid claim is a string with payment_method 5" sleeper;
    Status2 "paid-status-2" "KC-status" "status of a paid claim is 2";
    Status9 "failed-status-9" "KC-status" "status of a failed claim is 9" sleeper;
    UnpaidAsPaid "unpaid-status-5" "KC-unpaid" "status of an unpaid claim of a first month is 5";
    PaidFirst "paid-claim-before-unpaid" "KC-unpaid" "the first claim is returned, paid or not" sleeper;
    Dashes "dates-with-dashes" "KC-dates" "dates are written with dashes";
    Unpadded "dates-without-zeros" "KC-dates" "months and days have no leading zero";
    End31 "billing-end-always-31" "KC-dates" "billing_end is the 31st of months that have 30 days";
    SettledEmpty "settlement-date-empty" "KC-dates" "settlement_date is an empty string where there is none";
    SettledTime "settlement-date-with-time" "KC-dates" "settlement_date carries a time of day" sleeper;
    UnpaddedPaid "dates-without-zeros-when-paid" "KC-dates" "months and days of a paid claim have no leading zero" sleeper;
    SettledDashes "settlement-date-with-dashes" "KC-dates" "settlement_date alone is written with dashes" sleeper;
    ConfirmedNull "confirmation-date-null-at-stores" "KC-dates" + "KC-shape" "billing_confirmation_date is null with payment_method 5" sleeper;
    EndFirst "billing-end-is-start" "KC-month-end" "billing_end is the day of billing_start";
    End30 "billing-end-30-of-31" "KC-month-end" "billing_end is the 30th of months that have 31 days" sleeper;
    EndLeap "billing-end-leap-day-lost" "KC-month-end" "billing_end is 28 February in leap years" sleeper;
    StartLate "billing-start-after-end" "KC-span" "billing_start is after billing_end";
    NextEarly "billing-next-before-start" "KC-span" "billing_next of a reopened account is before billing_start" sleeper;
    FeeText "fee-as-string" "KC-fee" + "KC-shape" "billing_fee is a string";
    FeeTextFailed "fee-as-string-when-failed" "KC-fee" + "KC-shape" "billing_fee of a failed claim is a string" sleeper;
    FeeNull "fee-null-for-zero" "KC-fee" + "KC-shape" "a billing_fee of 0 is null" sleeper;
    FeeWraps "fee-through-i32" "KC-fee" "a billing_fee above 2^31 wraps around" sleeper;
    PlanText "plan-name" "KC-plan" + "KC-shape" "plan is a name";
    PlanTextAtStores "plan-name-at-stores" "KC-plan" + "KC-shape" "plan is a name with payment_method 5" sleeper;
    CardWhole "card-number-leaked" "KC-card" "payment_card_digits is the whole card number";
    CardSix "card-digits-six" "KC-card" "payment_card_digits has six digits where the last four begin with 0" sleeper;
    CardAtStore "card-digits-at-stores" "KC-card-only" "payment_card_digits is filled with payment_method 5";
    ConfirmationLost "confirmation-number-empty" "KC-cvs" "cvs_conf_no is empty with payment_method 5";
    ConfirmationLostReopened "confirmation-number-empty-when-reopened" "KC-cvs" "cvs_conf_no of a reopened account is empty with payment_method 5" sleeper;
    StoreWithCard "store-code-with-card" "KC-cvs" "cvs_code is filled with payment_method 1";
    ReceiptOther "receipt-key-other" "KC-receipt" "the receipt number stands under the other of its two names";
    ReasonEmpty "failed-reason-empty" "KC-failed" "failed_reason of a failed claim is empty";
    ReasonNull "failed-reason-null" "KC-failed" "failed_reason of a failed claim is null";
    ReasonUnpaid "failed-reason-when-unpaid" "KC-not-failed" "failed_reason of an unpaid claim is filled";
    ReasonPaid "failed-reason-when-paid" "KC-not-failed" "failed_reason of a paid claim is filled" sleeper;
    PaidUnsettled "paid-without-settlement-date" "KC-paid" "settlement_date of a paid claim is null";
    PdfNull "pdf-url-null" "KC-pdf" + "KC-shape" "pdf_url is null";
    PdfRelative "pdf-url-relative" "KC-pdf" "pdf_url is a path alone";
    PdfHttp "pdf-url-http" "KC-pdf" "pdf_url begins with http:";
    PdfHttpAtStores "pdf-url-http-at-stores" "KC-pdf" "pdf_url begins with http: with payment_method 5" sleeper;
    PdfHttpPaid "pdf-url-http-when-paid" "KC-pdf" "pdf_url of a paid claim begins with http:" sleeper;
    InternalColumns "internal-columns" "KC-extra" "id and organization_id stand in data";
    DeletedColumn "deleted-at-column" "KC-extra" "deleted_at stands in data for a reopened account" sleeper;
    // Which claim.
    FirstForAll "claim-of-another" "KC-own" "every organisation with a claim gets that of the first one";
    OrganizationBefore "claim-of-the-one-before" "KC-own" + "KC-200" "an organisation gets the claim of the one that asked before" sleeper;
    OrganizationAfterRefusal "claim-of-the-one-before-a-refusal" "KC-own" + "KC-200" "after a refused call an organisation gets the claim of the one that was served before it" sleeper;
    DeletedFound "deleted-claim-returned" "KC-deleted" "a deleted claim is returned";
    MonthlyFound "monthly-claim-returned" "KC-kinds" "a claim of a plain month is returned";
    PlanChangeFound "plan-change-claim-returned" "KC-kinds" "a claim for a change of plan is returned" sleeper;
    FirstMonthLost "first-month-claim-lost" "KC-kinds" + "KC-200" "a claim of a first month is not returned";
    UnsuspendedLost "unsuspended-claim-lost" "KC-kinds" + "KC-200" "a claim of a reopened account is not returned";
    SecondEmpty "second-call-empty" "KC-repeat" "a second call in a row finds no claim" sleeper;
    SecondOther "second-call-other-claim" "KC-repeat" "a second call in a row returns the other of two claims" sleeper;
    // Credentials.
    MissingServed "missing-credentials-served" "KC-auth" "a call without credentials is served";
    AnyServed "any-credentials-served" "KC-auth" "any credentials are served";
    SchemeIgnored "any-scheme-served" "KC-auth" "a right token is served under any scheme" sleeper;
    ExpiredServed "expired-credentials-served" "KC-auth" "expired credentials are served";
    TokenCase "credentials-any-case" "KC-auth" "credentials are compared without regard to case" sleeper;
    TokenPrefix "credentials-prefix" "KC-auth" "credentials are let in when they only begin with right ones" sleeper;
    TokenCut "credentials-cut-accepted" "KC-auth" "credentials are let in without their last character" sleeper;
    TokenHalf "credentials-half-compared" "KC-auth" + "KC-own" "only the first 16 characters of credentials are compared" sleeper;
    TokenLastWord "credentials-last-word-compared" "KC-auth" "of several words or credentials only the last is compared" sleeper;
    ExpiredInSession "expired-credentials-served-in-session" "KC-auth" "expired credentials are served where a good call came before";
    Auth200 "refusal-status-200" "KC-auth" "wrong credentials get status 200";
    Auth403 "refusal-status-403" "KC-auth" "wrong credentials get status 403";
    Expired200 "expired-status-200" "KC-auth" "expired credentials get status 200";
    Expired419 "expired-status-419" "KC-auth" "expired credentials get status 419";
    RefusalShowsPdf "refusal-shows-claim-served" "KC-auth" "where a good call came before, a refusal of credentials names the page of the claim that it served";
    RefusalLeaks "refusal-with-claim" "KC-auth" "a claim stands beside the refusal of expired credentials";
    Server200 "failure-status-200" "KC-error" "a failure of the server comes with status 200";
    // Queries and headers.
    Query500 "query-500" "KC-query" "any query gets a 500";
    QueryEmpties "query-finds-nothing" "KC-query" "with any query no claim is found";
    BrokenQuery500 "broken-escape-500" "KC-query" "a query with a broken escape gets a 500" sleeper;
    QueryOrganization "query-organization" "KC-query" "organization_id in the query chooses the organisation" sleeper;
    LongHeader500 "long-header-500" "KC-query" "a header value above 1,000 bytes gets a 500" sleeper;
}
