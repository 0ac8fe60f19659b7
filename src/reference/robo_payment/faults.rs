//! What can be broken in `robo-payment`, in the order of the document.

use crate::reference::faults::faults;

/// What a row earns by its fields alone.
const FIELD_CODES: &[&str] = &[
    "RP-3603", "RP-3604", "RP-3605", "RP-3606", "RP-3607", "RP-3608", "RP-3609", "RP-3610", "RP-3611", "RP-3612",
    "RP-3613", "RP-3614", "RP-3615", "RP-3629",
];

/// What no row can earn where the whole call is refused.
const ROW_CODES: &[&str] = &[
    "RP-3616", "RP-3617", "RP-3618", "RP-3619", "RP-3620", "RP-3621", "RP-3622", "RP-3623", "RP-3624", "RP-3625",
    "RP-3626",
];

faults! {
    // Transport and credentials.
    GoodCall201 "good-call-201" "RP-post-json" "a good call is answered with status 201";
    AnswerNotJson "answer-not-json" "RP-post-json" "a good call is answered as text/html";
    UserUnknownAccepted "user-id-unknown-accepted" "RP-user-id" "a user_id of mail form that nobody has is let in";
    UserMissingAccepted "user-id-missing-accepted" "RP-user-id" "a call without user_id is let in";
    UserCode12 "user-id-code-12" "RP-user-id" "a wrong user_id is refused with the code of a wrong access_key";
    UserRefusedStores "user-id-refused-stores" "RP-user-id" "rows of a call with a wrong user_id are stored all the same" sleeper;
    KeyUnchecked "access-key-unchecked" "RP-access-key" "any alphanumeric access_key is let in";
    KeyMissingAccepted "access-key-missing-accepted" "RP-access-key" "a call without access_key is let in";
    KeyAnyCase "access-key-any-case" "RP-access-key" "the access_key is compared without regard to case" sleeper;
    KeyPrefix "access-key-prefix" "RP-access-key" "an access_key is let in when it only begins with the right one" sleeper;
    KeyNewline "access-key-newline-accepted" "RP-access-key" "a newline behind the access_key is not looked at" sleeper;
    KeyTrimmed "access-key-trimmed" "RP-access-key" "blanks around the access_key are taken away before it is compared" sleeper;
    KeyCut "access-key-cut-accepted" "RP-access-key" "the access_key is let in without its last letter" sleeper;
    KeyHalf "access-key-half-compared" "RP-access-key" "only the first 16 letters of the access_key are compared" sleeper;
    UserNewline "user-id-newline-accepted" "RP-user-id" "a newline behind the user_id is not looked at" sleeper;
    UserRefusedUpdates "user-id-refused-updates" "RP-user-id" "updates of a call with a wrong user_id are stored all the same" sleeper;
    KeyRefusedStores "access-key-refused-stores" "RP-access-key" "rows of a call with a wrong access_key are stored all the same" sleeper;
    KeyInMessage "access-key-in-message" "RP-no-leak" "a wrong access_key is repeated in the message";
    RefusalShowsState "refusal-shows-payment" "RP-no-leak" "the refusal of wrong credentials names a payment that the call does not";
    RefusalShowsMemo "refusal-shows-memo" "RP-no-leak" "the refusal of wrong credentials shows the memo of the payment that the call would update" sleeper;
    KeyEchoed "access-key-echoed" "RP-no-leak" "a good answer carries the access_key";
    BadJson500 "bad-json-500" "RP-bad-json" "a body that is no JSON gets a 500";
    BodyArray500 "body-array-500" "RP-bad-json" "a JSON body that is no object gets a 500";
    TrailingComma "trailing-comma-accepted" "RP-bad-json" "a trailing comma is tolerated";
    // The request as a whole.
    EmptyAccepted "empty-arrays-accepted" "RP-3601" "two empty arrays are answered as a good call";
    AbsentAccepted "absent-arrays-accepted" "RP-3601" "a call without either array is answered as a good call";
    NullsAccepted "null-arrays-accepted" "RP-3601" "null for both arrays is answered as a good call" sleeper;
    EmptyCode3602 "empty-request-code-3602" "RP-3601" "a call without rows gets 3602";
    BothStored "both-arrays-stored" "RP-3602" "rows in both arrays are stored and answered";
    BothRefusedStores "both-arrays-refused-stores" "RP-3602" "rows in both arrays get 3602 and are stored all the same" sleeper;
    BothRefusedOther "both-arrays-refused-stores-other" "RP-3602" "rows in both arrays get 3602, and those in payment_other are stored all the same" sleeper;
    RowLimitLoose "row-limit-off-by-one" "RP-3628" "one row more than the limit is accepted";
    RowLimitTight "row-limit-refused" "RP-3628" "exactly as many rows as the limit are refused";
    RowLimitBankOnly "row-limit-bank-only" "RP-3628" "the number of rows in payment_other is not limited" sleeper;
    RowLimitAdded "row-limit-added-only" "RP-3628" "rows that update do not count towards the limit" sleeper;
    OtherEmptyRefused "other-array-empty-refused" "RP-one-array" + "RP-post-json" + ROW_CODES "rows in one array and [] in the other get 3602";
    OtherNullRefused "other-array-null-refused" "RP-one-array" + "RP-post-json" "rows in one array and null for the other get 3602";
    BankNullRefused "bank-array-null-refused" "RP-one-array" + "RP-post-json" "rows in payment_other and null for payment_bank_transfer get 3602" sleeper;
    MixedRefused "mixed-rows-refused" "RP-mixed-rows" "rows that update are refused beside rows that add";
    RowsReversed "rows-reversed" "RP-order" + "RP-echo" + "RP-same-id" + "RP-defaults" "the rows are answered in reverse order";
    FailedLast "failed-rows-last" "RP-order" + "RP-echo" + "RP-same-id" + "RP-defaults" "failed rows are answered after the good ones" sleeper;
    RowsAsText "rows-ordered-as-text" "RP-order" + "RP-echo" + "RP-same-id" + "RP-defaults" "more than ten rows are answered in the order of their indexes as text: 0, 1, 10, 2" sleeper;
    FailedLastOfMany "failed-rows-last-of-many" "RP-order" + "RP-echo" + "RP-same-id" + "RP-defaults" "of more than ten rows the failed ones are answered after the good ones" sleeper;
    FailedLeftOut "failed-rows-left-out" "RP-order" + FIELD_CODES + ROW_CODES "failed rows are left out when a good row is there";
    NeighboursFail "neighbours-fail" "RP-partial" "good rows beside a bad one are refused with 3626";
    NeighboursLost "neighbours-lost" "RP-partial" "good rows beside a bad one look stored and are not" sleeper;
    NeighboursLostBehind "neighbours-lost-behind" "RP-partial" "good rows behind a bad one look stored and are not" sleeper;
    NeighbourUpdatesLost "neighbour-updates-lost" "RP-partial" "updates beside a bad row look stored and are not" sleeper;
    UnknownKeysRefused "unknown-keys-refused" "RP-unknown-keys" "an unknown key in the request is refused";
    // Fields.
    PaymentIdLoose "payment-id-max-off-by-one" "RP-3603" "a payment_id of 19 digits is taken for one that may exist";
    PaymentIdEmptyRefused "payment-id-empty-refused" "RP-3603" + "RP-mixed-rows" "payment_id \"\" is refused instead of adding a row";
    PaymentIdTextAdds "payment-id-text-adds" "RP-3603" "a payment_id that is no number adds a row";
    IdBehindFailure "payment-id-unchecked-behind-failure" "RP-3603" "behind a row that failed, a bad payment_id adds a row" sleeper;
    DateBesideAdded "date-unchecked-beside-added" "RP-3604" "beside rows that add, a bad date in an update is passed over" sleeper;
    DateAnyDay "date-february-30" "RP-3604" "days that the month does not have are accepted";
    DateNoLeapDay "date-leap-day-refused" "RP-3604" "29 February is refused in every year" sleeper;
    DateCentury "date-century-leap" "RP-3604" "every fourth year is a leap year, 1900 and 2100 too" sleeper;
    DateTail "date-tail-ignored" "RP-3604" "what follows the tenth character of a date is ignored";
    DateMissing "date-missing-accepted" "RP-3604" "a missing date is stored as 2020/04/01";
    DateCode "date-code-3605" "RP-3604" "a bad date gets 3605";
    AmountLoose "amount-max-off-by-one" "RP-3605" "an amount of 11 digits is accepted";
    AmountTight "amount-max-refused" "RP-3605" "an amount of 9999999999 is refused";
    AmountMissing "amount-missing-accepted" "RP-3605" "a missing amount is stored as 1";
    AmountBoolean "amount-boolean-accepted" "RP-3605" "true is taken for an amount of 1";
    AmountLate "amount-unchecked-in-late-rows" "RP-3605" "from the eleventh row on a bad amount is stored as 1" sleeper;
    AmountOtherUpdate "amount-unchecked-in-other-updates" "RP-3605" "a bad amount in an update of payment_other is passed over" sleeper;
    NameUpdate "account-name-unchecked-in-updates" "RP-3606" "a bad account_name in an update is passed over" sleeper;
    NameLoose "account-name-max-off-by-one" "RP-3606" "49 characters are accepted";
    NameTight "account-name-max-refused" "RP-3606" "exactly 48 characters are refused";
    NameBytes "account-name-bytes-counted" "RP-3606" "the length is counted in bytes";
    NameAnyText "account-name-any-text" "RP-3606" "characters outside the class are accepted";
    NameLongVowel "account-name-long-vowel-accepted" "RP-3606" "U+FF70, the long vowel mark, is accepted" sleeper;
    NameVoicedRefused "account-name-voiced-mark-refused" "RP-3606" "U+FF9E, the voiced sound mark, is refused" sleeper;
    NameEmpty "account-name-empty-accepted" "RP-3606" "an empty account_name is accepted";
    NameCode "account-name-code-3607" "RP-3606" "a bad account_name gets 3607";
    BankLoose "bank-code-max-off-by-one" "RP-3607" "a bank code of 21 characters is looked up instead of refused";
    BankSpace "bank-code-space-accepted" "RP-3607" "a bank code with a space is looked up instead of refused";
    BankFormOther "bank-code-form-unchecked-in-other" "RP-3607" "a bank code of bad form in payment_other is passed over" sleeper;
    SuspenseAlone "suspense-flag-unchecked-alone" "RP-3608" "a bad suspense_received_flg in the only row of a call is passed over" sleeper;
    SuspenseLoose "suspense-flag-2-accepted" "RP-3608" "suspense_received_flg 2 is accepted";
    SuspenseCode "suspense-flag-code-3612" "RP-3608" "a bad suspense_received_flg gets 3612";
    BillingLoose "billing-code-max-off-by-one" "RP-3609" "a billing_code of 21 characters is accepted";
    BillingAlone "billing-code-unchecked-without-number" "RP-3609" "without billing_individual_number beside it a bad billing_code is passed over" sleeper;
    SuspenseUpdateBare "suspense-update-without-billing" "RP-3609" + "RP-3610" "an update to a suspense row need not say where it belongs" sleeper;
    BillingKana "billing-code-kana-accepted" "RP-3609" "half-width kana are accepted in a billing_code";
    BillingOptional "billing-code-not-required" "RP-3609" "a suspense row without billing_code is stored";
    BillingSentRow "billing-code-required-in-sent-row" "RP-3609" "an update to a suspense row must repeat the stored billing_code" sleeper;
    NumberLoose "billing-number-max-off-by-one" "RP-3610" "a billing_individual_number of 19 digits is accepted";
    NumberOptional "billing-number-not-required" "RP-3610" "a suspense row without billing_individual_number is stored";
    NumberAlone "billing-number-unchecked-without-code" "RP-3610" "without billing_code beside it a bad billing_individual_number is passed over" sleeper;
    MethodUpdate "payment-method-unchecked-in-updates" "RP-3611" "a bad payment_method in an update is passed over" sleeper;
    MethodLoose "payment-method-15-accepted" "RP-3611" "payment_method 15 is accepted";
    MethodTight "payment-method-14-refused" "RP-3611" "payment_method 14 is refused";
    MethodMissing "payment-method-missing-accepted" "RP-3611" "a missing payment_method is stored as 10";
    ClearingLoose "clearing-method-2-accepted" "RP-3612" "clearing_method 2 is accepted";
    ClearingOther "clearing-method-unchecked-in-other" "RP-3612" "clearing_method is not checked in payment_other" sleeper;
    ClearingLate "clearing-method-unchecked-in-late-rows" "RP-3612" "from the eleventh row on a bad clearing_method is passed over" sleeper;
    StatusUpdate "clearing-status-unchecked-in-updates" "RP-3613" "a bad clearing_status in an update is passed over" sleeper;
    StatusLoose "clearing-status-1-accepted" "RP-3613" "clearing_status 1 is accepted";
    AccruedLoose "accrued-flag-2-accepted" "RP-3614" "accrued_clearing_auto_flg 2 is accepted";
    AccruedManual "accrued-flag-unchecked-when-manual" "RP-3614" "with clearing_method 1 sent, accrued_clearing_auto_flg is not checked" sleeper;
    AccruedLast "accrued-flag-unchecked-in-last-row" "RP-3614" "a bad accrued_clearing_auto_flg in the last of several rows is passed over" sleeper;
    ClearingKeyUpdate "clearing-key-unchecked-in-updates" "RP-3615" "a bad clearing_key in an update is passed over" sleeper;
    ClearingKeyLoose "clearing-key-max-off-by-one" "RP-3615" "a clearing_key of 34 characters is accepted";
    ClearingKeyBytes "clearing-key-bytes-counted" "RP-3615" "the length of clearing_key is counted in bytes";
    MemoLoose "memo-max-off-by-one" "RP-3629" "a memo of 301 characters is accepted";
    MemoOther "memo-unchecked-in-other" "RP-3629" "a bad memo in payment_other is passed over";
    MemoBehindFailure "memo-unchecked-behind-failure" "RP-3629" "behind a row that failed, a bad memo is passed over" sleeper;
    MemoTight "memo-max-refused" "RP-3629" "a memo of exactly 300 characters is refused";
    MemoUtf16 "memo-utf16-counted" "RP-3629" "a character beyond U+FFFF counts as two in a memo" sleeper;
    MemoCut "memo-cut" "RP-3629" "a memo that is too long is cut instead of refused";
    MemoCode "memo-code-3615" "RP-3629" "a bad memo gets 3615";
    // How a row fails.
    CodeAsString "error-code-as-string" "RP-row-error" "error_code is a string";
    MessageNull "error-message-null" "RP-row-error" "a failed row has no error_message";
    MessageLate "error-message-empty-in-late-rows" "RP-row-error" "from the eleventh row on the error_message is empty" sleeper;
    MessageStays "error-message-stays" "RP-row-error" "good rows behind a failed one have its error_message" sleeper;
    GoodCode0 "good-row-code-0" "RP-row-error" "a good row has error_code 0";
    RowStatus "failed-row-status" "RP-row-status" "an answer with a failed row comes with the other status than the reading says";
    AllFailedStatus "all-rows-failed-status" "RP-row-status" "an answer of failed rows only comes with the other status than the reading says";
    // State.
    UnknownAdded "unknown-payment-added" "RP-3616" "an update of a payment that does not exist adds it";
    UnknownOther "unknown-payment-added-in-other" "RP-3616" "an update in payment_other of a payment that does not exist adds it" sleeper;
    UnknownLate "unknown-payment-added-in-late-rows" "RP-3616" "from the eleventh row on an update of a payment that does not exist adds it" sleeper;
    UnknownCode "unknown-payment-code-3603" "RP-3616" "an update of a payment that does not exist gets 3603";
    PairUnchecked "billing-pair-unchecked" "RP-3617" "a billing_individual_number of somebody else is accepted";
    PairUpdate "billing-pair-unchecked-in-updates" "RP-3617" "an update may have a billing_individual_number of somebody else" sleeper;
    PairOther "billing-pair-unchecked-in-other" "RP-3617" "in payment_other a billing_individual_number of somebody else is accepted" sleeper;
    ClearedUpdated "cleared-payment-updated" "RP-3618" "a cleared payment can be updated";
    ClearedSecond "cleared-second-payment-updated" "RP-3618" "only the first row of a call is asked whether its payment is cleared" sleeper;
    ProcessingBesideAdded "processing-payment-updated-beside-added" "RP-3619" "beside rows that add, a payment being processed can be updated" sleeper;
    ProcessingCode "processing-payment-code-3620" "RP-3619" "a payment being processed gets 3620";
    ApprovalCode "approval-payment-code-3619" "RP-3620" "a payment awaiting approval gets 3619";
    DeletedCode "deleted-payment-code-3616" "RP-3621" "a deleted payment gets 3616";
    DeletedOther "deleted-payment-updated-in-other" "RP-3621" "a deleted payment can be updated in payment_other" sleeper;
    DisabledCode "disabled-payment-code-3621" "RP-3622" "a disabled payment gets 3621";
    PartlyUpdated "partly-cleared-payment-updated" "RP-3623" "a partly cleared payment can be updated";
    ClosedOther "closed-payment-updated-in-other" "RP-3624" "a payment of a closed period can be updated in payment_other" sleeper;
    BankUnknown "unknown-bank-code-stored" "RP-3625" "a bank code that does not exist is stored";
    BankOther "unknown-bank-code-stored-in-other" "RP-3625" "a bank code that does not exist is stored in payment_other" sleeper;
    BankUpdate "unknown-bank-code-stored-by-update" "RP-3625" "an update stores a bank code that does not exist" sleeper;
    StoreHidden "store-failure-hidden" "RP-3626" "a row whose storing failed looks stored";
    StoreHiddenUpdate "update-failure-hidden" "RP-3626" "an update whose storing failed looks stored" sleeper;
    ConfirmedOther "confirmed-flag-changed-in-other" "RP-3627" "a confirmed payment of payment_other lets its suspense_received_flg be changed" sleeper;
    ConfirmedUpdated "confirmed-flag-changed" "RP-3627" "a confirmed payment lets its suspense_received_flg be changed";
    ConfirmedDown "confirmed-flag-cleared" "RP-3627" "a confirmed payment lets its suspense_received_flg be set back to 0" sleeper;
    RefusedStores "refused-update-stores-memo" "RP-refused-unchanged" "a refused update stores its memo";
    RefusedLateStores "refused-late-update-stores" "RP-refused-unchanged" "from the eleventh row on a refused update stores its memo" sleeper;
    RefusedKeyStores "refused-update-stores-clearing-key" "RP-refused-unchanged" "a refused update stores its clearing_key" sleeper;
    TooManyStored "too-many-rows-stored" "RP-refused-unchanged" "rows of a call with too many are stored all the same" sleeper;
    RefusedFlagStores "confirmed-refusal-stores" "RP-refused-unchanged" "an update refused with 3627 stores its memo" sleeper;
    // The answer.
    NullsLeftOut "null-keys-left-out" "RP-shape" "keys whose value is null are left out of a good row";
    AmountAsString "amount-as-string" "RP-shape" + "RP-echo" "amount is answered as a string";
    OtherLeftOut "other-array-left-out" "RP-shape" "the array without rows is left out";
    UserCut "user-id-cut" "RP-echo-user" "user_id is answered up to the @ only";
    StatusIgnored "clearing-status-ignored" "RP-echo" + "RP-3627" "clearing_status is stored as 0 whatever was sent";
    BankUpdateLost "bank-code-lost-by-update-in-other" "RP-echo" "an update in payment_other does not store its bs_bank_transfer_code" sleeper;
    ClearingKeyCut "clearing-key-cut" "RP-echo" "clearing_key is cut after 20 characters" sleeper;
    NewIdsRepeat "new-ids-repeat" "RP-new-id" "rows added in one call share one payment_id";
    NewIdsRepeatLate "new-ids-repeat-in-late-rows" "RP-new-id" "from the eleventh row on added rows share one payment_id" sleeper;
    NewIdMissing "new-id-missing" "RP-new-id" + "RP-shape" "an added row has payment_id null";
    UpdatedNewId "updated-row-new-id" "RP-same-id" + "RP-new-id" "an updated row is answered with another payment_id";
    DefaultMethod0 "default-clearing-method-0" "RP-defaults" + "RP-accrued-manual" "clearing_method omitted is stored as 0";
    DefaultMethodOther "default-clearing-method-0-in-other" "RP-defaults" + "RP-accrued-manual" "clearing_method omitted in payment_other is stored as 0";
    MemoLeaks "memo-of-the-row-before" "RP-defaults" "a row that adds without memo gets that of the row before it" sleeper;
    DefaultMemoEmpty "default-memo-empty" "RP-defaults" "memo omitted is stored as an empty string";
    AccruedKept "accrued-flag-kept" "RP-accrued-manual" "accrued_clearing_auto_flg 1 is stored with clearing_method 1";
    AccruedKeptOther "accrued-flag-kept-in-other" "RP-accrued-manual" "accrued_clearing_auto_flg 1 is stored with clearing_method 1 in payment_other" sleeper;
    AccruedStored "accrued-flag-kept-on-update" "RP-accrued-manual" "an update to clearing_method 1 leaves the stored accrued_clearing_auto_flg 1" sleeper;
    UpdateWipes "update-wipes-omitted" "RP-update-keeps" + "RP-post-json" + "RP-echo" "fields omitted in an update fall back to their defaults";
    UpdateWipesOther "memo-omitted-wiped-in-other" "RP-update-keeps" "memo omitted in an update of payment_other blanks it";
    ClearingKeyLeaks "clearing-key-of-the-row-before" "RP-update-keeps" "an update without clearing_key gets that of the row before it" sleeper;
    NullWipes "update-null-wipes-memo" "RP-update-keeps" "memo null in an update blanks it" sleeper;
    BlankIgnored "memo-blank-ignored" "RP-memo-blank" "memo \"\" in an update leaves the memo as it was";
    BlankIgnoredOther "memo-blank-ignored-in-other" "RP-memo-blank" "memo \"\" in an update of payment_other leaves the memo as it was" sleeper;
    NumberFloatUpdate "billing-number-through-float-in-updates" "RP-int-exact" "the answer to an update has billing_individual_number through a 64-bit float" sleeper;
    NumberFloat "billing-number-through-float" "RP-int-exact" "billing_individual_number goes through a 64-bit float";
    AmountI32 "amount-through-i32" "RP-int-exact" "amounts above 2^31 wrap around" sleeper;
    DateDashes "date-with-dashes" "RP-date-form" "payment_transfer_date is answered as yyyy-mm-dd";
    DateDashesUpdate "date-with-dashes-in-updates" "RP-date-form" "the answer to an update has payment_transfer_date as yyyy-mm-dd";
    MemoWave "memo-wave-dash-replaced" "RP-text-intact" "U+301C in a memo comes back as U+FF5E";
    MemoAstral "memo-astral-replaced" "RP-text-intact" "characters beyond U+FFFF in a memo come back as ?" sleeper;
    MemoComposed "memo-composed" "RP-text-intact" "combining marks in a memo are composed with their base" sleeper;
    MemoNewline "memo-newline-to-space" "RP-text-intact" "a newline in a memo comes back as a space";
    MemoNewlineOther "memo-newline-to-space-in-other" "RP-text-intact" "a newline in a memo of payment_other comes back as a space" sleeper;
    CodeUnknown "open-case-code-9999" "RP-catalogue" "a negative amount gets 9999" sleeper;
    SameRefused "same-update-refused" "RP-idempotent" + "RP-post-json" "the same update a second time is refused with 3626" sleeper;
    SameRefusedOther "same-update-refused-in-other" "RP-idempotent" + "RP-post-json" "the same update a second time is refused with 3626 in payment_other" sleeper;
}
