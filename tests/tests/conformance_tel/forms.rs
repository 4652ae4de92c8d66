//! What else there is in a stream: TEL-039 to TEL-046, TEL-051 and TEL-052.

use arpanet_programs::icp;
use arpanet_tests::perfect_subnet::{SECOND, What};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{BBN, UTAH};
use arpanet_wire::telnet::{Command as NewCommand, Item, Negotiation, NewForm, Reader, Verb};

use crate::stage::{log_in, real_server, real_user, says_next, shown};

#[test]
fn tel_039_other_data_types_are_ignored() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"\xa2DAYTIME\r\n");
    user.hears(&mut net, " MONDAY, ");
}

#[test]
fn tel_040_tel_041_typed_text_goes_at_once_and_without_its_end_of_line() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "^SEND location=");
    net.run_for(SECOND);
    assert_eq!(server.heard(&net), b"location=");
}

#[test]
fn tel_042_the_user_side_works_a_line_at_a_time() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "ONE LINE");
    net.run_for(SECOND);
    let messages =
        net.log().iter().filter(|crossing| matches!(crossing.what, What::Data { byte_size: 8, .. }));
    assert_eq!((messages.count(), server.heard(&net)), (1, b"ONE LINE\r\n".to_vec()));
}

#[test]
fn tel_043_the_end_of_either_connection_ends_the_session() {
    for closes_sending in [true, false] {
        let (mut net, user) = real_server();
        log_in(&mut net, &user);
        if closes_sending {
            user.close_sending(&mut net);
        } else {
            user.close_receiving(&mut net);
            // The server notices when it has something to say.
            user.send(&mut net, b"DAYTIME\r\n");
        }
        assert!(net.run_until(|net| user.is_closed(net)), "{closes_sending}");
        // The other connection's CLS is answered.
        if closes_sending {
            user.close_receiving(&mut net);
        } else {
            user.close_sending(&mut net);
        }
        net.run_for(SECOND);
        assert!(net.host(UTAH).is_quiet());
        assert_eq!(net.said(), ["telnet: the user has gone without logging out"]);
        // Whoever comes next finds no THOMAS.
        let next = ScriptedEnd::call(&mut net, BBN, UTAH, icp::TELNET.socket);
        next.send(&mut net, b"WHO\r\n");
        next.hears(&mut net, " JOB USER         PROGRAM\r\n@");
    }
}

#[test]
fn tel_044_commands_of_the_new_form_provoke_no_error() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"\xff\xfb\x01\xff\xfd\x03\xff\xf6");
    assert_eq!(says_next(&mut net, &user), "");
    user.send(&mut net, b"DAYTIME\r\n");
    assert!(says_next(&mut net, &user).starts_with(" MONDAY, "));
}

#[test]
fn tel_045_an_option_code_is_not_taken_for_a_control_character() {
    // FF FD 03 is DO SUPPRESS-GO-AHEAD; a bare 03 would be control-C, which breaks.
    let (mut net, user) = real_server();
    user.send(&mut net, b"DAY\xff\xfd\x03TIME\r\n");
    assert!(says_next(&mut net, &user).starts_with(" MONDAY, "));
    let (mut net, job, server) = real_user();
    server.send(&mut net, b"A\xff\xfd\x07B");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "AB", "and no bell");
}

/// RFC 764 p. 14-15 names the codes in decimal.
#[test]
fn tel_046_sequences_of_the_new_form_decode_alike_wherever_they_are_cut() {
    let mut octets = Vec::new();
    let mut expected = Vec::new();
    for code in 241..=249 {
        octets.extend([255, code]);
        let command = NewCommand::of(code).expect("RFC 764 p. 14 has a command of this code");
        expected.push(Item::NewForm(NewForm::Command(command)));
    }
    for (code, verb) in [(251, Verb::Will), (252, Verb::Wont), (253, Verb::Do), (254, Verb::Dont)] {
        octets.extend([255, code, 99]);
        expected.push(Item::NewForm(NewForm::Negotiation(Negotiation { verb, option: 99 })));
    }
    octets.extend([255, 255]);
    expected.push(Item::NewForm(NewForm::Data255));
    for cut in 0..=octets.len() {
        let (mut reader, mut items) = (Reader::default(), Vec::new());
        reader.read(&octets[..cut], &mut items);
        reader.read(&octets[cut..], &mut items);
        assert_eq!(items, expected, "cut after {cut} octets");
    }
}

#[test]
fn tel_051_a_subnegotiation_ends_at_its_se_and_doubles_the_255() {
    let octets = [255, 250, 24, 1, 255, 255, 240, 255, 240, b'X'];
    let mut items = Vec::new();
    Reader::default().read(&octets, &mut items);
    let parameters = vec![24, 1, 255, 240];
    assert_eq!(items, [Item::NewForm(NewForm::Subnegotiation(parameters)), Item::Character(b'X')]);
}

#[test]
fn tel_052_go_ahead_is_ignored() {
    let (mut net, job, server) = real_user();
    server.send(&mut net, b"GO\xff\xf9 ON\xff\xf9");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "GO ON");
}
