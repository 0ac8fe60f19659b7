"""The mint of the PyPI package `cashu` on a loopback address, with its fake wallet, and a counter that hands out ecash.

    mint.py PORT COUNTER_PORT

The mint is the package's own, unchanged. Two things are arranged from outside:

* The amount of an invoice decides what the fake wallet makes of it, as the numbers of test cards do: 1001 is never paid, the payment of
  1002 fails, that of 1003 stays pending, and an invoice of 1004 has expired.
* The euro keyset is rotated once, by the mint's own function: the first keyset is inactive then, and the second has expired.

The mint's own settings are below (SETTINGS); those of the environment come first. Its database is made in the current folder.

A test needs ecash, and only the holder of a blinding factor can make it. The counter is the wallet: it asks the mint for a quote, has blinded
messages signed, and unblinds them. `POST /ecash` gives what one scenario spends, `POST /tokens` and
`POST /swaps` lists of what generated requests take, and `POST /many` more than a mint takes at once.
"""

import asyncio
import hashlib
import json
import os
import secrets
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SETTINGS = {
    "CASHU_DIR": "home",
    "MINT_DATABASE": "mint",
    "MINT_AUTH_DATABASE": "auth",
    "MINT_PRIVATE_KEY": "tekigo",
    "MINT_BACKEND_BOLT11_SAT": "FakeWallet",
    "MINT_BACKEND_BOLT11_USD": "FakeWallet",
    "MINT_BACKEND_BOLT11_EUR": "FakeWallet",
    "MINT_DERIVATION_PATH_LIST": """["m/0'/2'/0'", "m/0'/3'/0'"]""",
    "MINT_RATE_LIMIT": "FALSE",
    "MINT_QUOTE_BACKEND_CHECK_RATE_LIMIT": "0",
    "MINT_MAX_MINT_BOLT11_SAT": "1000000",
    "MINT_MAX_MELT_BOLT11_SAT": "1000000",
    "FAKEWALLET_BRR": "TRUE",
    "FAKEWALLET_DELAY_INCOMING_PAYMENT": "0",
    "FAKEWALLET_DELAY_OUTGOING_PAYMENT": "0",
    "LOG_LEVEL": "ERROR",
}
for name, value in SETTINGS.items():
    os.environ.setdefault(name, value)

# The package reads its settings when it is imported.
import bolt11  # noqa: E402
import cashu.lightning as lightning  # noqa: E402
import uvicorn  # noqa: E402
from cashu.core.base import Amount, Unit  # noqa: E402
from cashu.core.crypto.b_dhke import hash_to_curve, step1_alice, step3_alice  # noqa: E402
from cashu.core.crypto.secp import PrivateKey, PublicKey  # noqa: E402
from cashu.lightning.base import PaymentResponse, PaymentResult, PaymentStatus  # noqa: E402
from cashu.lightning.fake import FakeWallet  # noqa: E402

UNPAID, FAILING, PENDING, EXPIRED = 1001, 1002, 1003, 1004
# The amounts of the proofs that a scenario gets, and for how many scenarios they are made at once.
PURSE, BUNDLES = [8, 8, 8, 8, 2048, 2048], 40
# How many generated requests find an invoice of their own; how many a trial finds proofs of its own for, and for how many trials those are
# made at once; and what is more than a mint takes in one request.
TOKENS, SWAPS, TRIALS, MORE = 60, 12, 10, 1001


class WalletByAmount(FakeWallet):
    """The fake wallet of the package; the amount of an invoice decides what comes of it."""

    results = {FAILING: PaymentResult.FAILED, PENDING: PaymentResult.PENDING}

    async def create_invoice(self, amount: Amount, *args, **given):
        if amount.amount == EXPIRED:
            # The package writes its own clock into the invoice, so the expiry is the least that one can have: it is over after a second.
            given["expiry"] = 1
        return await super().create_invoice(amount, *args, **given)

    def sat(self, invoice) -> int:
        return int(invoice.amount_msat or 0) // 1000

    async def mark_invoice_paid(self, invoice, delay=True):
        if self.sat(invoice) != UNPAID:
            await super().mark_invoice_paid(invoice, delay)

    async def get_invoice_status(self, checking_id: str) -> PaymentStatus:
        of_it = [invoice for invoice in self.created_invoices if invoice.payment_hash == checking_id]
        if any(self.sat(invoice) == UNPAID for invoice in of_it):
            return PaymentStatus(result=PaymentResult.PENDING)
        return await super().get_invoice_status(checking_id)

    def by_hash(self, checking_id: str) -> PaymentResult:
        return self.outgoing.get(checking_id, PaymentResult.SETTLED)

    outgoing: dict = {}

    async def pay_invoice(self, quote, fee_limit: int) -> PaymentResponse:
        invoice = bolt11.decode(quote.request)
        result = self.results.get(self.sat(invoice))
        if result is None:
            return await super().pay_invoice(quote, fee_limit)
        self.outgoing[invoice.payment_hash] = result
        return PaymentResponse(result=result, checking_id=invoice.payment_hash, error_message="decided by the amount")

    async def get_payment_status(self, checking_id: str) -> PaymentStatus:
        return PaymentStatus(result=self.by_hash(checking_id))


class Wallet:
    """What a wallet does at a mint: quotes, blinded messages, proofs."""

    def __init__(self, url: str):
        self.url = url
        self.keys: dict = {}
        self.purses: list = []
        self.twos: list = []
        keysets = self.call("GET", "/v1/keysets")["keysets"]
        self.keysets = {unit: next(k["id"] for k in keysets if k["unit"] == unit and k["active"]) for unit in ("sat", "usd")}
        euro = [keyset for keyset in keysets if keyset["unit"] == "eur"]
        self.inactive = next(keyset["id"] for keyset in euro if not keyset["active"])
        self.expired = next(keyset["id"] for keyset in euro if keyset["active"])

    def call(self, method: str, path: str, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)

    def key(self, keyset: str, amount: int) -> PublicKey:
        if keyset not in self.keys:
            self.keys[keyset] = self.call("GET", f"/v1/keys/{keyset}")["keysets"][0]["keys"]
        return PublicKey(bytes.fromhex(self.keys[keyset][str(amount)]))

    def quote(self, amount: int, unit: str = "sat") -> str:
        """A quote that is paid."""
        quote = self.call("POST", "/v1/mint/quote/bolt11", {"unit": unit, "amount": amount})["quote"]
        for _ in range(100):
            if self.call("GET", f"/v1/mint/quote/bolt11/{quote}")["state"] == "PAID":
                return quote
            time.sleep(0.02)
        raise RuntimeError(f"the fake wallet did not pay the quote {quote}")

    def messages(self, amounts, keyset: str):
        """Blinded messages, with the secret and the blinding factor of each."""
        hidden, outputs = [], []
        for amount in amounts:
            secret = secrets.token_hex(32)
            point, factor = step1_alice(secret)
            hidden.append((secret, factor))
            outputs.append({"amount": amount, "id": keyset, "B_": point.format().hex()})
        return hidden, outputs

    def outputs(self, amounts, keyset: str = ""):
        return self.messages(amounts, keyset or self.keysets["sat"])[1]

    def proofs(self, amounts, unit: str = "sat"):
        keyset = self.keysets[unit]
        hidden, outputs = self.messages(amounts, keyset)
        body = {"quote": self.quote(sum(amounts), unit), "outputs": outputs}
        signed = self.call("POST", "/v1/mint/bolt11", body)["signatures"]
        proofs = []
        for amount, (secret, factor), signature in zip(amounts, hidden, signed):
            point = step3_alice(PublicKey(bytes.fromhex(signature["C_"])), factor, self.key(keyset, amount))
            proofs.append({"amount": amount, "id": keyset, "secret": secret, "C": point.format().hex()})
        return proofs

    def fill(self):
        """Makes the proofs of many scenarios by one request a unit."""
        sat, usd = self.proofs(PURSE * BUNDLES), self.proofs([8] * BUNDLES, "usd")
        for number in range(BUNDLES):
            self.purses.append((sat[number * len(PURSE) : (number + 1) * len(PURSE)], usd[number]))

    def ecash(self):
        """What one scenario needs: each proof of 8 pays for outputs of 4, 2 and 1, because the fee of up to ten inputs is 1."""
        if not self.purses:
            self.fill()
        proofs, usd = self.purses.pop()
        return {
            "keyset": self.keysets["sat"],
            "proofs": proofs[:4],
            "large": proofs[4:],
            "usd": usd,
            "ys": [point_of(proof) for proof in proofs],
            "outputs": [self.outputs([4, 2, 1]) for _ in range(4)],
            "large_outputs": self.outputs([1 << bit for bit in range(11)]),
            "blanks": self.outputs([1, 1, 1, 1]),
            "expired_quote_outputs": self.outputs([4, 8, 32, 64, 128, 256, 512]),
            "usd_outputs": self.outputs([4, 2, 1], self.keysets["usd"]),
            "inactive_outputs": self.outputs([4, 2, 1], self.inactive),
            "expired_outputs": self.outputs([4, 2, 1], self.expired),
            "plain": invoice(64),
            "failing": invoice(FAILING),
            "pending": invoice(PENDING),
            "amountless": invoice(None),
            "too_large": invoice(2_000_000),
            "pubkey": PrivateKey().public_key.format().hex(),
            "unknown_keyset": "00" + secrets.token_hex(7),
        }

    def tokens(self):
        """What generated requests take, one entry after the other."""
        return [{"invoice": invoice(4), "y": hash_to_curve(secrets.token_bytes(32)).format().hex()} for _ in range(TOKENS)]

    def swaps(self):
        """What the generated requests of one trial spend: the fee of an input of 2 is 1, so an output of 1 is left."""
        if not self.twos:
            self.twos = self.proofs([2] * TRIALS * SWAPS)
        proofs = [self.twos.pop() for _ in range(SWAPS)]
        outputs = self.outputs([1] * SWAPS)
        pairs = zip(proofs, outputs)
        return [
            {"keyset": proof["id"], "input": 2, "secret": proof["secret"], "signature": proof["C"], "output": 1, "blinded": output["B_"]}
            for proof, output in pairs
        ]

    def many(self):
        """More than the mint takes in one request."""
        keyset = self.keysets["sat"]
        outputs = self.outputs([1] * MORE, keyset)
        inputs = [{"amount": 1, "id": keyset, "secret": secrets.token_hex(32), "C": output["B_"]} for output in outputs]
        return {"inputs": inputs, "outputs": outputs, "quotes": [secrets.token_hex(16) for _ in range(MORE)]}


def point_of(proof) -> str:
    return hash_to_curve(proof["secret"].encode()).format().hex()


def invoice(sat) -> str:
    """An invoice of somebody else, so that paying it is up to the fake wallet. The payee's key is made up for each."""
    tags = bolt11.Tags()
    tags.add(bolt11.TagChar.description, "tekigo")
    tags.add(bolt11.TagChar.expire_time, 3600)
    secret = secrets.token_hex(32)
    tags.add(bolt11.TagChar.payment_secret, secret)
    tags.add(bolt11.TagChar.payment_hash, hashlib.sha256(secret.encode()).hexdigest())
    amount = None if sat is None else bolt11.MilliSatoshi(sat * 1000)
    made = bolt11.Bolt11(currency="bc", amount_msat=amount, date=int(time.time()), tags=tags)
    return bolt11.encode(made, secrets.token_hex(32))


def counter(wallet: Wallet, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("content-length", 0)))
            try:
                status, said = 200, {"/ecash": wallet.ecash, "/tokens": wallet.tokens, "/swaps": wallet.swaps, "/many": wallet.many}[self.path]()
            except Exception as error:  # the reason stands in the report, as that of a state that could not be brought about
                status, said = 500, {"error": f"{type(error).__name__}: {error}"}
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


async def serve(port: int, counter_port: int):
    lightning.FakeWallet = WalletByAmount
    from cashu.mint.app import app
    from cashu.mint.startup import ledger

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    serving = asyncio.create_task(server.serve())
    while not server.started and not serving.done():
        await asyncio.sleep(0.05)
    await ledger.rotate_next_keyset(Unit.eur, final_expiry=int(time.time()) - 60)
    wallet = await asyncio.to_thread(Wallet, f"http://127.0.0.1:{port}")
    threading.Thread(target=counter(wallet, counter_port).serve_forever, daemon=True).start()
    print("ready", flush=True)
    await serving


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
