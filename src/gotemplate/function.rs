//! Functions as templates see them: a name, parameter types, and a pointer to call.
//!
//! A function is a plain Rust function with typed arguments. [`function!`](crate::function) makes
//! a [`Function`] of it: the parameter types that Go's reflection would show, the arity, and the
//! conversion of arguments all follow from its signature, so no function unpacks arguments by
//! hand. The executor checks arity and types with Go's error texts before it calls.
//!
//! | Rust argument | Go parameter |
//! |---|---|
//! | `bool`, `f64`, `i64`, `u32`… | `bool`, `float64`, `int`, `uint32`… ([`Int64`] for `int64`) |
//! | `&Str`, `Str` | `string` |
//! | `&Value`, `Value` | `interface {}`; a missing value arrives as [`Value::Nil`] |
//! | [`Reflect`] | `reflect.Value`; a missing value arrives as it is |
//! | `&Map`, `&List`, [`Strings`] | `map[string]interface {}`, `[]interface {}`, `[]string` |
//! | [`Rest`] (last only) | `...T` |
//! | `&mut Call` (first only) | nothing: the way to the world and to other templates |
//!
//! ```
//! use manifest_render::function;
//! use manifest_render::gotemplate::function::{Failure, Function};
//! use manifest_render::value::{GoType, Str};
//!
//! fn trunc(count: i64, text: &Str) -> Result<Str, Failure> {
//!     let count = usize::try_from(count).map_err(|_| Failure::new("negative"))?;
//!     Ok(text.slice(0..count))
//! }
//!
//! static TRUNC: Function = function!("trunc", trunc);
//! assert_eq!(TRUNC.signature.params, [GoType::INT, GoType::String]);
//! ```

use std::fmt;
use std::marker::PhantomData;

use super::call::Call;
use crate::value::{GoType, IntKind, List, Map, Str, UintKind, Value};

/// A function that templates can call.
#[derive(Clone, Copy)]
pub struct Function {
    /// The name in templates.
    pub name: &'static str,
    /// The types of its parameters.
    pub signature: Signature,
    /// Calls it with as many arguments of such types as the signature wants.
    pub call: Callback,
}

/// How a [`Function`] is called. Arguments may be taken out of the slice.
pub type Callback = fn(&mut Call<'_>, &mut [Value]) -> Result<Value, Failure>;

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The parameters of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The types, the repeated one last.
    pub params: &'static [GoType],
    /// Whether the last parameter repeats.
    pub variadic: bool,
}

/// Why a function did not return a value: an error it returned, or what Go would have panicked
/// with. The executor puts `error calling NAME: ` in front.
#[derive(Debug)]
pub struct Failure(Box<FailureData>);

#[derive(Debug)]
struct FailureData {
    text: Str,
    reason: Reason,
    cause: Option<Box<dyn std::error::Error>>,
}

/// What kind of failure it is, for our own diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reason {
    /// The function could not do what it was asked.
    #[default]
    Error,
    /// The template gave up on purpose: `fail`.
    Fail,
    /// A value that is `required` is not there.
    Required,
    /// A bound of this program was reached, not one of Go's or Helm's.
    Limit,
    /// A template that the function executed failed; the cause tells more.
    Template,
}

impl Failure {
    /// A failure with the reference's own text.
    pub fn new(text: impl Into<Str>) -> Self {
        Failure::because(Reason::Error, text)
    }

    /// A failure of a certain kind.
    pub fn because(reason: Reason, text: impl Into<Str>) -> Self {
        Failure(Box::new(FailureData {
            text: text.into(),
            reason,
            cause: None,
        }))
    }

    /// The failure with the error that led to it.
    pub fn with_cause(mut self, cause: impl std::error::Error + 'static) -> Self {
        self.0.cause = Some(Box::new(cause));
        self
    }

    /// The failure with another text, all else being kept.
    pub fn with_text(mut self, text: impl Into<Str>) -> Self {
        self.0.text = text.into();
        self
    }

    /// The text, in the reference's words.
    pub fn text(&self) -> &Str {
        &self.0.text
    }

    /// What kind of failure it is.
    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// The error that led to it.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_deref()
    }

    /// Takes the error that led to it.
    pub fn into_cause(self) -> Option<Box<dyn std::error::Error>> {
        self.0.cause
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.text, f)
    }
}

impl std::error::Error for Failure {}

/// A type that a function can take as an argument.
pub trait Arg {
    /// The Go type of the parameter.
    const TYPE: GoType;

    /// The argument as it is passed, which may borrow from the value.
    type Of<'a>;

    /// The argument, whose type the executor has checked; `None` where it is another after all.
    fn take(value: &mut Value) -> Option<Self::Of<'_>>;
}

/// A type that a function can return.
pub trait IntoReturn {
    /// The value, or why there is none.
    fn into_return(self) -> Result<Value, Failure>;
}

macro_rules! arg {
    ($($(#[$doc:meta])* $rust:ty => $of:ty, $ty:expr, $pattern:pat => $take:expr;)*) => {$(
        $(#[$doc])*
        impl Arg for $rust {
            const TYPE: GoType = $ty;
            type Of<'a> = $of;

            fn take(value: &mut Value) -> Option<Self::Of<'_>> {
                match value {
                    $pattern => $take,
                    #[allow(unreachable_patterns, reason = "some take every value")]
                    _ => None,
                }
            }
        }
    )*};
}

arg! {
    bool => bool, GoType::Bool, Value::Bool(truth) => Some(*truth);
    f64 => f64, GoType::Float64, Value::Float(number) => Some(*number);
    i64 => i64, GoType::INT, Value::Int(_, number) => Some(*number);
    i32 => i32, GoType::Int(IntKind::Int32), Value::Int(_, number) => i32::try_from(*number).ok();
    u8 => u8, GoType::Uint(UintKind::Uint8), Value::Uint(_, number) => u8::try_from(*number).ok();
    u32 => u32, GoType::Uint(UintKind::Uint32), Value::Uint(_, number) => u32::try_from(*number).ok();
    u64 => u64, GoType::Uint(UintKind::Uint64), Value::Uint(_, number) => Some(*number);
    Int64 => Int64, GoType::INT64, Value::Int(_, number) => Some(Int64(*number));
    Str => Str, GoType::String, Value::Str(text) => Some(std::mem::take(text));
    &Str => &'a Str, GoType::String, Value::Str(text) => Some(text);
    Value => Value, GoType::Any, value => Some(std::mem::take(value));
    &Value => &'a Value, GoType::Any, value => Some(value);
    Reflect<'_> => Reflect<'a>, GoType::Reflect, value => Some(Reflect(value));
    &Map => &'a Map, GoType::DICT, Value::Map(map) => Some(map);
    &List => &'a List, GoType::LIST, Value::List(list) => Some(list);
    Strings<'_> => Strings<'a>, GoType::STRINGS, Value::List(list) => Some(Strings(list));
}

/// Go's `int64`, where a plain `i64` is an `int`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int64(pub i64);

/// An argument of type `reflect.Value`: any value, the missing one too.
#[derive(Clone, Copy, Debug)]
pub struct Reflect<'a>(pub &'a Value);

/// An argument of type `[]string`.
#[derive(Clone, Copy, Debug)]
pub struct Strings<'a>(pub &'a List);

/// The arguments of a variadic parameter, `...T`: one by one as `T`, or all as they are.
#[derive(Debug)]
pub struct Rest<'a, T> {
    values: &'a mut [Value],
    of: PhantomData<fn() -> T>,
}

impl<'a, T> Rest<'a, T> {
    /// The arguments as they are.
    pub fn values(&self) -> &[Value] {
        self.values
    }

    /// The arguments, to be taken or changed.
    pub fn into_values(self) -> &'a mut [Value] {
        self.values
    }

    /// The number of arguments.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl<'a, T: Arg> IntoIterator for Rest<'a, T> {
    type Item = T::Of<'a>;
    type IntoIter = RestIter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        RestIter {
            values: self.values.iter_mut(),
            of: PhantomData,
        }
    }
}

/// The arguments of a [`Rest`], one by one.
#[derive(Debug)]
pub struct RestIter<'a, T> {
    values: std::slice::IterMut<'a, Value>,
    of: PhantomData<fn() -> T>,
}

impl<'a, T: Arg> Iterator for RestIter<'a, T> {
    type Item = T::Of<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.values.by_ref().find_map(T::take)
    }
}

impl IntoReturn for Value {
    fn into_return(self) -> Result<Value, Failure> {
        Ok(self)
    }
}

impl<T: IntoReturn> IntoReturn for Result<T, Failure> {
    fn into_return(self) -> Result<Value, Failure> {
        self?.into_return()
    }
}

impl IntoReturn for Int64 {
    fn into_return(self) -> Result<Value, Failure> {
        Ok(Value::Int(IntKind::Int64, self.0))
    }
}

impl IntoReturn for u64 {
    fn into_return(self) -> Result<Value, Failure> {
        Ok(Value::Uint(UintKind::Uint64, self))
    }
}

macro_rules! returns {
    ($($rust:ty),*) => {$(
        impl IntoReturn for $rust {
            fn into_return(self) -> Result<Value, Failure> {
                Ok(Value::from(self))
            }
        }
    )*};
}

returns!(bool, f64, i64, Str, &'static str, String, List, Map);

/// A Rust function that can be a template function. `M` tells the shapes of functions apart and
/// is always inferred.
pub trait Typed<M>: Copy {
    /// The types of the parameters.
    const SIGNATURE: Signature;

    /// Converts the arguments and calls it.
    fn invoke(self, call: &mut Call<'_>, args: &mut [Value]) -> Result<Value, Failure>;
}

/// The signature of a function.
pub const fn signature<M, F: Typed<M>>(_: F) -> Signature {
    F::SIGNATURE
}

/// Calls a function, as the [`function!`](crate::function) macro does.
pub fn invoke<M, F: Typed<M>>(
    function: F,
    call: &mut Call<'_>,
    args: &mut [Value],
) -> Result<Value, Failure> {
    function.invoke(call, args)
}

fn mismatch() -> Failure {
    Failure::new("wrong arguments for this function")
}

/// The shape of a function with fixed arguments.
#[derive(Debug)]
pub struct Fixed<A>(PhantomData<A>);
/// The shape of a function with repeated last arguments.
#[derive(Debug)]
pub struct Variadic<A, V>(PhantomData<(A, V)>);
/// The shape of a function that takes the [`Call`] first.
#[derive(Debug)]
pub struct WithCall<S>(PhantomData<S>);

macro_rules! typed {
    ($($arg:ident),*) => {
        typed!(@shape Fixed<($($arg,)*)>, [$($arg),*], call, [], []);
        typed!(@shape WithCall<Fixed<($($arg,)*)>>, [$($arg),*], call, [call], []);
        typed!(@shape Variadic<($($arg,)*), V>, [$($arg),*], call, [], [rest V]);
        typed!(@shape WithCall<Variadic<($($arg,)*), V>>, [$($arg),*], call, [call], [rest V]);
    };
    // The name of the call is handed through, for it to be the same one everywhere.
    (@shape $shape:ty, [$($arg:ident),*], $it:ident, [$($call:ident)?],
     [$($rest:ident $v:ident)?]) => {
        impl<F, R, $($arg,)* $($v)?> Typed<$shape> for F
        where
            F: Copy
                + Fn($(typed!(@call $call),)? $($arg,)* $(Rest<'_, $v>)?) -> R
                + for<'a> Fn($(typed!(@call $call),)? $($arg::Of<'a>,)* $(Rest<'a, $v>)?) -> R,
            $($arg: Arg,)*
            $($v: Arg,)?
            R: IntoReturn,
        {
            const SIGNATURE: Signature = Signature {
                params: &[$($arg::TYPE,)* $($v::TYPE)?],
                variadic: typed!(@variadic $($rest)?),
            };

            #[allow(non_snake_case, unused_variables, irrefutable_let_patterns,
                clippy::redundant_at_rest_pattern,
                reason = "one name for type and argument; some shapes have no arguments")]
            fn invoke(self, $it: &mut Call<'_>, args: &mut [Value]) -> Result<Value, Failure> {
                let [$($arg,)* $($rest @ ..)?] = args else { return Err(mismatch()) };
                self(
                    $($call,)?
                    $($arg::take($arg).ok_or_else(mismatch)?,)*
                    $(Rest { values: $rest, of: PhantomData })?
                )
                .into_return()
            }
        }
    };
    (@call $call:ident) => { &mut Call<'_> };
    (@variadic) => { false };
    (@variadic $rest:ident) => { true };
}

typed!();
typed!(A);
typed!(A, B);
typed!(A, B, C);
typed!(A, B, C, D);
typed!(A, B, C, D, E);
typed!(A, B, C, D, E, G);

/// Makes a [`Function`] of a name and a Rust function; see [the module](self).
#[macro_export]
macro_rules! function {
    ($name:expr, $function:expr) => {
        $crate::gotemplate::function::Function {
            name: $name,
            signature: $crate::gotemplate::function::signature($function),
            call: |call, args| $crate::gotemplate::function::invoke($function, call, args),
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(count: i64, text: &Str) -> Str {
        text.slice(0..count as usize)
    }

    fn sum(first: i64, rest: Rest<'_, i64>) -> i64 {
        first + rest.into_iter().sum::<i64>()
    }

    fn kind(_: &mut Call<'_>, value: Reflect<'_>) -> &'static str {
        value.0.kind().name()
    }

    fn all(_: &mut Call<'_>, rest: Rest<'_, Value>) -> i64 {
        rest.len() as i64
    }

    #[test]
    fn signatures_follow_from_the_rust_function() {
        static FUNCTIONS: [Function; 4] = [
            function!("cut", cut),
            function!("sum", sum),
            function!("kind", kind),
            function!("all", all),
        ];
        let [cut, sum, kind, all] = FUNCTIONS.map(|f| f.signature);
        assert_eq!(
            cut,
            Signature {
                params: &[GoType::INT, GoType::String],
                variadic: false
            }
        );
        assert_eq!(
            sum,
            Signature {
                params: &[GoType::INT, GoType::INT],
                variadic: true
            }
        );
        assert_eq!(
            kind,
            Signature {
                params: &[GoType::Reflect],
                variadic: false
            }
        );
        assert_eq!(
            all,
            Signature {
                params: &[GoType::Any],
                variadic: true
            }
        );
    }
}
