//! What can be broken in `abs-status`, in the order of the ledger.

use crate::reference::faults::faults;

/// What a call is answered with, good or bad. A legal value that is refused keeps the answer that is due from coming, whichever it is.
const CODES: &[&str] = &["AS-0000", "AS-0013", "AS-001", "AS-002", "AS-003"];

faults! {
    // A good answer, and the form of every answer.
    GoodCode0 "good-code-0" "AS-0000" "a good update is answered with errorCode \"0\"";
    GoodEnglish "good-message-english" "AS-0000" "the message of a good update is Success";
    GoodStatus400 "good-call-400" "AS-0000" "a good update is answered with status 400";
    GoodCount "good-message-count" "AS-0000" "from two transactions on the message of a good update counts them" sleeper;
    CodeNumber "code-as-number" "AS-shape" + "AS-0000" + "AS-0013" + "AS-003" "codes that are all digits are numbers: 0, 13, 120003";
    GoodMessageNull "good-message-null" "AS-shape" "the message of a good update is null";
    UnknownMessageList "unknown-message-list" "AS-shape" + "AS-001" + "AS-template" "the message of spd.32874.001 is a list of one text";
    LockedNoMessage "locked-without-message" "AS-shape" + "AS-template" "an answer with spd.32874.002 has no message" sleeper;
    TokenBare "token-refused-bare" "AS-shape" "a call without a good token is answered in the form of OAuth, without errorCode";
    BadJsonBare "bad-json-bare" "AS-shape" "a body that is no JSON is answered in the form of the framework";
    // Missing.
    TenantMissing "tenant-missing-accepted" "AS-120003" "a call without tenantId counts for the tenant of the token";
    TenantMissingAlone "tenant-missing-accepted-alone" "AS-120003" "a call without tenantId and without transactions counts for the tenant of the token" sleeper;
    TenantNull "tenant-null-accepted" "AS-120003" "tenantId null counts for the tenant of the token" sleeper;
    TenantEmpty "tenant-empty-accepted" "AS-120003" "tenantId \"\" counts for the tenant of the token" sleeper;
    TenantEmptyUnknown "tenant-empty-unknown" "AS-120003" + "AS-template" "tenantId \"\" is looked up and not found" sleeper;
    MissingCode "missing-code-0013" "AS-120003" + "AS-0013" + "AS-template" "a missing tenantId gets 0013";
    MissingCodeCut "missing-code-20003" "AS-120003" "a missing tenantId gets 20003, the first digit lost";
    MissingLabel "missing-message-label" "AS-120003" "a missing tenantId is named テナントID";
    // Too long, and not.
    TenantLoose "tenant-id-max-off-by-one" "AS-0013" "a tenantId of 20 characters is looked up instead of refused";
    TransactionLoose "transaction-id-max-off-by-one" "AS-0013" "a transactionId of 23 characters is looked up instead of refused";
    StatusCodeLoose "status-code-max-off-by-one" "AS-0013" "a transactionStatusCode of 7 characters is accepted";
    StatusNameLoose "status-name-max-off-by-one" "AS-0013" "a transactionStatusName of 21 characters is accepted";
    BatchLoose "batch-number-max-off-by-one" "AS-0013" "a paymentBatchNumber of 34 characters is looked up instead of refused";
    ErrorCodeLoose "error-code-max-off-by-one" "AS-0013" "an errorCode of 11 characters is accepted in transactionErrorInfo";
    DetailCodeLoose "detail-error-code-max-off-by-one" "AS-0013" "an errorCode of 11 characters is accepted in detailErrorInfo" sleeper;
    MessageLoose "error-message-max-off-by-one" "AS-0013" "an errorMessage of 2049 characters is accepted in transactionErrorInfo";
    DetailMessageLoose "detail-error-message-unlimited" "AS-0013" "an errorMessage in detailErrorInfo may have any length" sleeper;
    SecondErrorLoose "second-error-unlimited" "AS-0013" "from the second of several errors on no length is judged" sleeper;
    SecondBatchLoose "second-batch-unlimited" "AS-0013" "from the second of several batches on no length is judged" sleeper;
    LateLoose "late-transactions-unlimited" "AS-0013" "from the eleventh transaction on no length is judged" sleeper;
    TenantAlone "tenant-id-unlimited-without-transactions" "AS-0013" "without transactionList a tenantId of any length is looked up instead of refused" sleeper;
    BatchWithoutFee "batch-number-unlimited-without-commission" "AS-0013" "without transferCommission a paymentBatchNumber of any length is looked up instead of refused" sleeper;
    IdWithoutStatus "transaction-id-unlimited-without-status" "AS-0013" "without paymentStatus a transactionId of any length is looked up instead of refused" sleeper;
    DetailCodeLate "late-batch-detail-error-code-unlimited" "AS-0013" "from the eleventh batch on an errorCode in detailErrorInfo may have any length" sleeper;
    TenantInquiry "tenant-id-unlimited-by-inquiry" "AS-0013" "with resolveType 2 a tenantId of any length is looked up instead of refused" sleeper;
    CodeBesideMessage "error-code-unlimited-beside-message" "AS-0013" "beside an errorMessage an errorCode may have any length";
    NameWithoutCode "status-name-unlimited-without-code" "AS-0013" "without transactionStatusCode a transactionStatusName may have any length" sleeper;
    DetailMessageSecond "second-transaction-detail-unlimited" "AS-0013" "from the second transaction on an errorMessage in detailErrorInfo may have any length" sleeper;
    Code13 "too-long-code-13" "AS-0013" "a value that is too long gets 13, the leading zeros lost";
    LongCode "too-long-code-120003" "AS-0013" + "AS-120003" + "AS-template" "a transactionStatusName that is too long gets 120003";
    LimitWrong "error-message-limit-2000" "AS-0013" "a long errorMessage is told a limit of 2000" sleeper;
    LimitLength "too-long-tells-length" "AS-0013" "the message tells the length that came instead of the limit";
    DetailName "detail-field-named-by-list" "AS-0013" "a field that is too long in detailErrorInfo is named detailErrorInfo" sleeper;
    TenantTight "tenant-id-max-refused" "AS-at-limit" + CODES "a tenantId of exactly 19 characters is refused as too long";
    TransactionTight "transaction-id-max-refused" "AS-at-limit" + CODES "a transactionId of exactly 22 characters is refused as too long";
    StatusCodeTight "status-code-max-refused" "AS-at-limit" + CODES "a transactionStatusCode of exactly 6 characters is refused";
    StatusNameTight "status-name-max-refused" "AS-at-limit" + CODES "a transactionStatusName of exactly 20 characters is refused";
    BatchTight "batch-number-max-refused" "AS-at-limit" + CODES "a paymentBatchNumber of exactly 33 characters is refused as too long";
    ErrorCodeTight "error-code-max-refused" "AS-at-limit" + CODES "an errorCode of exactly 10 characters is refused in transactionErrorInfo";
    DetailMessageTight "detail-error-message-max-refused" "AS-at-limit" + CODES "an errorMessage of exactly 2048 characters is refused in detailErrorInfo" sleeper;
    StatusCodeTightLate "late-status-code-max-refused" "AS-at-limit" + CODES "from the eleventh transaction on a transactionStatusCode of exactly 6 characters is refused" sleeper;
    SecondMessageTight "second-error-message-max-refused" "AS-at-limit" + CODES "from the second of several errors on an errorMessage of exactly 2048 characters is refused" sleeper;
    NameBytes "status-name-bytes-counted" "AS-at-limit" + CODES "the length of transactionStatusName is counted in bytes";
    MessageWide "error-message-wide-counted" "AS-at-limit" + CODES "a full-width character counts as two in an errorMessage" sleeper;
    AstralFour "astral-counted-in-bytes" "AS-at-limit" + CODES "a character beyond U+FFFF counts as four" sleeper;
    // Commissions.
    FeeLoose "commission-max-off-by-one" "AS-003" "a transferCommission of 100000 is accepted";
    FeeOtherLoose "other-commission-unlimited" "AS-003" "commissionByOtherParty may have any size";
    FeeTight "commission-max-refused" "AS-003" + CODES "a transferCommission of 99999 is refused";
    FeeOtherTight "other-commission-max-refused" "AS-003" + CODES "a commissionByOtherParty of 99999 is refused" sleeper;
    FeeZero "other-commission-zero-refused" "AS-003" + CODES "a commissionByOtherParty of 0 is refused";
    FeeSummed "commissions-summed" "AS-003" + CODES "the two commissions of a batch may only together stay below 100000" sleeper;
    FeeSecond "second-batch-commission-unlimited" "AS-003" "from the second of several batches on no commission is judged" sleeper;
    FeeSecondTransaction "second-transaction-commission-unlimited" "AS-003" "from the second transaction on no commission is judged" sleeper;
    FeeLateBatch "late-batch-commission-unlimited" "AS-003" "from the eleventh batch of a transaction on no commission is judged" sleeper;
    FeeLateTransaction "late-transaction-commission-unlimited" "AS-003" "from the eleventh transaction on no commission is judged" sleeper;
    FeeWithoutNumber "commission-unlimited-without-number" "AS-003" "without paymentBatchNumber beside it a commission may have any size" sleeper;
    FeeWraps "commission-wraps" "AS-003" "commissions of 2^32 and above wrap around" sleeper;
    FeeCode "commission-code-0013" "AS-003" + "AS-0013" + "AS-template" "a commission that is too large gets 0013";
    FeeName "other-commission-misnamed" "AS-003" "a large commissionByOtherParty is named transferCommission";
    // What does not exist.
    UnknownAccepted "unknown-transaction-accepted" "AS-001" "a transactionId that does not exist is passed over";
    UnknownCode "unknown-transaction-code-002" "AS-001" + "AS-template" "a transactionId that does not exist gets spd.32874.002";
    UnknownLabel "unknown-transaction-label" "AS-001" "a transactionId that does not exist is named 取引ID";
    UnknownBatch "unknown-batch-accepted" "AS-001" "a paymentBatchNumber that does not exist is passed over";
    UnknownBatchName "unknown-batch-misnamed" "AS-001" "a paymentBatchNumber that does not exist is named transactionId";
    UnknownTenant "unknown-tenant-accepted" "AS-001" "a tenantId that nobody has counts for the tenant of the token";
    UnknownTenantCode "unknown-tenant-code-120003" "AS-001" + "AS-120003" + "AS-template" "a tenantId that does not exist gets 120003";
    UnknownSecond "unknown-second-transaction-accepted" "AS-001" "only the first transactionId of a call is looked up" sleeper;
    UnknownLate "unknown-late-transaction-accepted" "AS-001" "from the eleventh transaction on no id is looked up" sleeper;
    UnknownSecondBatch "unknown-second-batch-accepted" "AS-001" "only the first paymentBatchNumber of a transaction is looked up" sleeper;
    UnknownInquiry "unknown-transaction-accepted-by-inquiry" "AS-001" "with resolveType 2 a transactionId that does not exist is passed over" sleeper;
    UnknownBatchLate "unknown-batch-accepted-in-late-transactions" "AS-001" "from the eleventh transaction on no paymentBatchNumber is looked up" sleeper;
    UnknownBatchAlone "unknown-batch-accepted-without-transaction" "AS-001" "without transactionId beside it a paymentBatchNumber is not looked up" sleeper;
    UnknownBatchBeside "unknown-batch-accepted-in-second-transaction" "AS-001" "from the second transaction on no paymentBatchNumber is looked up" sleeper;
    ValueZeros "unknown-id-zeros-lost" "AS-001" "an id that does not exist is told without its leading zeros" sleeper;
    ValueFloat "unknown-id-through-float" "AS-001" "an id of more than 15 digits is told after going through a 64-bit float" sleeper;
    ValueCut "unknown-id-cut" "AS-001" "an id that does not exist is told up to its twentieth character" sleeper;
    // What may not be changed.
    LockedUpdated "locked-payment-updated" "AS-002" "a payment whose status may not be changed is updated";
    LockedCode "locked-payment-code-001" "AS-002" + "AS-template" "a payment whose status may not be changed gets spd.32874.001";
    LockedUpper "locked-payment-code-upper-case" "AS-002" "a payment whose status may not be changed gets SPD.32874.002";
    LockedSecond "locked-second-payment-updated" "AS-002" "only the first payment of a call is asked whether it may be changed" sleeper;
    LockedLate "locked-late-payment-updated" "AS-002" "from the eleventh transaction on no payment is asked whether it may be changed" sleeper;
    LockedInquiry "locked-payment-updated-by-inquiry" "AS-002" "with resolveType 2 a payment whose status may not be changed is updated" sleeper;
    LockedTwice "locked-payment-gives-way" "AS-002" "the second attempt at a payment whose status may not be changed succeeds" sleeper;
    // The two enumerations.
    Status00 "payment-status-00-accepted" "AS-status-enum" "paymentStatus 00 is accepted";
    Status10 "payment-status-10-accepted" "AS-status-enum" "paymentStatus 10 is accepted";
    StatusNoZero "payment-status-without-zero" "AS-status-enum" "paymentStatus 2 is taken for 02";
    Status09 "payment-status-09-refused" "AS-status-enum" + CODES "paymentStatus 09 is refused";
    Status07 "payment-status-07-refused" "AS-status-enum" + CODES "paymentStatus 07 is refused" sleeper;
    StatusSecond "second-payment-status-unchecked" "AS-status-enum" "from the second transaction on any paymentStatus is accepted" sleeper;
    StatusLate "late-payment-status-unchecked" "AS-status-enum" "from the eleventh transaction on any paymentStatus is accepted" sleeper;
    ResolveAlone "resolve-type-unchecked-alone" "AS-resolve-enum" "without transactions any number is accepted as resolveType" sleeper;
    Resolve0 "resolve-type-0-accepted" "AS-resolve-enum" "resolveType 0 is accepted";
    Resolve3 "resolve-type-3-accepted" "AS-resolve-enum" "resolveType 3 is accepted";
    Resolve2 "resolve-type-2-refused" "AS-resolve-enum" + CODES "resolveType 2 is refused";
    // Types.
    Json500 "bad-json-500" "AS-types" "a body that is no JSON gets a 500";
    ArrayBody500 "body-array-500" "AS-types" "a JSON body that is no object gets a 500";
    TrailingComma "trailing-comma-accepted" "AS-types" "a trailing comma is tolerated";
    TenantNumber500 "tenant-number-500" "AS-types" "a tenantId that is a number gets a 500";
    CodeNumberSent "status-code-number-accepted" "AS-types" "a transactionStatusCode may be a number";
    CodeNumberSecond "second-status-code-number-accepted" "AS-types" "from the second transaction on a transactionStatusCode may be a number" sleeper;
    StatusNumber "payment-status-number-accepted" "AS-types" "paymentStatus 2, a number, is taken for 02";
    ResolveText "resolve-type-text-accepted" "AS-types" "resolveType \"1\", a string, is taken for 1";
    FeeBoolean "commission-boolean-accepted" "AS-types" "a commission may be true or false";
    ListObject "object-as-list-accepted" "AS-types" "an object is taken for a list of one";
    DetailAnyType "detail-error-message-any-type" "AS-types" "an errorMessage in detailErrorInfo may be of any type" sleeper;
    Entry500 "entry-no-object-500" "AS-types" "an entry of an error list that is no object gets a 500" sleeper;
    // What is left behind, and what comes twice.
    RefusedLoses "refused-call-loses-payments" "AS-no-write" + "AS-0000" "payments of a call refused with 0013 or spd.32874.003 are gone";
    RefusedLocks "refused-call-locks-payments" "AS-no-write" + "AS-0000" + "AS-001" "payments of a call refused with spd.32874.001 stay locked" sleeper;
    NeighboursLocked "refused-call-locks-neighbours" "AS-no-write" "payments beside one that may not be changed stay locked" sleeper;
    TokenLocks "refused-token-locks-payments" "AS-no-write" + "AS-0000" "payments of a call with a wrong token stay locked" sleeper;
    ScopeLocks "refused-scope-locks-payments" "AS-no-write" + "AS-0000" "payments of a call with a token without B2B rights stay locked" sleeper;
    StatusLocks "refused-status-locks-payments" "AS-no-write" + "AS-0000" "payments of a call refused for its paymentStatus stay locked" sleeper;
    DetailLocks "too-long-detail-locks-payments" "AS-no-write" + "AS-0000" "payments of a call refused with 0013 for detailErrorInfo stay locked" sleeper;
    SameRefused "same-update-refused" "AS-idempotent" + "AS-0000" + "AS-001" "the same update a second time gets spd.32874.002" sleeper;
    SameCode "same-update-code-0001" "AS-idempotent" + "AS-0000" "the same update a second time is answered with 0001" sleeper;
    // What may be left out.
    NeedsTransactions "transaction-list-required" "AS-optional" + "AS-120003" "a call without transactionList gets 120003";
    NeedsBatches "batch-list-required" "AS-optional" + "AS-120003" + CODES "a transaction without paymentBatchList gets 120003";
    NeedsErrors "error-info-required" "AS-optional" + "AS-120003" + CODES "a transaction without transactionErrorInfo gets 120003";
    NeedsDetails "second-detail-error-info-required" "AS-optional" + "AS-120003" "from the second of several batches on detailErrorInfo may not be left out" sleeper;
    Large500 "large-call-500" "AS-large" "a call of 1,000 transactions gets a 500" sleeper;
    // Who asks.
    TokenMissing "token-missing-accepted" "AS-auth" "a call without a token is let in";
    TokenUnchecked "token-unchecked" "AS-auth" "any token is let in";
    TokenPrefix "token-prefix-accepted" "AS-auth" "a token is let in when it only begins with the right one" sleeper;
    TokenCase "token-any-case" "AS-auth" "the token is compared without regard to case" sleeper;
    TokenCut "token-cut-accepted" "AS-auth" "the token is let in without its last character" sleeper;
    TokenHalf "token-half-compared" "AS-auth" "only the first 16 characters of the token are compared" sleeper;
    TokenLastWord "token-last-word-compared" "AS-auth" "of several words or tokens only the last is compared" sleeper;
    TokenScheme "token-scheme-unchecked" "AS-auth" "the right token is let in under any scheme, and without one" sleeper;
    TokenEmpty "token-empty-accepted" "AS-auth" "an empty token is let in" sleeper;
    TokenShowsBatch "token-refused-shows-batch" "AS-auth" "the refusal of a token names a paymentBatchNumber that the call does not";
    TokenStatus "token-refused-status-400" "AS-auth" "a wrong token is refused with status 400";
    TokenCode "token-refused-code-0000" "AS-auth" "a wrong token is refused with status 401 and errorCode 0000";
    TokenLate "token-judged-last" "AS-auth" "the body is judged before the token" sleeper;
    ScopeUnchecked "scope-unchecked" "AS-scope" "a token without B2B rights is let in";
    ScopeInquiry "scope-unchecked-by-inquiry" "AS-scope" "with resolveType 2 a token without B2B rights is let in" sleeper;
    ForeignAccepted "foreign-tenant-accepted" "AS-tenant" "another tenant's id counts for the tenant of the token";
    ForeignInquiry "foreign-tenant-by-inquiry" "AS-tenant" "with resolveType 2 another tenant's id is accepted" sleeper;
    ForeignEmpty "foreign-tenant-without-transactions" "AS-tenant" "another tenant's id is accepted when there is no transaction" sleeper;
    // Messages and codes.
    ColonDropped "too-long-colon-dropped" "AS-template" + "AS-0013" "the message of 0013 lacks its colon";
    UnknownColon "unknown-batch-colon-dropped" "AS-template" "the message for a paymentBatchNumber that does not exist lacks its colon" sleeper;
    Unfilled "status-name-limit-unfilled" "AS-template" + "AS-0013" "the message for a long transactionStatusName still holds {1}" sleeper;
    FeeComma "commission-message-comma-lost" "AS-template" + "AS-003" "the message of spd.32874.003 says 100000 without the comma";
    NegativeCode "negative-commission-code" "AS-catalogue" "a negative commission gets spd.32874.004" sleeper;
    EmptyCode "empty-list-code" "AS-catalogue" "an empty transactionList gets 0014" sleeper;
}
