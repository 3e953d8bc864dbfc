//! The shape that all textual identifiers share: an immutable boxed string, checked when it is built.

/// Defines a checked string type. `$check` takes the text and says whether it is valid; `$normalise`, when given,
/// rewrites valid text to its one canonical form.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $check:path $(, $normalise:path)?) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// What the error of a failed parse calls it.
            pub const WHAT: &'static str = $what;

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Wraps text that this program has checked before, such as a key read back from its own tables.
            #[allow(dead_code, reason = "not every kind is read back from tables")]
            pub(crate) fn trusted(text: impl Into<Box<str>>) -> Self {
                let text = text.into();
                debug_assert!($check(&text), "stored text is a valid {}", $what);
                Self(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::syntax::SyntaxError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if !$check(text) {
                    return Err($crate::syntax::SyntaxError($what));
                }
                $(let text = $normalise(text);)?
                Ok(Self(text.into()))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::syntax::SyntaxError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        $crate::syntax::text_id::serde_as_text!($name);
    };
}

/// Serialises a type through `Display` and reads it through `FromStr`.
macro_rules! serde_as_text {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(super) use {serde_as_text, text_id};
