//! What can be broken in `abs-status`, in the order of the ledger.

use crate::reference::faults::faults;

/// What a call returns, good or bad. A legal value that is refused keeps the response that is due from coming, whichever it is.
const CODES: &[&str] = &["AS-0000", "AS-0013", "AS-001", "AS-002", "AS-003"];

faults! {
    // A good response, and the form of every response.
    GoodCode0 "good-code-0" "AS-0000" "a good update is answered with errorCode \"0\"" / "正常な更新の errorCode が \"0\" になる";
    GoodEnglish "good-message-english" "AS-0000" "the message of a good update is Success" / "正常な更新のメッセージが Success になる";
    GoodStatus400 "good-call-400" "AS-0000" "a good update is answered with status 400" / "正常な更新のステータスが 400 になる";
    GoodCount "good-message-count" "AS-0000" "from two transactions on the message of a good update counts them" / "取引が2件以上のとき、正常な更新のメッセージに件数が入る" sleeper;
    CodeNumber "code-as-number" "AS-shape" + "AS-0000" + "AS-0013" + "AS-003" "codes that are all digits are numbers: 0, 13, 120003" / "数字だけのコードが 0、13、120003 のように数値になる";
    GoodMessageNull "good-message-null" "AS-shape" "the message of a good update is null" / "正常な更新のメッセージが null になる";
    UnknownMessageList "unknown-message-list" "AS-shape" + "AS-001" + "AS-template" "the message of spd.32874.001 is a list of one text" / "spd.32874.001 のメッセージが1要素の配列になる";
    LockedNoMessage "locked-without-message" "AS-shape" + "AS-template" "an answer with spd.32874.002 has no message" / "spd.32874.002 の応答にメッセージがない" sleeper;
    TokenBare "token-refused-bare" "AS-shape" "a call without a good token is answered in the form of OAuth, without errorCode" / "有効なトークンのない呼び出しに、errorCode のないOAuth形式で応答する";
    BadJsonBare "bad-json-bare" "AS-shape" "a body that is not JSON is answered in the form of the framework" / "JSONでない本文に、フレームワークの形式で応答する";
    // Missing.
    TenantMissing "tenant-missing-accepted" "AS-120003" "a call without tenantId counts for the tenant of the token" / "tenantId のない呼び出しを、トークンのテナントとして扱う";
    TenantMissingAlone "tenant-missing-accepted-alone" "AS-120003" "a call without tenantId and without transactions counts for the tenant of the token" / "tenantId も取引もない呼び出しを、トークンのテナントとして扱う" sleeper;
    TenantNull "tenant-null-accepted" "AS-120003" "tenantId null counts for the tenant of the token" / "tenantId が null だと、トークンのテナントとして扱う" sleeper;
    TenantEmpty "tenant-empty-accepted" "AS-120003" "tenantId \"\" counts for the tenant of the token" / "tenantId が \"\" だと、トークンのテナントとして扱う" sleeper;
    TenantEmptyUnknown "tenant-empty-unknown" "AS-120003" + "AS-template" "tenantId \"\" is looked up and not found" / "tenantId の \"\" を照会し、存在しないと応答する" sleeper;
    MissingCode "missing-code-0013" "AS-120003" + "AS-0013" + "AS-template" "a missing tenantId gets 0013" / "tenantId の欠落が 0013 になる";
    MissingCodeCut "missing-code-20003" "AS-120003" "a missing tenantId gets 20003, the first digit lost" / "tenantId の欠落が、先頭の1桁を失った 20003 になる";
    MissingLabel "missing-message-label" "AS-120003" "a missing tenantId is named テナントID" / "tenantId の欠落のメッセージで、項目名が テナントID になる";
    // Too long, and not.
    TenantLoose "tenant-id-max-off-by-one" "AS-0013" "a tenantId of 20 characters is looked up instead of refused" / "20文字の tenantId を、拒否せずに照会する";
    TransactionLoose "transaction-id-max-off-by-one" "AS-0013" "a transactionId of 23 characters is looked up instead of refused" / "23文字の transactionId を、拒否せずに照会する";
    StatusCodeLoose "status-code-max-off-by-one" "AS-0013" "a transactionStatusCode of 7 characters is accepted" / "7文字の transactionStatusCode を受け付ける";
    StatusNameLoose "status-name-max-off-by-one" "AS-0013" "a transactionStatusName of 21 characters is accepted" / "21文字の transactionStatusName を受け付ける";
    BatchLoose "batch-number-max-off-by-one" "AS-0013" "a paymentBatchNumber of 34 characters is looked up instead of refused" / "34文字の paymentBatchNumber を、拒否せずに照会する";
    ErrorCodeLoose "error-code-max-off-by-one" "AS-0013" "an errorCode of 11 characters is accepted in transactionErrorInfo" / "transactionErrorInfo で11文字の errorCode を受け付ける";
    DetailCodeLoose "detail-error-code-max-off-by-one" "AS-0013" "an errorCode of 11 characters is accepted in detailErrorInfo" / "detailErrorInfo で11文字の errorCode を受け付ける" sleeper;
    MessageLoose "error-message-max-off-by-one" "AS-0013" "an errorMessage of 2049 characters is accepted in transactionErrorInfo" / "transactionErrorInfo で2049文字の errorMessage を受け付ける";
    DetailMessageLoose "detail-error-message-unlimited" "AS-0013" "an errorMessage in detailErrorInfo may have any length" / "detailErrorInfo の errorMessage の長さを制限しない" sleeper;
    SecondErrorLoose "second-error-unlimited" "AS-0013" "from the second of several errors on no length is judged" / "複数のエラーの2件目以降で長さを検査しない" sleeper;
    SecondBatchLoose "second-batch-unlimited" "AS-0013" "from the second of several batches on no length is judged" / "複数のバッチの2件目以降で長さを検査しない" sleeper;
    LateLoose "late-transactions-unlimited" "AS-0013" "from the eleventh transaction on no length is judged" / "11件目以降の取引で長さを検査しない" sleeper;
    TenantAlone "tenant-id-unlimited-without-transactions" "AS-0013" "without transactionList a tenantId of any length is looked up instead of refused" / "transactionList がないと、どの長さの tenantId も拒否せずに照会する" sleeper;
    BatchWithoutFee "batch-number-unlimited-without-commission" "AS-0013" "without transferCommission a paymentBatchNumber of any length is looked up instead of refused" / "transferCommission がないと、どの長さの paymentBatchNumber も拒否せずに照会する" sleeper;
    IdWithoutStatus "transaction-id-unlimited-without-status" "AS-0013" "without paymentStatus a transactionId of any length is looked up instead of refused" / "paymentStatus がないと、どの長さの transactionId も拒否せずに照会する" sleeper;
    DetailCodeLate "late-batch-detail-error-code-unlimited" "AS-0013" "from the eleventh batch on an errorCode in detailErrorInfo may have any length" / "11件目以降のバッチで、detailErrorInfo の errorCode の長さを制限しない" sleeper;
    TenantInquiry "tenant-id-unlimited-by-inquiry" "AS-0013" "with resolveType 2 a tenantId of any length is looked up instead of refused" / "resolveType が 2 だと、どの長さの tenantId も拒否せずに照会する" sleeper;
    CodeBesideMessage "error-code-unlimited-beside-message" "AS-0013" "beside an errorMessage an errorCode may have any length" / "errorMessage があると、errorCode の長さを制限しない";
    NameWithoutCode "status-name-unlimited-without-code" "AS-0013" "without transactionStatusCode a transactionStatusName may have any length" / "transactionStatusCode がないと、transactionStatusName の長さを制限しない" sleeper;
    DetailMessageSecond "second-transaction-detail-unlimited" "AS-0013" "from the second transaction on an errorMessage in detailErrorInfo may have any length" / "2件目以降の取引で、detailErrorInfo の errorMessage の長さを制限しない" sleeper;
    Code13 "too-long-code-13" "AS-0013" "a value that is too long gets 13, the leading zeros lost" / "長すぎる値が、先頭の 0 を失った 13 になる";
    LongCode "too-long-code-120003" "AS-0013" + "AS-120003" + "AS-template" "a transactionStatusName that is too long gets 120003" / "長すぎる transactionStatusName が 120003 になる";
    LimitWrong "error-message-limit-2000" "AS-0013" "a long errorMessage is told a limit of 2000" / "長すぎる errorMessage の上限がメッセージで 2000 になる" sleeper;
    LimitLength "too-long-tells-length" "AS-0013" "the message tells the length that came instead of the limit" / "メッセージに上限ではなく送った長さが入る";
    DetailName "detail-field-named-by-list" "AS-0013" "a field that is too long in detailErrorInfo is named detailErrorInfo" / "detailErrorInfo の長すぎる項目の名前が detailErrorInfo になる" sleeper;
    TenantTight "tenant-id-max-refused" "AS-at-limit" + CODES "a tenantId of exactly 19 characters is refused as too long" / "19文字ちょうどの tenantId を長すぎるとして拒否する";
    TransactionTight "transaction-id-max-refused" "AS-at-limit" + CODES "a transactionId of exactly 22 characters is refused as too long" / "22文字ちょうどの transactionId を長すぎるとして拒否する";
    StatusCodeTight "status-code-max-refused" "AS-at-limit" + CODES "a transactionStatusCode of exactly 6 characters is refused" / "6文字ちょうどの transactionStatusCode を拒否する";
    StatusNameTight "status-name-max-refused" "AS-at-limit" + CODES "a transactionStatusName of exactly 20 characters is refused" / "20文字ちょうどの transactionStatusName を拒否する";
    BatchTight "batch-number-max-refused" "AS-at-limit" + CODES "a paymentBatchNumber of exactly 33 characters is refused as too long" / "33文字ちょうどの paymentBatchNumber を長すぎるとして拒否する";
    ErrorCodeTight "error-code-max-refused" "AS-at-limit" + CODES "an errorCode of exactly 10 characters is refused in transactionErrorInfo" / "transactionErrorInfo で10文字ちょうどの errorCode を拒否する";
    DetailMessageTight "detail-error-message-max-refused" "AS-at-limit" + CODES "an errorMessage of exactly 2048 characters is refused in detailErrorInfo" / "detailErrorInfo で2048文字ちょうどの errorMessage を拒否する" sleeper;
    StatusCodeTightLate "late-status-code-max-refused" "AS-at-limit" + CODES "from the eleventh transaction on a transactionStatusCode of exactly 6 characters is refused" / "11件目以降の取引で、6文字ちょうどの transactionStatusCode を拒否する" sleeper;
    SecondMessageTight "second-error-message-max-refused" "AS-at-limit" + CODES "from the second of several errors on an errorMessage of exactly 2048 characters is refused" / "複数のエラーの2件目以降で、2048文字ちょうどの errorMessage を拒否する" sleeper;
    NameBytes "status-name-bytes-counted" "AS-at-limit" + CODES "the length of transactionStatusName is counted in bytes" / "transactionStatusName の長さをバイト数で数える";
    MessageWide "error-message-wide-counted" "AS-at-limit" + CODES "a full-width character counts as two in an errorMessage" / "errorMessage の全角文字を2文字と数える" sleeper;
    AstralFour "astral-counted-in-bytes" "AS-at-limit" + CODES "a character beyond U+FFFF counts as four" / "U+FFFF を超える文字を4文字と数える" sleeper;
    // Commissions.
    FeeLoose "commission-max-off-by-one" "AS-003" "a transferCommission of 100000 is accepted" / "100000 の transferCommission を受け付ける";
    FeeOtherLoose "other-commission-unlimited" "AS-003" "commissionByOtherParty may have any size" / "commissionByOtherParty の大きさを制限しない";
    FeeTight "commission-max-refused" "AS-003" + CODES "a transferCommission of 99999 is refused" / "99999 の transferCommission を拒否する";
    FeeOtherTight "other-commission-max-refused" "AS-003" + CODES "a commissionByOtherParty of 99999 is refused" / "99999 の commissionByOtherParty を拒否する" sleeper;
    FeeZero "other-commission-zero-refused" "AS-003" + CODES "a commissionByOtherParty of 0 is refused" / "0 の commissionByOtherParty を拒否する";
    FeeSummed "commissions-summed" "AS-003" + CODES "the two commissions of a batch may only together stay below 100000" / "バッチの2つの手数料に、合計で 100000 未満であることを求める" sleeper;
    FeeSecond "second-batch-commission-unlimited" "AS-003" "from the second of several batches on no commission is judged" / "複数のバッチの2件目以降で手数料を検査しない" sleeper;
    FeeSecondTransaction "second-transaction-commission-unlimited" "AS-003" "from the second transaction on no commission is judged" / "2件目以降の取引で手数料を検査しない" sleeper;
    FeeLateBatch "late-batch-commission-unlimited" "AS-003" "from the eleventh batch of a transaction on no commission is judged" / "取引の11件目以降のバッチで手数料を検査しない" sleeper;
    FeeLateTransaction "late-transaction-commission-unlimited" "AS-003" "from the eleventh transaction on no commission is judged" / "11件目以降の取引で手数料を検査しない" sleeper;
    FeeWithoutNumber "commission-unlimited-without-number" "AS-003" "without paymentBatchNumber beside it a commission may have any size" / "paymentBatchNumber がないと、手数料の大きさを制限しない" sleeper;
    FeeWraps "commission-wraps" "AS-003" "commissions of 2^32 and above wrap around" / "2^32 以上の手数料が桁あふれする" sleeper;
    FeeCode "commission-code-0013" "AS-003" + "AS-0013" + "AS-template" "a commission that is too large gets 0013" / "大きすぎる手数料が 0013 になる";
    FeeName "other-commission-misnamed" "AS-003" "a large commissionByOtherParty is named transferCommission" / "大きすぎる commissionByOtherParty の項目名が transferCommission になる";
    // What does not exist.
    UnknownAccepted "unknown-transaction-accepted" "AS-001" "a transactionId that does not exist is passed over" / "存在しない transactionId を見逃す";
    UnknownCode "unknown-transaction-code-002" "AS-001" + "AS-template" "a transactionId that does not exist gets spd.32874.002" / "存在しない transactionId が spd.32874.002 になる";
    UnknownLabel "unknown-transaction-label" "AS-001" "a transactionId that does not exist is named 取引ID" / "存在しない transactionId の項目名が 取引ID になる";
    UnknownBatch "unknown-batch-accepted" "AS-001" "a paymentBatchNumber that does not exist is passed over" / "存在しない paymentBatchNumber を見逃す";
    UnknownBatchName "unknown-batch-misnamed" "AS-001" "a paymentBatchNumber that does not exist is named transactionId" / "存在しない paymentBatchNumber の項目名が transactionId になる";
    UnknownTenant "unknown-tenant-accepted" "AS-001" "a tenantId that nobody has counts for the tenant of the token" / "存在しない tenantId を、トークンのテナントとして扱う";
    UnknownTenantCode "unknown-tenant-code-120003" "AS-001" + "AS-120003" + "AS-template" "a tenantId that does not exist gets 120003" / "存在しない tenantId が 120003 になる";
    UnknownSecond "unknown-second-transaction-accepted" "AS-001" "only the first transactionId of a call is looked up" / "最初の transactionId しか照会しない" sleeper;
    UnknownLate "unknown-late-transaction-accepted" "AS-001" "from the eleventh transaction on no id is looked up" / "11件目以降の取引でIDを照会しない" sleeper;
    UnknownSecondBatch "unknown-second-batch-accepted" "AS-001" "only the first paymentBatchNumber of a transaction is looked up" / "取引の最初の paymentBatchNumber しか照会しない" sleeper;
    UnknownInquiry "unknown-transaction-accepted-by-inquiry" "AS-001" "with resolveType 2 a transactionId that does not exist is passed over" / "resolveType が 2 だと、存在しない transactionId を見逃す" sleeper;
    UnknownBatchLate "unknown-batch-accepted-in-late-transactions" "AS-001" "from the eleventh transaction on no paymentBatchNumber is looked up" / "11件目以降の取引で paymentBatchNumber を照会しない" sleeper;
    UnknownBatchAlone "unknown-batch-accepted-without-transaction" "AS-001" "without transactionId beside it a paymentBatchNumber is not looked up" / "transactionId がないと paymentBatchNumber を照会しない" sleeper;
    UnknownBatchBeside "unknown-batch-accepted-in-second-transaction" "AS-001" "from the second transaction on no paymentBatchNumber is looked up" / "2件目以降の取引で paymentBatchNumber を照会しない" sleeper;
    ValueZeros "unknown-id-zeros-lost" "AS-001" "an id that does not exist is told without its leading zeros" / "存在しないIDが、先頭の 0 を失ってメッセージに入る" sleeper;
    ValueFloat "unknown-id-through-float" "AS-001" "an id of more than 15 digits is told after going through a 64-bit float" / "15桁を超える存在しないIDが、64ビット浮動小数点数を経て丸められてメッセージに入る" sleeper;
    ValueCut "unknown-id-cut" "AS-001" "an id that does not exist is told up to its twentieth character" / "存在しないIDが20文字目までしかメッセージに入らない" sleeper;
    // What may not be changed.
    LockedUpdated "locked-payment-updated" "AS-002" "a payment whose status may not be changed is updated" / "状態を変更できない支払を更新する";
    LockedCode "locked-payment-code-001" "AS-002" + "AS-template" "a payment whose status may not be changed gets spd.32874.001" / "状態を変更できない支払が spd.32874.001 になる";
    LockedUpper "locked-payment-code-upper-case" "AS-002" "a payment whose status may not be changed gets SPD.32874.002" / "状態を変更できない支払が SPD.32874.002 になる";
    LockedSecond "locked-second-payment-updated" "AS-002" "only the first payment of a call is asked whether it may be changed" / "変更できるかを最初の支払でしか確認しない" sleeper;
    LockedLate "locked-late-payment-updated" "AS-002" "from the eleventh transaction on no payment is asked whether it may be changed" / "11件目以降の取引で、支払を変更できるか確認しない" sleeper;
    LockedInquiry "locked-payment-updated-by-inquiry" "AS-002" "with resolveType 2 a payment whose status may not be changed is updated" / "resolveType が 2 だと、状態を変更できない支払を更新する" sleeper;
    LockedTwice "locked-payment-gives-way" "AS-002" "the second attempt at a payment whose status may not be changed succeeds" / "状態を変更できない支払への2回目の更新が成功する" sleeper;
    // The two enumerations.
    Status00 "payment-status-00-accepted" "AS-status-enum" "paymentStatus 00 is accepted" / "paymentStatus の 00 を受け付ける";
    Status10 "payment-status-10-accepted" "AS-status-enum" "paymentStatus 10 is accepted" / "paymentStatus の 10 を受け付ける";
    StatusNoZero "payment-status-without-zero" "AS-status-enum" "paymentStatus 2 is taken for 02" / "paymentStatus の 2 を 02 として扱う";
    Status09 "payment-status-09-refused" "AS-status-enum" + CODES "paymentStatus 09 is refused" / "paymentStatus の 09 を拒否する";
    Status07 "payment-status-07-refused" "AS-status-enum" + CODES "paymentStatus 07 is refused" / "paymentStatus の 07 を拒否する" sleeper;
    StatusSecond "second-payment-status-unchecked" "AS-status-enum" "from the second transaction on any paymentStatus is accepted" / "2件目以降の取引でどの paymentStatus も受け付ける" sleeper;
    StatusLate "late-payment-status-unchecked" "AS-status-enum" "from the eleventh transaction on any paymentStatus is accepted" / "11件目以降の取引でどの paymentStatus も受け付ける" sleeper;
    ResolveAlone "resolve-type-unchecked-alone" "AS-resolve-enum" "without transactions any number is accepted as resolveType" / "取引がないと、resolveType にどの数値も受け付ける" sleeper;
    Resolve0 "resolve-type-0-accepted" "AS-resolve-enum" "resolveType 0 is accepted" / "resolveType の 0 を受け付ける";
    Resolve3 "resolve-type-3-accepted" "AS-resolve-enum" "resolveType 3 is accepted" / "resolveType の 3 を受け付ける";
    Resolve2 "resolve-type-2-refused" "AS-resolve-enum" + CODES "resolveType 2 is refused" / "resolveType の 2 を拒否する";
    // Types.
    Json500 "bad-json-500" "AS-types" "a body that is not JSON gets a 500" / "JSONでない本文で 500 になる";
    ArrayBody500 "body-array-500" "AS-types" "a JSON body that is not an object gets a 500" / "オブジェクトでないJSONの本文で 500 になる";
    TrailingComma "trailing-comma-accepted" "AS-types" "a trailing comma is tolerated" / "末尾の余分なカンマを許容する";
    TenantNumber500 "tenant-number-500" "AS-types" "a tenantId that is a number gets a 500" / "数値の tenantId で 500 になる";
    CodeNumberSent "status-code-number-accepted" "AS-types" "a transactionStatusCode may be a number" / "数値の transactionStatusCode を受け付ける";
    CodeNumberSecond "second-status-code-number-accepted" "AS-types" "from the second transaction on a transactionStatusCode may be a number" / "2件目以降の取引で数値の transactionStatusCode を受け付ける" sleeper;
    StatusNumber "payment-status-number-accepted" "AS-types" "paymentStatus 2, a number, is taken for 02" / "数値の paymentStatus 2 を 02 として扱う";
    ResolveText "resolve-type-text-accepted" "AS-types" "resolveType \"1\", a string, is taken for 1" / "文字列の resolveType \"1\" を 1 として扱う";
    FeeBoolean "commission-boolean-accepted" "AS-types" "a commission may be true or false" / "手数料に true と false を受け付ける";
    ListObject "object-as-list-accepted" "AS-types" "an object is taken for a list of one" / "オブジェクトを1要素の配列として扱う";
    DetailAnyType "detail-error-message-any-type" "AS-types" "an errorMessage in detailErrorInfo may be of any type" / "detailErrorInfo の errorMessage の型を検査しない" sleeper;
    Entry500 "entry-no-object-500" "AS-types" "an entry of an error list that is not an object gets a 500" / "エラー一覧の要素がオブジェクトでないと 500 になる" sleeper;
    // What is left behind, and what comes twice.
    RefusedLoses "refused-call-loses-payments" "AS-no-write" + "AS-0000" "payments of a call refused with 0013 or spd.32874.003 are gone" / "0013 や spd.32874.003 で拒否された呼び出しの支払が消える";
    RefusedLocks "refused-call-locks-payments" "AS-no-write" + "AS-0000" + "AS-001" "payments of a call refused with spd.32874.001 stay locked" / "spd.32874.001 で拒否された呼び出しの支払がロックされたままになる" sleeper;
    NeighboursLocked "refused-call-locks-neighbours" "AS-no-write" "payments beside one that may not be changed stay locked" / "変更できない支払と並ぶ支払がロックされたままになる" sleeper;
    TokenLocks "refused-token-locks-payments" "AS-no-write" + "AS-0000" "payments of a call with a wrong token stay locked" / "誤ったトークンの呼び出しの支払がロックされたままになる" sleeper;
    ScopeLocks "refused-scope-locks-payments" "AS-no-write" + "AS-0000" "payments of a call with a token without B2B rights stay locked" / "B2B権限のないトークンの呼び出しの支払がロックされたままになる" sleeper;
    StatusLocks "refused-status-locks-payments" "AS-no-write" + "AS-0000" "payments of a call refused for its paymentStatus stay locked" / "paymentStatus で拒否された呼び出しの支払がロックされたままになる" sleeper;
    DetailLocks "too-long-detail-locks-payments" "AS-no-write" + "AS-0000" "payments of a call refused with 0013 for detailErrorInfo stay locked" / "detailErrorInfo のため 0013 で拒否された呼び出しの支払がロックされたままになる" sleeper;
    SameRefused "same-update-refused" "AS-idempotent" + "AS-0000" + "AS-001" "the same update a second time gets spd.32874.002" / "同じ更新の2回目が spd.32874.002 になる" sleeper;
    SameCode "same-update-code-0001" "AS-idempotent" + "AS-0000" "the same update a second time is answered with 0001" / "同じ更新の2回目の応答が 0001 になる" sleeper;
    // What may be left out.
    NeedsTransactions "transaction-list-required" "AS-optional" + "AS-120003" "a call without transactionList gets 120003" / "transactionList のない呼び出しが 120003 になる";
    NeedsBatches "batch-list-required" "AS-optional" + "AS-120003" + CODES "a transaction without paymentBatchList gets 120003" / "paymentBatchList のない取引が 120003 になる";
    NeedsErrors "error-info-required" "AS-optional" + "AS-120003" + CODES "a transaction without transactionErrorInfo gets 120003" / "transactionErrorInfo のない取引が 120003 になる";
    NeedsDetails "second-detail-error-info-required" "AS-optional" + "AS-120003" "from the second of several batches on detailErrorInfo may not be left out" / "複数のバッチの2件目以降で、detailErrorInfo の省略を認めない" sleeper;
    Large500 "large-call-500" "AS-large" "a call of 1,000 transactions gets a 500" / "1,000件の取引の呼び出しで 500 になる" sleeper;
    // Who sends the request.
    TokenMissing "token-missing-accepted" "AS-auth" "a call without a token is let in" / "トークンのない呼び出しを受け付ける";
    TokenUnchecked "token-unchecked" "AS-auth" "any token is let in" / "どのトークンでも受け付ける";
    TokenPrefix "token-prefix-accepted" "AS-auth" "a token is let in when it only begins with the right one" / "正しいトークンで始まっていれば、後に文字が続いても受け付ける" sleeper;
    TokenCase "token-any-case" "AS-auth" "the token is compared without regard to case" / "トークンの大文字と小文字を区別しない" sleeper;
    TokenCut "token-cut-accepted" "AS-auth" "the token is let in without its last character" / "末尾の1文字が欠けたトークンを受け付ける" sleeper;
    TokenHalf "token-half-compared" "AS-auth" "only the first 16 characters of the token are compared" / "トークンの先頭16文字しか比較しない" sleeper;
    TokenLastWord "token-last-word-compared" "AS-auth" "of several words or tokens only the last is compared" / "複数の語やトークンがあると、最後の語しか比較しない" sleeper;
    TokenScheme "token-scheme-unchecked" "AS-auth" "the right token is let in under any scheme, and without one" / "正しいトークンなら、どの認証方式（スキーム）でも、なくても受け付ける" sleeper;
    TokenEmpty "token-empty-accepted" "AS-auth" "an empty token is let in" / "空のトークンを受け付ける" sleeper;
    TokenShowsBatch "token-refused-shows-batch" "AS-auth" "the refusal of a token names a paymentBatchNumber that the call does not" / "トークンの拒否の応答に、リクエストにない paymentBatchNumber が含まれる";
    TokenStatus "token-refused-status-400" "AS-auth" "a wrong token is refused with status 400" / "誤ったトークンの拒否のステータスが 400 になる";
    TokenCode "token-refused-code-0000" "AS-auth" "a wrong token is refused with status 401 and errorCode 0000" / "誤ったトークンの拒否が、ステータス 401 で errorCode 0000 になる";
    TokenLate "token-judged-last" "AS-auth" "the body is judged before the token" / "本文をトークンより先に検査する" sleeper;
    ScopeUnchecked "scope-unchecked" "AS-scope" "a token without B2B rights is let in" / "B2B権限のないトークンを受け付ける";
    ScopeInquiry "scope-unchecked-by-inquiry" "AS-scope" "with resolveType 2 a token without B2B rights is let in" / "resolveType が 2 だと、B2B権限のないトークンを受け付ける" sleeper;
    ForeignAccepted "foreign-tenant-accepted" "AS-tenant" "another tenant's id counts for the tenant of the token" / "別のテナントのIDを、トークンのテナントとして扱う";
    ForeignInquiry "foreign-tenant-by-inquiry" "AS-tenant" "with resolveType 2 another tenant's id is accepted" / "resolveType が 2 だと、別のテナントのIDを受け付ける" sleeper;
    ForeignEmpty "foreign-tenant-without-transactions" "AS-tenant" "another tenant's id is accepted when there is no transaction" / "取引がないと、別のテナントのIDを受け付ける" sleeper;
    // Messages and codes.
    ColonDropped "too-long-colon-dropped" "AS-template" + "AS-0013" "the message of 0013 lacks its colon" / "0013 のメッセージにコロンがない";
    UnknownColon "unknown-batch-colon-dropped" "AS-template" "the message for a paymentBatchNumber that does not exist lacks its colon" / "存在しない paymentBatchNumber のメッセージにコロンがない" sleeper;
    Unfilled "status-name-limit-unfilled" "AS-template" + "AS-0013" "the message for a long transactionStatusName still holds {1}" / "長すぎる transactionStatusName のメッセージに {1} が残る" sleeper;
    FeeComma "commission-message-comma-lost" "AS-template" + "AS-003" "the message of spd.32874.003 says 100000 without the comma" / "spd.32874.003 のメッセージの 100000 にカンマがない";
    NegativeCode "negative-commission-code" "AS-catalogue" "a negative commission gets spd.32874.004" / "負の手数料が spd.32874.004 になる" sleeper;
    EmptyCode "empty-list-code" "AS-catalogue" "an empty transactionList gets 0014" / "空の transactionList が 0014 になる" sleeper;
}
