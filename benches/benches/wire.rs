//! Parse and emit, one of each format.

#![allow(missing_docs)]

use std::hint::black_box;

use arpanet_scenario::wire::command::{Command, Commands, emit_all};
use arpanet_scenario::wire::ftp;
use arpanet_scenario::wire::host_host::Message;
use arpanet_scenario::wire::modem::{Ack, Content, Head, Header, Packet, Place};
use arpanet_scenario::wire::{Bits, HostAddress, ImpNumber, Leader};
use criterion::{Criterion, criterion_group, criterion_main};

fn wire(criterion: &mut Criterion) {
    let leader = Leader::regular(HostAddress { imp: ImpNumber(5), host: 1 }, 2);
    let bits = leader.emit().expect("1973");
    criterion.bench_function("leader, emit", |bencher| bencher.iter(|| black_box(&leader).emit()));
    criterion.bench_function("leader, parse", |bencher| bencher.iter(|| Leader::parse(black_box(&bits))));

    let message = Message::new(leader, 8, Bits::zeros(800)).expect("100 bytes of 8 bits");
    let bits = message.emit(36).expect("it is short enough");
    criterion.bench_function("host-host message, emit", |bencher| {
        bencher.iter(|| black_box(&message).emit(36));
    });
    criterion.bench_function("host-host message, parse", |bencher| {
        bencher.iter(|| Message::parse(black_box(&bits)));
    });

    let commands = [Command::Nop, Command::Eco { data: 7 }, Command::Erp { data: 7 }];
    let octets = emit_all(&commands);
    criterion.bench_function("three commands, emit", |bencher| {
        bencher.iter(|| emit_all(black_box(&commands)));
    });
    criterion.bench_function("three commands, parse", |bencher| {
        bencher.iter(|| Commands::new(black_box(&octets)).count());
    });

    let header = Header {
        head: Head::new(1, 3, Head::TRANSMISSION),
        to: Place::of_imp(ImpNumber(3)),
        from: Place::of_imp(ImpNumber(2)),
        link: Some(0),
    };
    let packet = Packet::new(Ack(0), Content::Data { header, data: vec![7; 63] }).expect("numbers below 64");
    let words = packet.emit().expect("numbers below 64");
    criterion.bench_function("full packet, emit", |bencher| bencher.iter(|| black_box(&packet).emit()));
    criterion
        .bench_function("full packet, parse", |bencher| bencher.iter(|| Packet::parse(black_box(&words))));

    let line = "RETR <THOMAS>PROG1.PL1;1";
    criterion.bench_function("FTP command, parse", |bencher| {
        bencher.iter(|| ftp::CommandLine::parse(black_box(line)));
    });
}

criterion_group!(benches, wire);
criterion_main!(benches);
