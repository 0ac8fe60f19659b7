//! A table of messages: each id is next to what it says in both languages, so that none can lack one.

/// Declares the ids of a table with what each of them says in English and in Japanese.
macro_rules! messages {
    ($(#[$about:meta])* $name:ident { $($id:ident: $english:literal / $japanese:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $(#[doc = concat!("```text\n", $english, "\n```")] $id,)+
        }

        impl $name {
            /// Every one of them.
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$id,)+];

            /// What it says in English and in Japanese; `{0}` stands for the first of what fills it.
            pub(super) fn words(self) -> [&'static str; 2] {
                match self {
                    $(Self::$id => [$english, $japanese],)+
                }
            }
        }
    };
}
