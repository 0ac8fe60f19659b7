//! One request on its way to the target, with what proves who sends it.

use super::super::{Session, Subject, journal::Purpose};
use crate::{
    contract::Operation,
    target::{Client, Exchange, Resend, Sent, TransportError},
};

/// One request on its way, with what proves who sends it.
pub(super) struct Asking<'a> {
    pub(super) subject: &'a Subject,
    pub(super) session: &'a Session,
    pub(super) client: &'a Client,
    pub(super) purpose: Purpose,
    pub(super) resend: Resend,
}

impl Asking<'_> {
    /// Sends a request; headers that the contract or the case mentions stay as they are. A token that is refused all of a sudden is
    /// renewed once.
    pub(super) async fn ask(&self, sent: Sent, spoken: &[String]) -> Result<Exchange, TransportError> {
        if self.session.signer.is_idle() {
            let came = self.client.send(sent, &self.subject.redactor, self.resend).await;
            return came.inspect(|exchange| self.count_resent(exchange));
        }
        let mut attempts = 0;
        loop {
            let (mut exchange, stale) = self.once(sent.clone(), spoken).await?;
            self.count_resent(&exchange);
            exchange.attempts += attempts;
            if !stale || attempts > 0 {
                return Ok(exchange);
            }
            attempts = exchange.attempts;
            // Its response said nothing but that time had passed; without a second one nothing is known.
            let passed = self.session.gate.pass(self.purpose.priority()).await;
            passed.map_err(|reason| TransportError::request(&sent.url, reason))?;
        }
    }

    /// Counts what the client sent again on its own against the budget of the profile.
    fn count_resent(&self, exchange: &Exchange) {
        self.session.gate.spent(u64::from(exchange.attempts.max(1)) - 1);
    }

    async fn once(&self, mut sent: Sent, spoken: &[String]) -> Result<(Exchange, bool), TransportError> {
        let (signer, redactor) = (&self.session.signer, &self.subject.redactor);
        let proof = signer.sign(self.client, redactor, &mut sent, spoken).await?;
        let exchange = if proof.hidden.is_empty() {
            self.client.send(sent, redactor, self.resend).await?
        } else {
            let hidden = proof.hidden.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            self.client.send(sent, &redactor.with(hidden), self.resend).await?
        };
        let stale = signer.is_stale(&proof, exchange.status).await;
        Ok((exchange, stale))
    }
}

/// Whether a request may go out again where its connection breaks.
pub(super) fn resend(operation: &Operation, sent: &Sent) -> Resend {
    let is_safe = !operation.writes || ["GET", "HEAD", "OPTIONS"].contains(&sent.method.as_str());
    if is_safe { Resend::Safe } else { Resend::Never }
}
