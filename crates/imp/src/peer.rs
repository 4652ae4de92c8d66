//! The message numbers between this IMP and another.
//!
//! All hosts of a pair of IMPs share one sequence of 8-bit numbers, four in flight at most. The source keeps the number last
//! used and which of the last four are answered; the destination keeps a window of the four next numbers, which of them have
//! come, and which is to be answered next. IMP program 3050 (TMESS, RMESS, AMESS, RALLY); RFC 442, RFC 660 a.
//!
//! ```text
//!   source                             destination
//!   T-3 T-2 T-1  T   answered?         R-3 R-2 R-1  R   got it?      AMESS: answered up to here
//!    ^ oldest; a new number needs       ^ oldest; when it is got, the window moves
//!      this one answered
//! ```

mod table;

pub(crate) use table::Peers;

/// Numbers in flight between two IMPs, and in a window.
pub(crate) const WINDOW: u8 = 4;
const ALL_FOUR: u8 = 0b1111;
/// The newest number's bit; the oldest one's is 1.
const NEWEST: u8 = 0b1000;

/// The numbers of one foreign IMP (or of this one, for local traffic).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    /// T: the number last used.
    sent: u8,
    /// The priority order number last used.
    sent_order: u8,
    /// Which of T-3 to T are answered; bit 0 is T-3.
    answered: u8,
    /// Periods of 17 s without an answer.
    pub(crate) silence: u8,
    /// R: the end of the receiving window.
    received: u8,
    /// The priority order number expected next.
    expected_order: u8,
    /// Which of R-3 to R have come; bit 0 is R-3.
    got: u8,
    /// AMESS: the number to be answered next.
    pub(crate) answer_next: u8,
    /// RALLY: the answers due, by number modulo 4.
    answers: [Option<Answer>; WINDOW as usize],
    /// How often the numbers were reset: tells messages of an earlier life apart.
    pub(crate) life: u8,
    /// The answer sender has it on its list.
    pub(crate) listed: bool,
}

/// An answer that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Allocate 8, for a request.
    Allocate8,
    /// RFNM for a multi-packet message, with the next allocation if there is room in time.
    Rfnm8,
    /// Allocate 1: the message is to be sent again.
    Allocate1,
    /// RFNM for a single-packet message.
    Rfnm1,
    /// Incomplete, multi-packet.
    Incomplete8,
    /// Incomplete, single-packet; the answer to a give-back.
    Incomplete1,
    /// Already answered: the source was told of a dead host.
    Dead,
}

/// Where a number stands in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not one of the four.
    Outside,
    /// It has come before.
    Got,
    /// It has not come yet; true when it is the oldest.
    Open(bool),
}

impl Peer {
    /// As for an IMP never heard of.
    pub(crate) const NEW: Peer = Peer {
        sent: 0o377,
        sent_order: 3,
        answered: ALL_FOUR,
        silence: 0,
        received: 3,
        expected_order: 0,
        got: 0,
        answer_next: 0,
        answers: [None; WINDOW as usize],
        life: 0,
        listed: false,
    };

    /// Whether a new number is to be had.
    pub(crate) const fn has_number(&self) -> bool {
        self.answered & 1 == 1
    }

    /// Takes a new number; [`Peer::has_number`] must hold. The priority order number goes with it.
    fn take_number(&mut self, priority: bool) -> (u8, u8) {
        debug_assert!(self.has_number(), "more than four messages in flight");
        if self.answered == ALL_FOUR {
            self.silence = 0;
        }
        self.answered >>= 1;
        self.sent = self.sent.wrapping_add(1);
        if priority {
            self.sent_order = (self.sent_order + 1) & 3;
        }
        (self.sent, self.sent_order)
    }

    /// The number that the next message will have.
    pub(crate) const fn next(&self) -> u8 {
        self.sent.wrapping_add(1)
    }

    /// Whether a number is in flight.
    pub(crate) const fn is_unanswered(&self, number: u8) -> bool {
        let back = self.sent.wrapping_sub(number);
        back < WINDOW && self.answered & NEWEST >> back == 0
    }

    /// How many numbers are in flight.
    const fn in_flight(&self) -> u32 {
        (!self.answered & ALL_FOUR).count_ones()
    }

    /// A number is answered. Answers that nobody waits for change nothing.
    fn close(&mut self, number: u8) {
        if self.is_unanswered(number) {
            self.answered |= NEWEST >> self.sent.wrapping_sub(number);
            self.silence = 0;
        }
    }

    /// The oldest number in flight.
    pub(crate) fn oldest_unanswered(&self) -> Option<u8> {
        self.unanswered().next()
    }

    /// The numbers in flight, oldest first.
    pub(crate) fn unanswered(self) -> impl Iterator<Item = u8> {
        (0..WINDOW)
            .rev()
            .map(move |back| self.sent.wrapping_sub(back))
            .filter(move |&number| self.is_unanswered(number))
    }

    /// Where an arriving number stands.
    pub(crate) const fn standing(&self, number: u8) -> Standing {
        let back = self.received.wrapping_sub(number);
        if back >= WINDOW {
            return Standing::Outside;
        }
        let bit = NEWEST >> back;
        if self.got & bit != 0 { Standing::Got } else { Standing::Open(bit == 1) }
    }

    /// The oldest number that has not come.
    pub(crate) const fn oldest_expected(&self) -> u8 {
        self.received.wrapping_sub(WINDOW - 1)
    }

    /// A number has come, or is settled without coming. The window does not move yet.
    pub(crate) const fn mark_got(&mut self, number: u8) {
        let back = self.received.wrapping_sub(number);
        if back < WINDOW {
            self.got |= NEWEST >> back;
        }
    }

    /// Moves the window on by one if its oldest number has come; that number.
    pub(crate) const fn advance(&mut self) -> Option<u8> {
        if self.got & 1 == 0 {
            return None;
        }
        let oldest = self.oldest_expected();
        self.got >>= 1;
        self.received = self.received.wrapping_add(1);
        Some(oldest)
    }

    /// Whether a priority message with this order number is the next of its kind.
    pub(crate) const fn expects_order(&self, order: u8) -> bool {
        self.expected_order == order
    }

    /// A priority message with this order number is settled.
    pub(crate) const fn settle_order(&mut self, order: u8) {
        self.expected_order = (order + 1) & 3;
    }

    /// An answer is due for a number.
    pub(crate) fn owe(&mut self, number: u8, answer: Answer) {
        self.answers[usize::from(number % WINDOW)] = Some(answer);
    }

    /// The answer that is to be sent next, if it is due yet.
    pub(crate) fn due(&self) -> Option<Answer> {
        self.answers[usize::from(self.answer_next % WINDOW)]
    }

    /// The answer [`Peer::due`] is sent. After an allocation of one the same number will be answered again.
    pub(crate) fn answered(&mut self) {
        let slot = &mut self.answers[usize::from(self.answer_next % WINDOW)];
        if slot.take() != Some(Answer::Allocate1) {
            self.answer_next = self.answer_next.wrapping_add(1);
        }
    }

    /// Everything is forgotten: the IMP was declared dead.
    fn reset(&mut self) {
        *self = Peer { life: self.life.wrapping_add(1), listed: self.listed, ..Peer::NEW };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As seen in captures: the first message is number 0, the first regular one carries order 3, the first priority one 0.
    #[test]
    fn numbers_start_at_zero_and_orders_at_three_or_zero() {
        let mut peer = Peer::NEW;
        assert_eq!(peer.take_number(false), (0, 3));
        assert_eq!(peer.take_number(true), (1, 0));
        assert_eq!(peer.take_number(false), (2, 0));
    }

    #[test]
    fn the_fifth_message_waits_until_the_first_is_answered() {
        let mut peer = Peer::NEW;
        for _ in 0..4 {
            assert!(peer.has_number());
            peer.take_number(false);
        }
        assert!(!peer.has_number());
        peer.close(2);
        assert!(!peer.has_number());
        peer.close(0);
        assert!(peer.has_number());
        assert_eq!(peer.unanswered().collect::<Vec<_>>(), [1, 3]);
        assert_eq!(peer.take_number(false), (4, 3));
        assert!(!peer.has_number());
    }

    #[test]
    fn an_answer_to_nothing_closes_nothing() {
        let mut peer = Peer::NEW;
        peer.take_number(false);
        peer.close(7);
        peer.close(0o377);
        assert_eq!(peer.oldest_unanswered(), Some(0));
    }

    #[test]
    fn numbers_wrap_after_255() {
        let mut peer = Peer::NEW;
        for expected in (0..=255).chain(0..10) {
            assert_eq!(peer.take_number(false).0, expected);
            assert_eq!(peer.standing(expected), Standing::Open(true));
            peer.close(expected);
            peer.mark_got(expected);
            assert_eq!(peer.advance(), Some(expected));
        }
        assert_eq!(peer.advance(), None);
    }

    #[test]
    fn the_window_takes_four_numbers_and_moves_with_the_oldest() {
        let mut peer = Peer::NEW;
        assert_eq!(peer.standing(0), Standing::Open(true));
        assert_eq!(peer.standing(3), Standing::Open(false));
        assert_eq!(peer.standing(4), Standing::Outside);
        assert_eq!(peer.standing(0o377), Standing::Outside);
        peer.mark_got(1);
        assert_eq!(peer.standing(1), Standing::Got);
        assert_eq!(peer.advance(), None);
        peer.mark_got(0);
        assert_eq!(std::iter::from_fn(|| peer.advance()).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(peer.standing(2), Standing::Open(true));
        assert_eq!(peer.standing(5), Standing::Open(false));
    }

    #[test]
    fn answers_leave_in_the_order_of_numbers() {
        let mut peer = Peer::NEW;
        peer.owe(1, Answer::Rfnm1);
        assert_eq!(peer.due(), None);
        peer.owe(0, Answer::Rfnm8);
        assert_eq!(peer.due(), Some(Answer::Rfnm8));
        peer.answered();
        assert_eq!(peer.due(), Some(Answer::Rfnm1));
    }

    /// IMP program 3050: the number of an ALL1 stays open and is answered again.
    #[test]
    fn an_allocation_of_one_does_not_settle_its_number() {
        let mut peer = Peer::NEW;
        peer.owe(0, Answer::Allocate1);
        peer.answered();
        assert_eq!(peer.answer_next, 0);
        assert_eq!(peer.due(), None);
        peer.owe(0, Answer::Rfnm1);
        peer.answered();
        assert_eq!(peer.answer_next, 1);
    }
}
