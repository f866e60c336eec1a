//! The certificate that templates hold.

use std::any::Any;
use std::sync::Arc;

use super::deferred::Deferred;
use super::key::PrivateKey;
use super::x509::Parent;
use crate::gotemplate::function::{Arg, Failure, IntoReturn};
use crate::value::{GoType, Object, Str, Value};

/// Go's name of the type.
const TYPE: &str = "sprig.certificate";

/// A certificate and its private key: sprig's struct with the fields `Cert` and `Key`, both PEM.
///
/// Reading a field waits until the certificate is made.
#[derive(Clone)]
pub struct Certificate {
    made: Arc<Deferred<Option<Made>>>,
    given: bool,
}

/// A certificate that is there.
pub(super) struct Made {
    /// The certificate, PEM.
    pub(super) cert: Vec<u8>,
    /// The private key, PEM.
    pub(super) key: Vec<u8>,
    /// The private key, to sign with.
    pub(super) private: PrivateKey,
    /// What certificates that it signs take from it.
    pub(super) parent: Parent,
}

impl Certificate {
    /// A certificate that the template brought.
    pub(super) fn given(made: Made) -> Self {
        Certificate {
            made: Deferred::ready(Some(made)),
            given: true,
        }
    }

    /// A certificate that will be made.
    pub(super) fn made_by(job: impl FnOnce() -> Option<Made> + Send + 'static) -> Self {
        Certificate {
            made: Deferred::start(job),
            given: false,
        }
    }

    /// The certificate, waiting for it.
    pub(super) fn made(&self) -> Option<&Made> {
        self.made.get()?.as_ref()
    }

    /// The certificate if the template brought it, and so may be at fault for it.
    pub(super) fn known(&self) -> Option<&Made> {
        if self.given { self.made() } else { None }
    }

    fn text(&self, part: impl Fn(&Made) -> &[u8]) -> Value {
        Value::from(Str::new(self.made().map(part).unwrap_or_default()))
    }
}

impl Object for Certificate {
    fn type_name(&self) -> &str {
        TYPE
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Cert" => Some(self.text(|made| &made.cert)),
            "Key" => Some(self.text(|made| &made.key)),
            _ => None,
        }
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("Cert", self.text(|made| &made.cert)),
            ("Key", self.text(|made| &made.key)),
        ]
    }

    fn equals(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Certificate>()
            .is_some_and(|other| {
                Arc::ptr_eq(&self.made, &other.made)
                    || match (self.made(), other.made()) {
                        (Some(a), Some(b)) => a.cert == b.cert && a.key == b.key,
                        _ => false,
                    }
            })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Arg for &Certificate {
    const TYPE: GoType = GoType::Named(TYPE);
    type Of<'a> = &'a Certificate;

    fn take(value: &mut Value) -> Option<Self::Of<'_>> {
        value.as_object()
    }
}

impl IntoReturn for Certificate {
    fn into_return(self) -> Result<Value, Failure> {
        Ok(Value::object(self))
    }
}
