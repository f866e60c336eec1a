//! Times and zones as values of templates.

use std::any::Any;

use super::duration::SECOND;
use super::format::{display, format, go_string, json};
use super::moment::Time;
use super::zone::Zone;
use crate::value::{GoType, IntKind, Kind, Method, Object, Str, Value};

/// Go's name of the type.
pub const TIME: &str = "time.Time";
const LOCATION: &str = "*time.Location";

impl Object for Time {
    fn type_name(&self) -> &str {
        TIME
    }

    fn methods(&self) -> &'static [Method] {
        METHODS
    }

    fn text(&self) -> Option<Str> {
        Some(display(self).into())
    }

    fn go_text(&self) -> Option<Str> {
        Some(go_string(self).into())
    }

    fn plain(&self) -> Option<Result<Value, Str>> {
        let json = json(self, "MarshalJSON");
        Some(json.map(|text| Value::Str(text.into())).map_err(Str::from))
    }

    fn equals(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref::<Time>().is_some_and(|other| {
            (self.seconds, self.nanoseconds, self.monotonic)
                == (other.seconds, other.nanoseconds, other.monotonic)
                && self.zone.same(&other.zone)
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A `*time.Location`.
#[derive(Debug)]
struct Location(Zone);

impl Object for Location {
    fn type_name(&self) -> &str {
        LOCATION
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn methods(&self) -> &'static [Method] {
        const STRING: &[Method] = &[Method {
            name: "String",
            params: &[],
            variadic: false,
            call: |receiver, _| match receiver.as_object::<Location>() {
                Some(location) => Ok(Value::from(location.0.name())),
                None => Err(Str::from_static("not a location")),
            },
        }];
        STRING
    }

    fn text(&self) -> Option<Str> {
        Some(self.0.name().into())
    }

    fn plain(&self) -> Option<Result<Value, Str>> {
        Some(Ok(Value::from(crate::value::Map::new())))
    }

    fn equals(&self, other: &dyn Object) -> bool {
        other
            .as_any()
            .downcast_ref::<Location>()
            .is_some_and(|other| self.0.same(&other.0))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

type Answer = Result<Value, Str>;

const NONE: &[GoType] = &[];
const OTHER: &[GoType] = &[GoType::Named(TIME)];
const DURATION: &[GoType] = &[GoType::Int(IntKind::Duration)];
const THREE: &[GoType] = &[GoType::INT, GoType::INT, GoType::INT];
const LAYOUT: &[GoType] = &[GoType::String];
const APPEND: &[GoType] = &[GoType::Bytes, GoType::String];
const IN: &[GoType] = &[GoType::Named(LOCATION)];

macro_rules! method {
    ($name:literal, $params:expr, |$own:ident, $args:ident| $body:expr) => {
        Method {
            name: $name,
            params: $params,
            variadic: false,
            call: |receiver, $args| {
                let $own = time(receiver)?;
                $body
            },
        }
    };
}

static METHODS: &[Method] = &[
    method!("Add", DURATION, |own, args| new(own.add(number(args, 0)))),
    method!("AddDate", THREE, |own, args| {
        new(own.add_date(number(args, 0), number(args, 1), number(args, 2)))
    }),
    method!("After", OTHER, |own, args| Ok(Value::Bool(
        own.compare(other(args)?).is_gt()
    ))),
    method!("AppendFormat", APPEND, |own, args| appended(own, args)),
    method!("Before", OTHER, |own, args| Ok(Value::Bool(
        own.compare(other(args)?).is_lt()
    ))),
    method!("Compare", OTHER, |own, args| int(
        own.compare(other(args)?) as i64
    )),
    method!("Day", NONE, |own, _args| int(own.civil().day)),
    method!("Equal", OTHER, |own, args| Ok(Value::Bool(
        own.compare(other(args)?).is_eq()
    ))),
    method!("Format", LAYOUT, |own, args| Ok(Value::Str(
        format(own, layout(args)).into()
    ))),
    method!("GoString", NONE, |own, _args| Ok(Value::from(go_string(
        own
    )))),
    method!("Hour", NONE, |own, _args| int(own.civil().hour)),
    method!("In", IN, |own, args| {
        match args.first().and_then(Value::as_object::<Location>) {
            Some(location) => new(own.to_zone(location.0.clone())),
            None => Err(Str::from_static(
                "time: missing Location in call to Time.In",
            )),
        }
    }),
    method!("IsDST", NONE, |own, _args| Ok(Value::Bool(
        own.zone.at(own.seconds).summer
    ))),
    method!("IsZero", NONE, |own, _args| Ok(Value::Bool(own.is_zero()))),
    method!("Local", NONE, |own, _args| new(
        own.to_zone(own.local.clone())
    )),
    method!("Location", NONE, |own, _args| Ok(Value::object(Location(
        own.zone.clone()
    )))),
    method!("MarshalJSON", NONE, |own, _args| {
        let text = json(own, "MarshalJSON")?;
        Ok(Value::Bytes(
            [b"\"", text.as_slice(), b"\""].concat().into(),
        ))
    }),
    method!("MarshalText", NONE, |own, _args| {
        Ok(Value::Bytes(json(own, "MarshalText")?.into()))
    }),
    method!("Minute", NONE, |own, _args| int(own.civil().minute)),
    method!("Month", NONE, |own, _args| Ok(Value::Int(
        IntKind::Month,
        own.civil().month
    ))),
    method!("Nanosecond", NONE, |own, _args| int(own.nanoseconds)),
    method!("Round", DURATION, |own, args| new(
        own.round(number(args, 0))
    )),
    method!("Second", NONE, |own, _args| int(own.civil().second)),
    method!("String", NONE, |own, _args| Ok(Value::Str(
        display(own).into()
    ))),
    method!("Sub", OTHER, |own, args| Ok(Value::duration(
        own.since(other(args)?)
    ))),
    method!("Truncate", DURATION, |own, args| new(
        own.truncate(number(args, 0))
    )),
    method!("UTC", NONE, |own, _args| new(own.to_zone(Zone::Utc))),
    method!("Unix", NONE, |own, _args| int64(own.seconds)),
    method!("UnixMicro", NONE, |own, _args| {
        int64(
            own.seconds
                .wrapping_mul(1_000_000)
                .wrapping_add(own.nanoseconds / 1_000),
        )
    }),
    method!("UnixMilli", NONE, |own, _args| {
        int64(
            own.seconds
                .wrapping_mul(1_000)
                .wrapping_add(own.nanoseconds / 1_000_000),
        )
    }),
    method!("UnixNano", NONE, |own, _args| {
        int64(
            own.seconds
                .wrapping_mul(SECOND)
                .wrapping_add(own.nanoseconds),
        )
    }),
    method!("Weekday", NONE, |own, _args| Ok(Value::Int(
        IntKind::Weekday,
        own.civil().weekday
    ))),
    method!("Year", NONE, |own, _args| int(own.civil().year)),
    method!("YearDay", NONE, |own, _args| int(own.civil().year_day)),
];

fn time(value: &Value) -> Result<&Time, Str> {
    value
        .as_object::<Time>()
        .ok_or(Str::from_static("not a time"))
}

fn other(args: &[Value]) -> Result<&Time, Str> {
    time(args.first().unwrap_or(&Value::Nil))
}

fn new(time: Time) -> Answer {
    Ok(Value::object(time))
}

fn int(number: i64) -> Answer {
    Ok(Value::from(number))
}

fn int64(number: i64) -> Answer {
    Ok(Value::Int(IntKind::Int64, number))
}

fn number(args: &[Value], at: usize) -> i64 {
    match args.get(at) {
        Some(Value::Int(_, number)) => *number,
        _ => 0,
    }
}

fn layout(args: &[Value]) -> &[u8] {
    args.last()
        .and_then(Value::as_str)
        .map_or(b"", Str::as_bytes)
}

fn appended(time: &Time, args: &[Value]) -> Answer {
    let mut out = match args.first() {
        Some(Value::Bytes(bytes)) => bytes.to_vec(),
        _ => Vec::new(),
    };
    out.extend(format(time, layout(args)));
    Ok(Value::Bytes(out.into()))
}
