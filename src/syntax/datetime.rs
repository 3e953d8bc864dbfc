//! Datetimes of records (lexicon string format `datetime`: what RFC 3339 and ISO 8601 agree on).

use super::SyntaxError;
use super::text_id::text_id;
use crate::base::Timestamp;

/// Longest datetime in bytes.
const MAX_DATETIME: usize = 64;

text_id!(
    /// A datetime with an upper-case `T`, seconds, and a time zone; kept as its author wrote it.
    Datetime,
    "datetime",
    is_datetime
);

impl Datetime {
    /// The same moment as a timestamp in microseconds; moments before 1970 read as 1970.
    pub fn timestamp(&self) -> Timestamp {
        parse(self.as_str()).map_or(Timestamp::default(), |moment| moment.timestamp())
    }
}

impl From<Timestamp> for Datetime {
    fn from(at: Timestamp) -> Self {
        Self::trusted(at.to_string())
    }
}

struct Moment {
    year: u64,
    month: u64,
    day: u64,
    second_of_day: i64,
    micros: u64,
    offset_minutes: i64,
}

impl Moment {
    fn timestamp(&self) -> Timestamp {
        let Some(days) = crate::base::days_from_civil(self.year, self.month, self.day) else {
            return Timestamp::default();
        };
        let local = i64::try_from(days).unwrap_or(i64::MAX / 100_000) * 86_400 + self.second_of_day;
        let utc = u64::try_from(local - self.offset_minutes * 60).unwrap_or(0);
        Timestamp::from_micros(Timestamp::from_secs(utc).micros() + self.micros)
    }
}

fn is_datetime(text: &str) -> bool {
    parse(text).is_ok()
}

fn parse(text: &str) -> Result<Moment, SyntaxError> {
    const ERROR: SyntaxError = SyntaxError(Datetime::WHAT);
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| -> Result<u64, SyntaxError> {
        let part = bytes.get(from..to).ok_or(ERROR)?;
        part.iter().try_fold(0, |value, b| match b {
            b'0'..=b'9' => Ok(value * 10 + u64::from(b - b'0')),
            _ => Err(ERROR),
        })
    };
    let is = |at: usize, what: u8| if bytes.get(at) == Some(&what) { Ok(()) } else { Err(ERROR) };

    if text.len() > MAX_DATETIME {
        return Err(ERROR);
    }
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    for (at, what) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')] {
        is(at, what)?;
    }
    let in_range = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour <= 23
        && minute <= 59
        && second <= 60;
    if !in_range {
        return Err(ERROR);
    }

    let (mut at, mut micros) = (19, 0);
    if bytes.get(at) == Some(&b'.') {
        let fraction = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        if fraction == 0 {
            return Err(ERROR);
        }
        for place in 0..6 {
            let digit = if place < fraction { u64::from(bytes[at + 1 + place] - b'0') } else { 0 };
            micros = micros * 10 + digit;
        }
        at += 1 + fraction;
    }
    let offset_minutes = match bytes.get(at..).ok_or(ERROR)? {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), zone @ ..] if zone.len() == 5 => {
            is(at + 3, b':')?;
            let (hours, minutes) = (digits(at + 1, at + 3)?, digits(at + 4, at + 6)?);
            if hours > 23 || minutes > 59 || (*sign == b'-' && hours == 0 && minutes == 0) {
                return Err(ERROR);
            }
            let minutes = i64::try_from(hours * 60 + minutes).map_err(|_| ERROR)?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return Err(ERROR),
    };
    let second_of_day = i64::try_from(hour * 3_600 + minute * 60 + second).map_err(|_| ERROR)?;
    // A date that its zone moves before the year 0 cannot be written back.
    if year == 0 && month == 1 && day == 1 && second_of_day < offset_minutes * 60 {
        return Err(ERROR);
    }
    Ok(Moment { year, month, day, second_of_day, micros, offset_minutes })
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_agree_across_zones() {
        let at = |text: &str| text.parse::<Datetime>().expect("a datetime").timestamp();
        assert_eq!(at("2026-11-22T10:00:00Z"), at("2026-11-22T12:30:00+02:30"));
        assert_eq!(at("1985-04-12T23:20:50.123456789Z").micros() % 1_000_000, 123_456);
        assert_eq!(Datetime::from(Timestamp::from_secs(86_400)).as_str(), "1970-01-02T00:00:00.000Z");
    }
}
