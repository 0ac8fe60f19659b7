//! Which message it is, of all the tables.

use serde::{Deserialize, Serialize};

use super::{
    ArazzoId, CommandId, DescribedId, DrawId, ExpressionId, FormId, JournalId, LoadId, MessageId, PackageId, ProfileId,
    ReasonId, ScenarioId, SchemaId, ScreenId, TransportId,
};

/// The id of a message in one of the tables. A name is in one of them only, and is all that a journal keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MessageKey {
    /// What a finding says.
    Finding(MessageId),
    /// Why something was not tested, or ended.
    Reason(ReasonId),
    /// Why a target could not be reached.
    Transport(TransportId),
    /// What is wrong with a profile.
    Profile(ProfileId),
    /// What is wrong with a command line, and what it names.
    Command(CommandId),
    /// What is wrong with a journal or a package.
    Journal(JournalId),
    /// What is wrong with a file of a contract.
    Load(LoadId),
    /// What is wrong with an evidence package.
    Package(PackageId),
    /// What is wrong with an OpenAPI description.
    Described(DescribedId),
    /// What is wrong with a schema.
    Schema(SchemaId),
    /// Why no value can be generated.
    Draw(DrawId),
    /// How a text of a contract file must be written.
    Form(FormId),
    /// What is wrong with a scenario.
    Scenario(ScenarioId),
    /// What is wrong with an Arazzo workflow.
    Arazzo(ArazzoId),
    /// What is wrong with an expression.
    Expression(ExpressionId),
    /// What a command prints.
    Screen(ScreenId),
}
