//! A target's profile: who it is, where it is, and what only its owner can give. TOML, written by people.

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde_json::{Map, Value};

/// A target and what its owner gives for each contract.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// The target's name, for reports.
    pub name: String,
    /// By contract id.
    pub contracts: BTreeMap<String, ContractProfile>,
}

/// What the owner of a target gives for one contract.
#[derive(Debug, Clone, Default)]
pub struct ContractProfile {
    /// The address that the operations' paths are appended to.
    pub url: String,
    /// Credentials by name.
    pub credentials: BTreeMap<String, String>,
    /// For each state one or more tables of what stands for it.
    pub states: BTreeMap<String, Vec<Value>>,
    /// Chosen readings.
    pub readings: BTreeMap<String, Value>,
    /// The most time one exchange may take.
    pub timeout: Option<Duration>,
}

/// What is wrong with a profile, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {problem}; {mend}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct ProfileError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: String,
    /// What would mend it.
    pub mend: String,
}

type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Profile {
    /// Reads a profile; `${NAME}` in a text is taken from the environment.
    pub fn read(path: &Path) -> Result<Self, ProfileError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| ProfileError {
            file: file.clone(),
            line: None,
            problem: format!("the profile cannot be read: {error}"),
            mend: "name a readable TOML file".to_owned(),
        })?;
        Self::parse(&file, &text, &|name| std::env::var(name).ok())
    }

    /// Reads the text of a profile.
    pub fn parse(file: &str, text: &str, environment: Environment<'_>) -> Result<Self, ProfileError> {
        let reader = Reader { file, text, environment };
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            ProfileError {
                file: file.to_owned(),
                line,
                problem: error.message().to_owned(),
                mend: "mend the TOML".to_owned(),
            }
        })?;
        let mut profile = Self { name: "target".to_owned(), ..Self::default() };
        for (key, value) in table {
            match (key.as_str(), value) {
                ("name", toml::Value::String(name)) => profile.name = name,
                (_, toml::Value::Table(table)) => {
                    let contract = reader.contract(&key, table)?;
                    profile.contracts.insert(key, contract);
                }
                _ => {
                    return Err(reader.error(
                        &key,
                        &format!("`{key}` is not known here"),
                        "give `name`, and a table [<contract id>] for each contract",
                    ));
                }
            }
        }
        Ok(profile)
    }
}

/// An address to which paths can be appended; `None` where the text is none.
pub fn address(text: &str) -> Option<String> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme))?;
    (!rest.is_empty()).then(|| text.trim_end_matches('/').to_owned())
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    environment: Environment<'a>,
}

impl Reader<'_> {
    fn error(&self, near: &str, problem: &str, mend: &str) -> ProfileError {
        let line = self
            .text
            .lines()
            .position(|line| line.trim_start().trim_start_matches('[').starts_with(near))
            .map(|line| line + 1);
        ProfileError { file: self.file.to_owned(), line, problem: problem.to_owned(), mend: mend.to_owned() }
    }

    fn contract(&self, id: &str, table: toml::Table) -> Result<ContractProfile, ProfileError> {
        let mut contract = ContractProfile::default();
        for (key, value) in table {
            match (key.as_str(), self.json(&key, value)?) {
                ("url", Value::String(url)) => contract.url = self.address(&key, &url)?,
                ("credentials", Value::Object(given)) => {
                    for (name, value) in given {
                        let Value::String(text) = value else {
                            return Err(self.error(
                                &name,
                                &format!("credential `{name}` is no text"),
                                "write it in quotes",
                            ));
                        };
                        contract.credentials.insert(name, text);
                    }
                }
                ("readings", Value::Object(chosen)) => contract.readings = chosen.into_iter().collect(),
                ("states", Value::Object(states)) => contract.states = self.states(states)?,
                ("timeout", Value::String(text)) => contract.timeout = Some(self.seconds(&text)?),
                ("limits" | "waivers", _) => {
                    let problem = format!("`{key}` is not supported by this version");
                    return Err(self.error(
                        &key,
                        &problem,
                        "take it out; a limit that is not kept would be worse than none",
                    ));
                }
                _ => {
                    let problem = format!("`{key}` is not known in [{id}], or has another type");
                    return Err(self.error(&key, &problem, "known are url, credentials, states, readings, timeout"));
                }
            }
        }
        Ok(contract)
    }

    fn address(&self, key: &str, url: &str) -> Result<String, ProfileError> {
        address(url)
            .ok_or_else(|| self.error(key, &format!("`{url}` is no address"), "start it with http:// or https://"))
    }

    fn seconds(&self, text: &str) -> Result<Duration, ProfileError> {
        let seconds = text.strip_suffix('s').and_then(|number| number.parse().ok()).filter(|seconds| *seconds > 0);
        seconds
            .map(Duration::from_secs)
            .ok_or_else(|| self.error("timeout", &format!("`{text}` is no time"), "write seconds, such as \"10s\""))
    }

    fn states(&self, states: Map<String, Value>) -> Result<BTreeMap<String, Vec<Value>>, ProfileError> {
        let tables = |(name, value): (String, Value)| match value {
            Value::Object(ref fields) if fields.contains_key("hook") => Err(self.error(
                &name,
                &format!("state `{name}` names a hook, which this version does not run"),
                "give the values themselves",
            )),
            Value::Object(_) => Ok((name, vec![value])),
            Value::Array(tables) if !tables.is_empty() && tables.iter().all(Value::is_object) => Ok((name, tables)),
            _ => Err(self.error(
                &name,
                &format!("state `{name}` is no table"),
                "write { key = value } or a list of such tables",
            )),
        };
        states.into_iter().map(tables).collect()
    }

    fn json(&self, key: &str, value: toml::Value) -> Result<Value, ProfileError> {
        Ok(match value {
            toml::Value::String(text) => Value::String(self.filled(key, &text)?),
            toml::Value::Integer(number) => Value::from(number),
            toml::Value::Float(number) => Value::from(number),
            toml::Value::Boolean(truth) => Value::from(truth),
            toml::Value::Datetime(time) => Value::String(time.to_string()),
            toml::Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.json(key, item)).collect::<Result<_, _>>()?)
            }
            toml::Value::Table(table) => {
                let fields = table.into_iter().map(|(key, value)| self.json(&key, value).map(|value| (key, value)));
                Value::Object(fields.collect::<Result<_, _>>()?)
            }
        })
    }

    /// A text with every `${NAME}` taken from the environment.
    fn filled(&self, key: &str, text: &str) -> Result<String, ProfileError> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else {
                return Err(self.error(key, "a `${` is never closed", "write ${NAME}"));
            };
            let value = (self.environment)(name).ok_or_else(|| {
                self.error(key, &format!("the environment has no `{name}`"), &format!("set {name} before the run"))
            })?;
            filled.push_str(before);
            filled.push_str(&value);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(text: &str) -> Result<Profile, ProfileError> {
        Profile::parse("p.toml", text, &|name| (name == "KEY").then(|| "k0FAKE".to_owned()))
    }

    #[test]
    fn everything_an_owner_gives() {
        let text = "name = \"acme\"\n[robo-payment]\nurl = \"https://demo.example/base/\"\ntimeout = \"5s\"\n\
            credentials = { user_id = \"ci@example.com\", access_key = \"${KEY}\" }\nreadings = { row-limit = 25 }\n\
            [robo-payment.states]\npayment-cleared = { payment_id = 100200300400500600 }\nbank-code = [{ c = \"0013\" }, { c = \"02\" }]\n";
        let profile = parse(text).unwrap();
        let robo = &profile.contracts["robo-payment"];
        assert_eq!(
            (profile.name.as_str(), robo.url.as_str(), robo.timeout),
            ("acme", "https://demo.example/base", Some(Duration::from_secs(5)))
        );
        assert_eq!(robo.credentials["access_key"], "k0FAKE");
        assert_eq!(robo.states["payment-cleared"], [json!({"payment_id": 100_200_300_400_500_600_i64})]);
        assert_eq!(robo.states["bank-code"], [json!({"c": "0013"}), json!({"c": "02"})]);
        assert_eq!(robo.readings["row-limit"], json!(25));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_mend() {
        for (text, line, told) in [
            (
                "name = \"a\"\n[x]\nurl = \"demo.example\"\n",
                Some(3),
                "`demo.example` is no address; start it with http:// or https://",
            ),
            ("name = \"a\"\n[x]\nlimits = { rate = \"1/1m\" }\n", Some(3), "`limits` is not supported"),
            ("[x]\nurl = \n", Some(2), "mend the TOML"),
            (
                "[x]\ncredentials = { key = \"${NO_SUCH}\" }\n",
                None,
                "the environment has no `NO_SUCH`; set NO_SUCH before the run",
            ),
            ("[x]\nuri = \"http://a\"\n", Some(2), "`uri` is not known in [x]"),
            ("[x.states]\npaid = 5\n", Some(2), "state `paid` is no table"),
            ("nme = \"a\"\n", Some(1), "`nme` is not known here"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.to_string().contains(told), "{error}");
            assert_eq!(error.line, line, "{error}");
        }
    }
}
