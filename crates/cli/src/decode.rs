//! `arpanet decode --layer LAYER HEX`

use std::io::{self, BufRead};

use arpanet_report::{Decoded, Framing};

use crate::args::DecodeArguments;
use crate::{End, output};

/// Takes messages apart: those on the command line, joined, or one a line from standard input.
pub fn decode(arguments: &DecodeArguments) -> End {
    if arguments.hex != ["-"] {
        return one(arguments, &arguments.hex.concat(), "");
    }
    let mut end = End::Well;
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let place = format!("standard input:{}: ", number + 1);
        let line = match line {
            Ok(line) => line,
            Err(fault) => {
                output::complain(&format!("{place}{fault}"));
                return End::BadInput;
            }
        };
        if !line.trim().is_empty() && one(arguments, &line, &place) != End::Well {
            end = End::BadInput;
        }
    }
    end
}

fn one(arguments: &DecodeArguments, hex: &str, place: &str) -> End {
    let framing = arguments.framing.map_or(Framing::Bare, Framing::from);
    let decoded: Decoded = match arpanet_report::decode(arguments.layer.name(), framing, hex) {
        Ok(decoded) => decoded,
        Err(fault) => {
            output::complain(&format!("{place}{fault}"));
            return End::BadInput;
        }
    };
    let printed = output::print(&match arguments.json {
        true => format!("{}\n", decoded.json()),
        false => decoded.text(),
    });
    match decoded.error() {
        Some(error) => {
            output::complain(&format!("{place}{error}"));
            End::BadInput
        }
        None => printed,
    }
}
