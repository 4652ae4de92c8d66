//! DOCTOR: a questioner who turns what is said into the next question, after the fashion of a psychiatrist's first hour.
//!
//! Each line is looked at, clause by clause, for the weightiest subject in it; the first pattern under that subject that fits makes the
//! answer, the answers of a pattern taking turns. What is said of `my` something is kept, and asked about later when a line
//! has no subject.

use std::collections::VecDeque;

use super::Talker;
use super::pattern::{Turns, clauses, rest_of};
use super::reflection::reflect;

/// A conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doctor {
    turns: Turns,
    kept: VecDeque<String>,
    last: String,
    is_over: bool,
}

/// A pattern and its answers, in which `{}` stands for what the pattern's last star stood for, turned round.
type Rule = (&'static str, &'static [&'static str]);

/// Things kept to be asked about; older ones are forgotten.
const MOST_KEPT: usize = 6;
/// The longest thing that is said back, in characters.
const LONGEST_ECHO: usize = 80;

impl Doctor {
    /// A conversation that begins.
    pub fn new() -> Doctor {
        Doctor::default()
    }

    fn compose(&mut self, clauses: &[Vec<String>]) -> String {
        for (number, (pattern, answers)) in RULES.iter().enumerate() {
            let Some(rest) = clauses.iter().find_map(|words| rest_of(pattern, words)) else { continue };
            let rest = if *pattern == MINE { &rest[..rest.len().min(1)] } else { rest };
            let rest = reflect(rest);
            // What has nothing to say back to it is another's case.
            if answers[0].contains("{}") && (rest.is_empty() || rest.len() > LONGEST_ECHO) {
                continue;
            }
            return self.turns.next(number, answers).replace("{}", &rest);
        }
        match self.kept.pop_front() {
            Some(kept) => self.turns.next(RULES.len(), ASK_LATER).replace("{}", &kept),
            None => self.turns.next(RULES.len() + 1, GO_ON).to_owned(),
        }
    }

    fn keep(&mut self, clauses: &[Vec<String>]) {
        let mine = clauses.iter().find_map(|words| rest_of(MINE, words)?.first());
        if let Some(mine) = mine.filter(|mine| mine.len() <= LONGEST_ECHO && !self.kept.contains(mine)) {
            self.kept.push_back(mine.clone());
            self.kept.truncate(MOST_KEPT);
        }
    }
}

impl Talker for Doctor {
    fn greeting(&self) -> &'static str {
        "Good day. What brings you to me?"
    }

    fn answer(&mut self, line: &str) -> String {
        let clauses = clauses(line);
        if clauses.iter().flatten().any(|word| matches!(word.as_str(), "goodbye" | "bye")) {
            self.is_over = true;
            return "Our time is up in any case. Goodbye.".to_owned();
        }
        let mut answer = self.compose(&clauses);
        if answer == self.last {
            answer = self.turns.next(RULES.len() + 1, GO_ON).to_owned();
        }
        self.keep(&clauses);
        self.last.clone_from(&answer);
        answer
    }

    fn is_over(&self) -> bool {
        self.is_over
    }
}

/// What is mine: of what follows, one word is taken.
const MINE: &str = "* my *";

/// For a line without a subject, when something was kept.
const ASK_LATER: &[&str] = &[
    "Earlier you spoke of your {}. Is there more to say about that?",
    "I should like to come back to your {}.",
    "Could this have to do with your {}?",
];

/// For a line without a subject.
const GO_ON: &[&str] = &[
    "I am listening.",
    "Take your time.",
    "And what comes to your mind next?",
    "That is not quite clear to me. Put it another way?",
    "How long have you felt so?",
    "Let us stay with that for a moment.",
];

/// The weightiest first.
const RULES: &[Rule] = &[
    (
        "* followed *",
        &["What makes you sure that you are followed?", "Who would take the trouble to follow you?"],
    ),
    ("* afraid of *", &["How long have you been afraid of {}?", "What could {} do to you?"]),
    ("* i am afraid *", &["Since when are you afraid?", "Where in your body do you notice the fear?"]),
    ("* mother *", &["Tell me about your mother.", "Did your mother worry as much?"]),
    ("* father *", &["What sort of man was your father?", "Would your father have agreed?"]),
    ("* family *", &["Who else is there in your family?", "Does your family know of this?"]),
    ("* dreamt *", &["What do you make of that dream?"]),
    ("* dream *", &["Do such dreams come often?", "Who else is in the dream?"]),
    ("* computers *", &["Do machines trouble you?", "What have computers to do with it?"]),
    ("* computer *", &["You would rather not talk with a machine?", "What is a computer to you?"]),
    ("* machine *", &["How does it feel to think of machines?"]),
    ("* everyone *", &["Everyone? Can you name one person?", "Is there really nobody who is different?"]),
    ("* everybody *", &["Whom do you have in mind when you say everybody?"]),
    ("* always *", &["Always? Can you think of one time?", "When did it last happen?"]),
    ("* never *", &["Never is a long time. Not even once?"]),
    ("* trust *", &["Whom have you trusted?", "What would someone have to do to earn your trust?"]),
    ("* i can't *", &["What keeps you from it?", "What would happen if you could {}?"]),
    ("* i don't *", &["Why do you not {}?", "Did you ever {}?", "Would you like to {}?"]),
    ("* i am *", &["How long have you been {}?", "Do you believe it is usual to be {}?", "You are {}?"]),
    ("* i'm *", &["What is it like to be {}?", "Did you come to me because you are {}?"]),
    ("* i was *", &["When were you {}?", "What did it mean to you that you were {}?"]),
    ("* i feel *", &["Do you often feel {}?", "When did you first feel {}?"]),
    ("* i think *", &["What leads you to think {}?", "Do others think {}?"]),
    ("* i know *", &["How do you know {}?", "How did you find out {}?"]),
    ("* i want *", &["What would it give you to get {}?", "Who stands between you and {}?"]),
    ("* i have *", &["Since when have you {}?", "What is it to you that you have {}?"]),
    ("* are you *", &["Why do you care whether I am {}?", "Would it be better if I were {}?"]),
    ("* you are *", &["What makes you say that I am {}?", "Do you sometimes wish you were {}?"]),
    ("* do you *", &["We were speaking of you, not of me.", "What if I did {}?"]),
    ("* can you *", &["Perhaps I can {}. Would that help?"]),
    ("* you *", &["Let us rather speak of yourself.", "Why does it matter what I do?"]),
    ("* because *", &["Is that the whole reason?", "Might there be another reason than that {}?"]),
    ("* why *", &["Why do you suppose?", "What answer do you expect?"]),
    ("* they *", &["Who are they?", "What do they want of you?", "Have you told anyone about them?"]),
    ("* them *", &["Whom do you mean by them?", "What have they done to you?"]),
    ("* people *", &["Which people?", "Are there people with whom it is otherwise?"]),
    ("* police *", &["Have you been to the police?", "Do the police know what you know?"]),
    ("* letters *", &["What was in those letters?", "Who writes to you?"]),
    ("* what *", &["What do you hope to hear?", "Does that question come up often?"]),
    ("no *", &["You say no rather quickly.", "Why not?", "That sounds final."]),
    ("yes *", &["I see. And then?", "You seem certain."]),
    (
        "* my *",
        &["What does your {} mean to you?", "Why do you mention your {}?", "Tell me more about your {}."],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_comes_back_as_a_question() {
        let mut doctor = Doctor::new();
        assert_eq!(doctor.answer("I am tired of you."), "How long have you been tired of me?");
        assert_eq!(doctor.answer("I am tired of you."), "Do you believe it is usual to be tired of me?");
        assert_eq!(doctor.answer("I don't like my neighbour"), "Why do you not like your neighbour?");
    }

    #[test]
    fn the_weightier_subject_wins() {
        let mut doctor = Doctor::new();
        assert_eq!(
            doctor.answer("I think my mother is followed."),
            "What makes you sure that you are followed?"
        );
    }

    #[test]
    fn what_was_said_of_mine_is_asked_about_later() {
        let mut doctor = Doctor::new();
        doctor.answer("They open my mail at night");
        assert_eq!(doctor.answer("Hm."), "Earlier you spoke of your mail. Is there more to say about that?");
        assert_eq!(doctor.answer("Hm."), "I am listening.", "but once only");
    }

    #[test]
    fn goodbye_ends_it() {
        let mut doctor = Doctor::new();
        assert!(!doctor.is_over());
        doctor.answer("Goodbye, doctor.");
        assert!(doctor.is_over());
    }
}
