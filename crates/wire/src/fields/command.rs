//! The text of a control message, command by command.

use super::reader::{Reader, tell};
use crate::command::{Command, CommandError, Commands, ErrorCode, ErrorReport};
use crate::link::LinkUse;

/// Parameters by opcode: name and width in bits, in the order of NIC 8246 p. 27-28.
const PARAMETERS: [&[(&str, usize)]; 14] = [
    &[],
    &[("my receive socket", 32), ("your send socket", 32), ("link", 8)],
    &[("my send socket", 32), ("your receive socket", 32), ("size", 8)],
    &[("my socket", 32), ("your socket", 32)],
    &[("link", 8), ("message space", 16), ("bit space", 32)],
    &[("link", 8), ("message fraction", 8), ("bit fraction", 8)],
    &[("link", 8), ("message space", 16), ("bit space", 32)],
    &[("link", 8)],
    &[("link", 8)],
    &[("data", 8)],
    &[("data", 8)],
    &[("code", 8), ("data", 80)],
    &[],
    &[],
];

/// Where the commands are specified, by opcode.
const SOURCES: [&str; 14] = [
    "NIC 8246 p. 21",
    "NIC 8246 p. 22",
    "NIC 8246 p. 22",
    "NIC 8246 p. 23",
    "NIC 8246 p. 23",
    "NIC 8246 p. 23",
    "NIC 8246 p. 23",
    "NIC 8246 p. 24",
    "NIC 8246 p. 24",
    "NIC 8246 p. 24",
    "NIC 8246 p. 24",
    "NIC 8246 p. 25-26",
    "NIC 8246 p. 22",
    "NIC 8246 p. 22",
];

const OPCODES: &str = "NIC 8246 p. 26-27";

/// Reads the part that is left as commands; returns them in a line.
pub(super) fn read_commands(reader: &mut Reader<'_>) -> String {
    let text = reader.rest();
    let whole_octets = &text.octets()[..text.length_bits() / 8];
    let mut told = Vec::new();
    for (index, result) in Commands::new(whole_octets).enumerate() {
        let prefix = format!("command {}", index + 1);
        match result {
            Ok(command) => {
                told.push(command.to_string());
                read_command(reader, &prefix, &command);
            }
            Err(error) => {
                told.push(error.to_string());
                read_broken(reader, &prefix, &error);
            }
        }
    }
    reader.all_left("unfinished commands", OPCODES, "the rest of the text");
    if told.is_empty() { "no commands".to_owned() } else { told.join("; ") }
}

fn read_command(reader: &mut Reader<'_>, prefix: &str, command: &Command) {
    let opcode = usize::from(command.opcode());
    let start = reader.at();
    if let Err(error) = command.check_parameters() {
        reader.fail(tell(&format!("{prefix} {} ", command.name()), error, start));
    }
    reader.number(format!("{prefix} opcode"), 8, OPCODES, |_| command.name().to_owned());
    for (name, width) in PARAMETERS[opcode] {
        read_parameter(reader, prefix, name, *width, command);
    }
}

/// Reads an opcode that is illegal, or a command that its message cuts off, as far as it goes.
fn read_broken(reader: &mut Reader<'_>, prefix: &str, error: &CommandError) {
    let first = reader.at() + 1;
    match error {
        CommandError::IllegalOpcode { opcode, .. } => {
            let kind = if error.is_experimental() { "experimental" } else { "illegal" };
            reader.fail(format!("{prefix} opcode (bits {first}-{}): {opcode} is {kind}", first + 7));
            reader.number(format!("{prefix} opcode"), 8, OPCODES, |_| kind.to_owned());
            reader.all_left(format!("{prefix} rest"), OPCODES, "cannot be told apart after such an opcode");
        }
        CommandError::ShortParameters { opcode, .. } => {
            let opcode = usize::from(*opcode);
            reader.number(format!("{prefix} opcode"), 8, OPCODES, |_| Command::NAMES[opcode].to_owned());
            for (name, width) in PARAMETERS[opcode] {
                let name = format!("{prefix} {name}");
                if *width > reader.left() {
                    reader.string(name, *width, SOURCES[opcode], "");
                    return;
                }
                reader.string(name, *width, SOURCES[opcode], "of a command that is cut off");
            }
        }
    }
}

fn read_parameter(reader: &mut Reader<'_>, prefix: &str, name: &str, width: usize, command: &Command) {
    let source = SOURCES[usize::from(command.opcode())];
    let full_name = format!("{prefix} {name}");
    if let (Command::Err(report), "data") = (command, name) {
        reader.string(full_name, width, source, report.to_string());
        return;
    }
    reader.number(full_name, width, source, |value| meaning(name, value));
}

fn meaning(name: &str, value: u64) -> String {
    match name {
        "link" => LinkUse::of(value as u8).to_string(),
        "size" => format!("bytes of {value} bits"),
        "message space" => format!("{value} messages"),
        "bit space" => format!("{value} bits"),
        "message fraction" | "bit fraction" if value >= 128 => "all".to_owned(),
        "message fraction" | "bit fraction" => format!("{value}/128, rounded up"),
        "code" => ErrorCode::from_number(value as u8).to_string(),
        "data" => "anything; the reply has the same".to_owned(),
        _ if value.is_multiple_of(2) => "even: receives".to_owned(),
        _ => "odd: sends".to_owned(),
    }
}

// The widths of the parameters and the lengths of the commands say the same.
const _: () = {
    let mut opcode = 0;
    while opcode < PARAMETERS.len() {
        let (mut width, mut index) = (8, 0);
        while index < PARAMETERS[opcode].len() {
            width += PARAMETERS[opcode][index].1;
            index += 1;
        }
        assert!(width == Command::LENGTHS[opcode] * 8);
        opcode += 1;
    }
    assert!(ErrorReport::DATA_OCTETS * 8 == PARAMETERS[11][1].1);
};
